// The view model of “Users by risk”.

import { Inject, Injectable } from '@nestjs/common';
import { STORE } from '#src/portal/deps.js';
import { baselineHref } from '#src/portal/events/baseline-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { EventReader } from '#src/store/event-store.js';
import { ENTITY_KINDS } from '../../engine/entity.js';
import type { RiskyEntity } from '../../findings/finding.js';
import { Findings } from '../../findings/findings.js';
import { Baseline } from '../../training/baseline.js';
import { findingLine } from '../finding-line.js';
import { dayBars } from '../pictures/score-bars.js';
import { factsOf, notesOf } from '../strip.js';
import { dayText, KIND_ICONS, KIND_WORDS, riskWord, scoreLevel } from '../words.js';
import { kindOf, riskHref, type RiskInput } from './list-input.js';

const PER_PAGE = 25;
const MAX_NAME_CHARS = 80;

@Injectable()
export class RiskPage {
  constructor(
    private readonly findings: Findings,
    private readonly baseline: Baseline,
    @Inject(STORE) private readonly store: EventReader,
  ) {}

  async model(input: RiskInput): Promise<object> {
    const offset = (input.page - 1) * PER_PAGE;
    const [status, risks, any] = await Promise.all([
      this.baseline.status(),
      this.findings.riskiest(PER_PAGE, { kind: kindOf(input), text: input.q || undefined, offset }),
      this.findings.riskiest(1),
    ]);
    const { today } = this.findings;
    const asOf = risks.asOf ?? today;
    const end = offset + risks.entities.length;
    return {
      title: 'Users by risk',
      input,
      total: risks.total,
      hasAny: any.total > 0,
      facts: factsOf(status),
      notes: notesOf(status),
      hasModel: status.model !== undefined,
      hasEvents: status.model !== undefined || (await this.store.segments()).some(({ rows }) => rows > 0),
      isTraining: status.training.running !== undefined,
      kindWord: input.kind === 'all' ? 'entities' : KIND_WORDS[input.kind].many.toLowerCase(),
      asOf: asOf < today - 1 ? dayText(asOf) : undefined,
      rows: risks.entities.map((each) => riskLine(each, asOf)),
      tabs: [...ENTITY_KINDS.toSorted(usersFirst), 'all' as const].map((kind) => ({
        label: kind === 'all' ? 'All' : KIND_WORDS[kind].many,
        isHere: kind === input.kind,
        href: riskHref({ ...input, kind, page: 1 }),
      })),
      addresses: { clear: riskHref({ kind: input.kind }) },
      pages: {
        newer: input.page > 1 ? riskHref({ ...input, page: input.page - 1 }) : undefined,
        older: end < risks.total ? riskHref({ ...input, page: input.page + 1 }) : undefined,
        label: `${offset + 1} to ${end} of ${risks.total}`,
      },
    };
  }
}

function riskLine({ entity, risk, findings, newest, days }: RiskyEntity, asOf: number): object {
  return {
    name: visibleText(entity.name, MAX_NAME_CHARS),
    href: baselineHref(entity.kind, entity.name),
    icon: KIND_ICONS[entity.kind],
    kind: KIND_WORDS[entity.kind].one.toLowerCase(),
    risk: { value: String(Math.round(risk)), word: riskWord(risk), level: scoreLevel(risk), percent: Math.round(risk) },
    findings,
    newest: findingLine(newest),
    spark: dayBars(days, asOf),
  };
}

const ORDER = ['user', 'host', 'ip'];
function usersFirst(a: string, b: string): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}
