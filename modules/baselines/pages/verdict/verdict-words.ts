// What verdicts are called, and what one does, as sentences.

import { visibleText } from '#src/portal/events/visible-text.js';
import type { Finding } from '../../findings/finding.js';
import type { GivenVerdict } from '../../findings/verdicts.js';
import type { BaselineReason } from '../../engine/reason.js';
import type { Verdict, VerdictKind } from '../../engine/verdict.js';
import { clockHour, dayText } from '../words.js';

export const VERDICT_WORDS: Readonly<Record<VerdictKind, { readonly text: string; readonly hint: string }>> = {
  benign: { text: 'normal', hint: 'Somebody said that this is normal: it is learned.' },
  expected: {
    text: 'normal for now',
    hint: 'Somebody said that this is normal for a while: nothing is learned from it.',
  },
  malicious: { text: 'attack', hint: 'Somebody said that this was an attack: it never becomes normal.' },
};

const MAX_CHARS = 200;

/** What giving it will do. `until`: in words; needed for `expected`. */
export function effectsOf(
  kind: VerdictKind,
  finding: Finding,
  scope: 'entity' | 'everybody',
  until: string,
): readonly string[] {
  const who = scope === 'everybody' ? 'everybody' : visibleText(finding.entity.name, MAX_CHARS);
  switch (kind) {
    case 'benign':
      return [
        `From now on this is normal for ${who}, for good.`,
        'It is learned at once: the next time it is not found again, unless something else about it is unusual, too.',
        'The finding stays in the list, marked as normal.',
      ];
    case 'expected':
      return [
        `Until ${until} this is taken as normal for ${who}.`,
        'It is not told meanwhile, and nothing is learned from it: afterwards it is found again.',
      ];
    case 'malicious':
      return [
        `What ${visibleText(finding.entity.name, MAX_CHARS)} did on ${dayText(finding.day)} teaches nothing.`,
        'The values below never become normal by themselves, however often they come again: the score stays.',
      ];
  }
}

/** `network 203.0.113.0/24` of `about`, for lists of verdicts. */
function aboutText({ code, value }: Verdict['about'][number]): string {
  return value === undefined ? code : `${code}: ${visibleText(value, MAX_CHARS)}`;
}

export interface VerdictLine {
  readonly id: string;
  readonly kind: VerdictKind;
  readonly word: string;
  readonly hint: string;
  readonly about: readonly string[];
  readonly who: string;
  readonly by: string;
  readonly givenAt: number;
  readonly until: number | undefined;
  readonly findingId: number | undefined;
}

export function verdictLine(verdict: GivenVerdict): VerdictLine {
  const { id, kind, about, entity, until, finding, by, givenAt, day, hour } = verdict;
  const all = `everything of ${dayText(day)}${hour === undefined ? '' : `, ${clockHour(hour)}`}`;
  return {
    id,
    kind,
    word: VERDICT_WORDS[kind].text,
    hint: VERDICT_WORDS[kind].hint,
    givenAt,
    until,
    about: about.length === 0 ? [all] : about.map(aboutText),
    who: entity === undefined ? 'everybody' : visibleText(entity.slice(entity.indexOf(':') + 1), MAX_CHARS),
    by: visibleText(by, 60),
    findingId: finding,
  };
}

/** What a verdict can speak of, of a reason. */
export function aboutOf({ code, value }: BaselineReason): Verdict['about'][number] {
  return value === undefined ? { code } : { code, value };
}
