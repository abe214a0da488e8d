// What the watches know while this portal has the duties: begun anew each time they come to it.

import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { EventReader } from '#src/store/event-store.js';
import type { Raiser } from '../detect/raiser.js';
import { AbsenceWatch } from './absence-watch.js';
import { Heard } from './heard.js';
import { RateWatch } from './rate-watch.js';
import { StandingBook } from './standing-book.js';

export interface WatchMemory {
  readonly book: StandingBook;
  readonly absence: AbsenceWatch;
  readonly rates: RateWatch;
  readonly heard: Heard;
}

export interface WatchMemoryParts {
  readonly db: Sequelize;
  readonly store: EventReader;
  readonly raiser: Pick<Raiser, 'alertOf'>;
  readonly log: Logger;
}

/** @param stopping ends what it reads */
export function newWatchMemory({ db, store, raiser, log }: WatchMemoryParts, stopping: AbortSignal): WatchMemory {
  const heard = new Heard();
  return {
    heard,
    book: new StandingBook(db),
    absence: new AbsenceWatch({ store, heard, log, stopping }),
    rates: new RateWatch({ store, log, alertOf: (rule, key) => raiser.alertOf(rule, key) }),
  };
}
