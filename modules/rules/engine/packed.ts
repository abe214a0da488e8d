// The first records of a key as one text. Most keys never get further (made-up addresses, passers-by), and as text they take a third of
// what a window's objects do.

import type { Matches } from '../match-record.js';
import { ownText } from './own-text.js';
import type { Room } from './windows/window.js';

/** Three or four records of one event each; a key that has more has a window. */
const MAX_PACKED_CHARS = 1_200;
/** Of a message, where there is no room for more. */
const SHORT_MESSAGE_CHARS = 80;

/** Undefined: they are too many to be kept as text. */
export function packed(records: readonly Matches[], { hasRoom }: Room): string | undefined {
  const text = JSON.stringify(records.map((record) => bare(record, hasRoom)));
  // V8 leaves it in pieces, which take more than what they hold.
  return text.length > MAX_PACKED_CHARS ? undefined : ownText(text, text.length);
}

export function unpacked(text: string): readonly Matches[] {
  return JSON.parse(text) as readonly Matches[];
}

/** Without what its key says already. */
function bare(record: Matches, hasRoom: boolean): Matches {
  const events = hasRoom ? record.events : record.events.map(shortened);
  return { ...record, events, rule: undefined, key: undefined } as Matches;
}

function shortened<T extends { readonly message: string }>(event: T): T {
  return { ...event, message: event.message.slice(0, SHORT_MESSAGE_CHARS) };
}
