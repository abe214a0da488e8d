// What the form of a channel offers for "only some rules" and "only some sources".

import { Injectable } from '@nestjs/common';
import { type RuleName, RuleNames } from '#src/alerts/rule-names.js';
import { SourceNames } from '#src/sources/source-names.js';

export interface RoutingChoices {
  readonly rules: readonly RuleName[];
  /** Names that are known; others may come. */
  readonly sources: readonly string[];
}

@Injectable()
export class ChoicesOfRouting {
  constructor(
    private readonly ruleNames: RuleNames,
    private readonly sourceNames: SourceNames,
  ) {}

  async read(): Promise<RoutingChoices> {
    return { rules: this.ruleNames.all(), sources: await this.sourceNames.all() };
  }
}

export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly { readonly id: string; readonly name: string; readonly isChosen: boolean }[];
}

/** As people look for them: by what they do now. Chosen ones that are not there any more stay in sight, so that they can be left out. */
export function ruleGroups(rules: readonly RuleName[], chosen: readonly string[]): readonly RuleGroup[] {
  const known = new Set(rules.map(({ id }) => id));
  const gone = chosen.filter((id) => !known.has(id)).map((id) => ({ id, name: id, isChosen: true }));
  const inState = (state: RuleName['state']): RuleGroup['rules'] =>
    rules.filter((rule) => rule.state === state).map(({ id, name }) => ({ id, name, isChosen: chosen.includes(id) }));
  return [
    { title: 'No such rule', rules: gone },
    { title: 'On', rules: inState('on') },
    { title: 'In test mode: nobody is told', rules: inState('test') },
    { title: 'Off', rules: inState('off') },
  ].filter((group) => group.rules.length > 0);
}
