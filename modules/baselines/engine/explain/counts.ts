// Words for more of something than usual. `evidence.seen` was counted, `evidence.usual` is the mean in as long a time.

import { about, counted, quantity, usually } from './numbers.js';
import type { Facts } from '../evidence.js';
import type { Words } from './case.js';

interface Counted {
  /** `logon` */
  readonly one: string;
  readonly many?: string;
  /** In the summary, around the number: `logged on 40 times`. */
  readonly did: (count: number) => string;
  /** Hours in which it was counted, where the evidence says none. */
  readonly hours?: number;
}

export function more({ one, many = `${one}s`, did, hours: usualHours = 1 }: Counted): Words {
  return ({ evidence: { seen, usual }, facts }) => {
    const hours = facts.windowHours ?? usualHours;
    const within = WITHIN[hours] ?? `within ${hours} hours`;
    const expected =
      usual === undefined
        ? `fewer ${many} ${within}`
        : `${about(usual, one, many)} ${within}${isFirstDay(facts) ? FIRST_DAY : ''}`;
    if (seen === undefined)
      return { what: `more ${many} than usual`, expected, actual: `many more`, says: `had more ${many} than usual` };
    const count = Math.max(1, Math.round(seen));
    return {
      what: `more ${many} than usual ${within}`,
      expected,
      actual: counted(count, one, many),
      says: `${did(count)} ${within}${usual === undefined ? '' : ` (${expectation(usual, facts)})`}`,
    };
  };
}

/** Nothing is usual for somebody of whom only today is known: what others do, or without others an assumption, is all there is. */
const isFirstDay = ({ days }: Facts): boolean => days <= 1;
const FIRST_DAY = ', going by others and assumptions: first seen today';

function expectation(mean: number, facts: Facts): string {
  return isFirstDay(facts) ? `first seen today; assumed is ${quantity(mean)}` : usually(mean);
}

const WITHIN: Readonly<Record<number, string>> = {
  1: 'within an hour',
  12: 'within half a day',
  24: 'within 24 hours',
};
