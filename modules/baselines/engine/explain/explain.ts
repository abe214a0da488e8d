// From numbers to sentences: the reasons of a score, and one sentence as a colleague would say it. Claims nothing that the evidence does
// not hold. All of it may hold log text: made harmless here (control characters, lengths), escaped by whoever shows it.

import type { Activity } from '../activity.js';
import type { Entity } from '../entity.js';
import type { Evidence } from '../evidence.js';
import type { BaselineReason } from '../reason.js';
import { MAX_REASONS } from '../scored.js';
import { belongs } from './belongs.js';
import { shortName, type Wording } from './case.js';
import { deedOf, whenOf } from './deed.js';
import { wholePoints } from './points.js';
import { WORDS } from './words.js';

export interface Explanation {
  /** Strongest first, at most MAX_REASONS. Their points are whole, none is 0, and they add up to the rounded sum of the points of all evidence. */
  readonly reasons: readonly BaselineReason[];
  readonly summary: string;
}

/** @param activity the one that raised the score  @param evidence in any order; its points add up to the score */
export function explain(entity: Entity, activity: Activity, evidence: readonly Evidence[]): Explanation {
  const sorted = [...evidence].sort((a, b) => b.points - a.points || b.level - a.level).slice(0, MAX_REASONS);
  const total = evidence.reduce((sum, { points }) => sum + points, 0);
  const points = wholePoints(sorted.map((each) => each.points), total); // prettier-ignore
  const strongest = sorted.filter((_, i) => points[i] !== 0);
  if (strongest.length === 0) return { reasons: [], summary: '' };
  const who = shortName(entity.name);
  const worded = strongest.map((each) => ({
    each,
    wording: WORDS[each.code]({ entity, who, activity, evidence: each, facts: each.facts }),
  }));
  return {
    reasons: worded.map(({ each, wording: { what, expected, actual } }, i) => ({
      code: each.code,
      points: points[i] ?? 0,
      what: cut(what, MAX_TEXT_CHARS),
      expected: cut(expected, MAX_TEXT_CHARS),
      actual: cut(actual, MAX_TEXT_CHARS),
      ...(each.value === undefined ? {} : { value: each.value }),
    })),
    summary: cut(sentence(entity, who, activity, said(worded, total)), MAX_SUMMARY_CHARS),
  };
}

interface Worded {
  readonly each: Evidence;
  readonly wording: Wording;
}

/** `alice logged on to vpn-gw at 03:12 Saturday; alice has never ...`, or `alice, around 03:12 Saturday: asked 400 ...` */
function sentence(entity: Entity, who: string, activity: Activity, told: readonly Worded[]): string {
  const says = list(told.map(({ wording }) => wording.says));
  const [first] = told;
  const isExample = told.some(({ each }) => belongs(each, activity) ?? each === first?.each);
  const deed = first?.each.deed ?? (isExample ? deedOf(entity, activity) : undefined);
  return deed === undefined ? `${who}, around ${whenOf(activity)}: ${says}` : `${deed}; ${who} ${says}`;
}

/** The strongest, and two more that weigh something. The hour as a whole comes last: it says again what the others say. */
function said(worded: readonly Worded[], total: number): readonly Worded[] {
  const weighty = worded.filter(({ each }, i) => i === 0 || each.points >= LEAST_SHARE * total);
  const isWhole = ({ each }: Worded): boolean => each.code === 'unusual-pattern';
  return [...weighty.filter((each) => !isWhole(each)), ...weighty.filter(isWhole)].slice(0, MAX_SAID);
}

const MAX_SAID = 3;

const LEAST_SHARE = 0.1;
const MAX_TEXT_CHARS = 200;
const MAX_SUMMARY_CHARS = 500;

function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function list(parts: readonly string[]): string {
  if (parts.length < 3) return parts.join(' and ');
  return `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}`;
}
