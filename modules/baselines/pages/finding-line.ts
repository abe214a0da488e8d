// A finding as a line of a list, and what its page begins with.

import { baselineHref } from '#src/portal/events/baseline-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { shortName } from '../engine/explain/case.js';
import { isFindingScore } from '../engine/scored.js';
import type { Finding } from '../findings/finding.js';
import { dayText, KIND_ICONS, KIND_WORDS, NOTICED, scoreLevel, STATE_WORDS } from './words.js';
import { VERDICT_WORDS } from './verdict/verdict-words.js';

export interface FindingLine {
  readonly id: number;
  readonly href: string;
  readonly score: string;
  readonly level: number;
  /** 0..100 */
  readonly percent: number;
  readonly who: { readonly text: string; readonly href: string; readonly kind: string; readonly icon: string };
  readonly day: string;
  /** ms: of the highest score. */
  readonly time: number;
  readonly sentence: string;
  /** The same in two: what is unusual, without the name, and what was done. Lists begin with what is unusual. */
  readonly told: Told;
  readonly codes: readonly string[];
  readonly state: { readonly text: string; readonly hint: string; readonly tone: '' | 'open' | 'attack' };
  readonly isHistory: boolean;
}

export interface Told {
  readonly why: string;
  readonly deed: string;
}

const MAX_NAME_CHARS = 60;
const MAX_SENTENCE_CHARS = 600;

export function findingHref(id: number): string {
  return `/baselines/findings/${id}`;
}

export function findingLine(finding: Finding): FindingLine {
  const { entity, score } = finding;
  return {
    id: finding.id,
    href: findingHref(finding.id),
    time: finding.time,
    day: dayText(finding.day),
    score: String(Math.round(score)),
    level: scoreLevel(score),
    percent: Math.min(100, Math.max(0, score)),
    who: {
      text: visibleText(entity.name, MAX_NAME_CHARS),
      href: baselineHref(entity.kind, entity.name),
      kind: KIND_WORDS[entity.kind].one,
      icon: KIND_ICONS[entity.kind],
    },
    sentence: sentenceOf(finding),
    told: toldOf(finding),
    codes: [...new Set(finding.reasons.map(({ code }) => code))],
    state: stateOf(finding),
    isHistory: finding.origin === 'history',
  };
}

function sentenceOf({ summary, reasons, entity }: Finding): string {
  const text = summary || reasons[0]?.what || `Something unusual about ${entity.name}`;
  return visibleText(text, MAX_SENTENCE_CHARS);
}

/** As engine/explain makes it: `alice logged on ...; alice has never ...`, or `alice, around 03:12 Saturday: asked ...`. */
export function toldOf(finding: Finding): Told {
  const sentence = sentenceOf(finding);
  const name = shortName(finding.entity.name);
  const between = sentence.startsWith(`${name}, around `) ? ': ' : `; ${name} `;
  const at = sentence.indexOf(between, name.length);
  return at < 0
    ? { deed: '', why: sentence }
    : { deed: sentence.slice(0, at), why: sentence.slice(at + between.length) };
}

function stateOf({ verdict, state, origin, score }: Finding): FindingLine['state'] {
  if (verdict !== undefined)
    return { ...VERDICT_WORDS[verdict.kind], tone: verdict.kind === 'malicious' ? 'attack' : '' };
  if (state !== 'ready') return { ...STATE_WORDS[state], tone: '' };
  if (origin === 'history')
    return { text: 'history', hint: 'Found while learning what was stored before: it tells nobody.', tone: '' };
  if (!isFindingScore(score)) return { ...NOTICED, tone: '' };
  return { ...STATE_WORDS.ready, tone: 'open' };
}
