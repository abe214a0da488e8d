// Who sent a message gets one receipt for it, also when it held several events.

import type { Outcome, Receipt } from '../frame.js';

/** What the sender must hear of first. */
const ORDER: readonly Outcome[] = ['limited', 'refused', 'failed', 'filtered', 'queued', 'stored', 'duplicate'];

/** One for each of `count` events; `settle` is called when all have theirs, with that for the whole. */
export function settlesOf(count: number, settle: (receipt: Receipt) => void): readonly ((receipt: Receipt) => void)[] {
  return settlesEach(count, (receipts) => settle(combine(receipts)));
}

/** One for each of `count` messages; `each` is called for each of them, `done` when all have theirs. */
export function settlesEach(
  count: number,
  done: (receipts: readonly Receipt[]) => void,
  each?: () => void,
): readonly ((receipt: Receipt) => void)[] {
  const receipts: Receipt[] = [];
  let left = count;
  return Array.from({ length: count }, (_, at) => (receipt: Receipt) => {
    receipts[at] = receipt;
    each?.();
    left -= 1;
    if (left === 0) done(receipts);
  });
}

/** What became of each event of a message. */
export function receiptsIn(receipt: Receipt): readonly Receipt[] {
  return receipt.events ?? [receipt];
}

function combine(events: readonly Receipt[]): Receipt {
  for (const outcome of ORDER) {
    const first = events.find((receipt) => receipt.outcome === outcome);
    if (first !== undefined) return { ...first, events };
  }
  return events[0]!;
}
