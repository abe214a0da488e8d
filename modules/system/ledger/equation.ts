// The equation of the ledger with its numbers: as a sentence, as terms, and as the parts of a bar. Pure.

import { format } from '#src/portal/page/format.js';
import type { Counter } from '../ledger-table.js';
import { FATES } from './words.js';

export type Counts = Readonly<Record<Counter, number>>;

export interface Term {
  readonly counter: Counter;
  readonly label: string;
  readonly hint: string;
  readonly count: string;
  /** Of what came, `dropped` included. */
  readonly share: string;
  readonly isZero: boolean;
  /** It should be zero, and is not. */
  readonly isAlarm: boolean;
}

export interface BarPart {
  readonly counter: Counter;
  readonly x: string;
  readonly width: string;
  readonly text: string;
}

export interface Equation {
  readonly received: string;
  /** In the order of the equation; `dropped` is apart. */
  readonly terms: readonly Term[];
  readonly dropped: Term;
  readonly parts: readonly BarPart[];
  readonly sentence: string;
}

export const BAR_WIDTH = 1_000;
/** What is not zero can be seen, however little it is. */
const LEAST_WIDTH = 4;

export function equationOf(counts: Counts): Equation {
  const all = Math.max(0, counts.received) + counts.dropped;
  const terms = FATES.map(({ counter, label, hint, fate }): Term => {
    const count = counts[counter];
    const isAlarm = fate === 'missing' && count > 0;
    return {
      counter,
      label,
      hint,
      isAlarm,
      isZero: count === 0,
      count: format.number(count),
      share: count <= 0 ? '' : shareText(count, all),
    };
  });
  return {
    received: format.number(counts.received),
    terms: terms.filter(({ counter }) => counter !== 'dropped'),
    dropped: terms.find(({ counter }) => counter === 'dropped')!,
    parts: barParts(counts),
    sentence: sentenceOf(counts),
  };
}

/** Parts that fill the bar from left to right. A part that grew by less than nothing (what was queued before) has none. */
export function barParts(counts: Counts): readonly BarPart[] {
  const shown = FATES.map((word) => ({ ...word, count: Math.max(0, counts[word.counter]) })).filter(
    ({ count }) => count > 0,
  );
  const all = shown.reduce((sum, { count }) => sum + count, 0);
  const raised = shown.map((part) => ({ ...part, width: Math.max(LEAST_WIDTH, (part.count / all) * BAR_WIDTH) }));
  const scale = BAR_WIDTH / raised.reduce((sum, { width }) => sum + width, 0);
  let x = 0;
  return raised.map(({ counter, label, count, width }) => {
    const part = { x: x.toFixed(1), width: (width * scale).toFixed(1) };
    x += width * scale;
    return { counter, ...part, text: `${label}: ${format.number(count)} (${shareText(count, all)})` };
  });
}

/** Rounded down, so that 100 % is all: `99.9 %`, `under 0.1 %`. */
export function shareText(count: number, of: number): string {
  if (of <= 0 || count >= of) return '100 %';
  const tenths = Math.floor((count / of) * 1_000);
  if (tenths === 0) return 'under 0.1 %';
  return tenths % 10 === 0 ? `${tenths / 10} %` : `${(tenths / 10).toFixed(1)} %`;
}

function sentenceOf(counts: Counts): string {
  const { received, stored, duplicate, filtered, limited, refused, failed, queued, lost, dropped } = counts;
  if (received <= 0 && dropped === 0) return 'Nothing came.';
  const other = [
    duplicate > 0 ? `${format.number(duplicate)} were stored before` : '',
    filtered > 0 ? `${format.number(filtered)} were not wanted` : '',
    limited > 0 ? `${format.number(limited)} were over a limit` : '',
    refused > 0 ? `${format.number(refused)} were refused` : '',
    queued > 0 ? `${format.number(queued)} ${queued === 1 ? 'is' : 'are'} on the way` : '',
  ].filter((text) => text !== '');
  // Of what was refused nobody knows here whether it was wanted.
  const missing = failed + lost;
  const came = `Of ${format.number(received)} ${received === 1 ? 'message' : 'messages'} that came`;
  // Of a while: what waited at its beginning is stored beside what came in it.
  const waited = Math.max(0, Math.min(stored, -queued));
  const fresh = stored - waited;
  const found = `${format.number(fresh)} (${shareText(fresh, received)}) ${fresh === 1 ? 'is' : 'are'} stored${waited > 0 ? `, and ${format.number(waited)} that waited before` : ''}`;
  const first = received > 0 ? [`${[`${came}, ${found}`, ...other].join(', ')}.`] : [];
  const second =
    missing > 0
      ? [`${format.number(missing)} ${missing === 1 ? 'is' : 'are'} missing.`]
      : dropped + refused === 0
        ? ['None is missing.']
        : [];
  const third =
    dropped > 0
      ? [`${format.number(dropped)} more ${dropped === 1 ? 'was' : 'were'} dropped before Lanwarden could take them.`]
      : [];
  return [...first, ...second, ...third].join(' ');
}
