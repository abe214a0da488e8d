// What the pipeline would do with a message that was read, in words: for trying messages and `lanwarden parse --trace`. Rate limits
// and what the store says are left out: they depend on the moment.

import type { LogEvent } from '../event/event.js';
import type { Frame } from './frame.js';
import { receiptOf } from './identify/gate.js';
import type { Source } from './identify/sources.js';

export interface Fate {
  readonly becomes: 'stored' | 'filtered' | 'refused';
  /** A sentence. */
  readonly why: string;
}

export function fateOf(event: LogEvent, frame: Frame, source: Source): Fate {
  const turnedAway = source.gate?.check(frame);
  if (turnedAway !== undefined) {
    const { outcome, reason } = receiptOf(turnedAway, source.name, frame);
    return { becomes: outcome, why: `${reason}.` };
  }
  const rule = source.drops(event);
  if (rule !== undefined) return { becomes: 'filtered', why: `The drop rule ${rule} of the source takes it.` };
  if (source.tag !== undefined)
    return { becomes: 'stored', why: `Its sender is not known: it gets the tag ${source.tag}.` };
  return { becomes: 'stored', why: 'Nothing keeps it out.' };
}
