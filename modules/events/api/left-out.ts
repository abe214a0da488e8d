// What an answer says of segments that it is without.

import type { EventReader, TimeRange } from '#src/store/event-store.js';

/** To be asked behind the read, which comes across them. */
export function leftOutOf(store: EventReader, range: TimeRange): { readonly leftOut?: string[] } {
  const leftOut = store.problems?.(range).map(({ segment }) => segment) ?? [];
  return leftOut.length > 0 ? { leftOut } : {};
}
