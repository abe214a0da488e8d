// Goes through bytes of a spool file from record to record; what is damaged is passed over up to the next record that is whole.

import { look, nextMagic } from './record.js';

export interface Walked {
  /** Bytes that are done with; what is behind them is the beginning of a record. */
  readonly consumed: number;
  /** Of them, those that are no record. */
  readonly damaged: number;
  /** From `consumed` on, to tell what lies there; 0 where everything is done with. */
  readonly needs: number;
  /** Where the last record that is whole ends. */
  readonly goodEnd: number;
}

/** @param left bytes of the file behind these: a record that would need more than there are is damage. */
export function walk(bytes: Buffer, secret: number, left: number, visit: (at: number, end: number) => void): Walked {
  let at = 0;
  let damaged = 0;
  let goodEnd = 0;
  while (at < bytes.length) {
    const seen = look(bytes, at, secret);
    if (seen.is === 'record') {
      visit(at, seen.end);
      goodEnd = at = seen.end;
      continue;
    }
    const mayBeWhole = seen.is === 'short' && at + seen.needs <= bytes.length + left;
    if (mayBeWhole) return { consumed: at, damaged, needs: seen.needs, goodEnd };
    const next = Math.min(bytes.length, nextMagic(bytes, at));
    damaged += next - at;
    at = next;
  }
  return { consumed: at, damaged, needs: 0, goodEnd };
}
