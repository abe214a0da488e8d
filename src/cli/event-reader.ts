// The event store for commands that only read.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import { openEventReader, type StoreConfig } from '#src/store/open.js';

/** @throws Fault DATA_DIR when nothing was ever stored there, CONFIG_INVALID */
export function openReader(config: StoreConfig): Promise<EventReader> {
  const { data, events } = config;
  if (events.store !== 'sqlite' || existsSync(join(data.dir, 'events'))) return openEventReader(config);
  throw new Fault(
    'DATA_DIR',
    `There are no events in ${data.dir}. Is data.dir right, and was lanwarden started there?`,
  );
}
