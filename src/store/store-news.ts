// What a store has to tell, as lines of the log.

import type { Log } from '../log.js';
import type { StoreNews } from './event-store.js';

export function storeNews(log: Log): StoreNews {
  return {
    onProblem: (problem) => log.error(problem, 'a segment of the store cannot be read: its events are left out'),
    onDropped: (segments) => log.warn({ segments }, 'the oldest segments were dropped: the disk is short'),
  };
}
