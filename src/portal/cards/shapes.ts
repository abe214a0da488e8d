// The plain shapes that templates in views/partials/cards draw, so that modules need no template of their own for a number or a list.

import { format } from '../page/format.js';
import type { Usual } from './usual.js';

/** partials/cards/number */
export interface NumberCard {
  readonly value: number;
  /** `events` */
  readonly unit: string;
  /** The search behind the number. */
  readonly href: string;
  readonly comparison: Comparison;
  /** More of the same, below. */
  readonly bars?: BarsCard;
}

export interface Comparison {
  readonly direction: 'more' | 'less' | 'same' | 'unknown';
  /** `8 % more than usual` */
  readonly text: string;
  /** What the usual is. */
  readonly basis: string;
}

/** partials/cards/bars: a list with a bar each, the longest first. */
export interface BarsCard {
  readonly rows: readonly BarRow[];
  /** Said when there are no rows. */
  readonly empty: string;
}

export interface BarRow {
  /** Made visible (visibleText). */
  readonly label: string;
  readonly count: number;
  readonly href: string;
  /** 0..100, of the largest. */
  readonly percent: number;
  /** Class of the bar's colour: `tone-1` .. `tone-8`, `level-1` .. `level-5`. */
  readonly tone?: string;
}

/** partials/cards/table */
export interface TableCard {
  readonly head: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
  /** Said when there are no rows. */
  readonly empty: string;
}

/** `timeMs` is shown as a relative time; else `text`. */
export interface TableCell {
  readonly text?: string;
  readonly href?: string;
  readonly timeMs?: number;
}

export function barRows(
  entries: readonly (Omit<BarRow, 'percent'> & { readonly percent?: never })[],
): readonly BarRow[] {
  const most = Math.max(1, ...entries.map(({ count }) => count));
  return entries.map((entry) => ({ ...entry, percent: Math.max(1, Math.round((entry.count / most) * 100)) }));
}

/** Within this part of the usual nothing is said to be more or less. */
const SAME = 0.02;
/** Beyond it the number says more about how little there was before. */
const MANY_TIMES = 100;

export function compare(count: number, usual: Usual | undefined): Comparison {
  if (usual === undefined)
    return {
      direction: 'unknown',
      text: 'no history to compare with yet',
      basis: 'There are no events from before this range.',
    };
  const basis = `Usual is ${format.number(Math.round(usual.mean))}: ${usual.basis}.`;
  if (usual.mean < 0.5) {
    return count === 0
      ? { direction: 'same', text: 'none, as usual', basis }
      : { direction: 'more', text: 'usually none', basis };
  }
  const change = (count - usual.mean) / usual.mean;
  if (Math.abs(change) < SAME) return { direction: 'same', text: 'as usual', basis };
  const direction = change > 0 ? 'more' : 'less';
  // Beyond a few hundred percent people think in multiples.
  const times = count / usual.mean;
  if (times >= MANY_TIMES) return { direction, text: 'far more than usual', basis };
  if (times >= 4) return { direction, text: `${format.number(Math.round(times))} times as many as usual`, basis };
  return { direction, text: `${Math.round(Math.abs(change) * 100)} % ${direction} than usual`, basis };
}
