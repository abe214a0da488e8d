// The event store for commands that only read.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { Fault } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import { openSqliteReader } from '#src/store/sqlite/open.js';

/** @throws Fault DATA_DIR when nothing was ever stored there */
export function openReader({ data }: Pick<Config, 'data'>): EventReader {
  if (existsSync(join(data.dir, 'events'))) return openSqliteReader({ dataDir: data.dir });
  throw new Fault(
    'DATA_DIR',
    `There are no events in ${data.dir}. Is data.dir right, and was lanwarden started there?`,
  );
}
