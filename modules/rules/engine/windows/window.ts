// What one key of a rule has gathered towards a finding. Exact for sliding windows whatever the order of arrival, as far as times lie
// within LATENESS_MS of each other's arrival; older ones are forgotten with their window.

import type { AlertEvent } from '#src/alerts/alert.js';
import type { Matches } from '../../match-record.js';
import { MAX_CLOCK_GAP_MS } from '../fold.js';

export interface Window {
  /** Takes a record in, and answers with what is complete by it. Whoever gets an answer gives the window up. */
  add(record: Matches): Completed | undefined;
  /** Takes a record in, and does not ask what is complete: that costs as much as the window holds. */
  fill(record: Matches): undefined;
  /** ms: the newest rule time it holds; -Infinity while it is empty. */
  readonly newest: number;
  /** Times that it holds. */
  readonly size: number;
  /** Characters of messages that it holds. */
  readonly chars: number;
}

/** The events from the first of the window that is complete on; later ones that were already there (late arrival) belong to it. */
export interface Completed {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** The newest of them, in order of time. */
  readonly events: readonly AlertEvent[];
  /** Different values in the window that is complete: how many (at least, where `isMore`), and some of them by name. */
  readonly distinct?: { readonly count: number; readonly some: readonly string[]; readonly isMore: boolean };
  /** Of a sequence: from the first of its steps to the last, whatever else came since. */
  readonly steps?: { readonly first: number; readonly last: number };
  /** Values that were never seen. */
  readonly newValues?: readonly string[];
}

/** A live event's rule time is at most MAX_CLOCK_GAP_MS before or after its receipt: two that come together are twice as far apart. */
export const LATENESS_MS = 2 * MAX_CLOCK_GAP_MS;

/** What is shared with all windows: whether there is room for further messages. */
export interface Room {
  readonly hasRoom: boolean;
}
