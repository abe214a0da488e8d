// What the writer is given: an event on its way to the store, and what is to happen when it is there.

import type { NewEvent } from '../../store/event-store.js';
import type { Receipt } from '../frame.js';
import type { Source } from '../identify/sources.js';

/** Also what the store is given, so that nothing is made anew for each. */
export interface Offer extends NewEvent {
  readonly source: Source;
  /** Of the message as it came. */
  readonly bytes: number;
  readonly import: boolean;
  /** Called once, with what became of it. */
  readonly settle: ((receipt: Receipt) => void) | undefined;
  /** It waits in the spool until it is settled: it stays `queued` there, and it can wait here however long the store is away. */
  readonly isSpooled: boolean;
  /** Its key is the spool's own: as a duplicate it is the very message, stored before the last end and counted then. */
  readonly hasSpoolKey: boolean;
}

/** A sender waits for what becomes of it. */
export const isAwaited = ({ settle, isSpooled }: Offer): boolean => settle !== undefined && !isSpooled;
