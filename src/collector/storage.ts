// What a collector keeps on disk: the store, the ledger of its counters, the spool. Opened together, because what the ledger counted and
// neither store nor spool has was in memory when the last collector ended.

import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { systemClock } from '../clock.js';
import type { Log } from '../log.js';
import { nodeIdOf } from '../node-id.js';
import type { EventStore } from '../store/event-store.js';
import { openEventStore } from '../store/open.js';
import { storeNews } from '../store/store-news.js';
import { openSpool } from './spool/open.js';
import type { Spool } from './spool/spool.js';
import { Ledger } from './write/ledger.js';

export interface Storage {
  readonly store: EventStore;
  readonly ledger: Ledger;
  readonly spool: Spool;
  /** Messages that the last collector had in memory when it ended, and of those the ones whose senders had no answer. */
  readonly lostAtStart: number;
  readonly unansweredAtStart: number;
}

const DAMAGED_LEDGER =
  'the counters of these sources were damaged: they begin anew with what the store says was stored of them';

/** @throws Fault DATABASE_*, CONFLICT, CONFIG_INVALID, DATA_DIR */
export async function openStorage(config: Config, dir: string, log: Log): Promise<Storage> {
  const store = await openEventStore(config, systemClock, storeNews(log));
  try {
    const ledger = new Ledger(join(dir, 'run'), 'c0', config.events.store === 'postgres' ? nodeIdOf(dir) : 'c0');
    const spool = openSpool(config, dir);
    const { lost, unanswered, repaired } = ledger.open(await store.marks(), spool.unread);
    if (lost > 0)
      log.warn({ lost, sentAgain: unanswered }, 'messages that were in memory when the last collector ended were lost');
    if (repaired.length > 0) log.error({ sources: repaired.slice(0, 20), count: repaired.length }, DAMAGED_LEDGER);
    if (spool.unread > 0) log.info({ messages: spool.unread }, 'messages wait in the spool');
    if (spool.damagedBytes > 0)
      log.warn({ bytes: spool.damagedBytes }, 'the spool had a torn end, or damage, that was cut');
    return { store, ledger, spool, lostAtStart: lost, unansweredAtStart: unanswered };
  } catch (error) {
    await store.close();
    throw error;
  }
}
