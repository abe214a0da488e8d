// What keeps the store in order: closed days are sealed, old ones dropped.

import type { Config } from '#config/schema.js';
import { systemClock } from '../clock.js';
import type { Log } from '../log.js';
import type { EventStore } from '../store/event-store.js';
import { RetentionService } from '../store/retention.js';
import type { Chore } from './maintenance.js';

/** @param config that of the moment: how long events are kept may change */
export function storeChores(store: EventStore, config: () => Config, log: Log): Chore[] {
  const kept = {
    get retention() {
      return config().events.retention;
    },
  };
  const retention = new RetentionService(store, kept, systemClock);
  const drop = async (): Promise<void> => {
    const segments = await retention.apply();
    if (segments.length > 0) log.info({ segments }, 'old segments were dropped');
  };
  return [
    { name: 'sealing', run: () => store.sealClosed() },
    { name: 'retention', run: drop },
  ];
}
