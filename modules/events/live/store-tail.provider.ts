// The tail of the store for Nest; it costs nothing until somebody follows it.

import type { FactoryProvider } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from '#config/schema.js';
import { CONFIG, LOG, STORE } from '#src/portal/deps.js';
import { StoreTail } from '#src/portal/live/store-tail.js';
import type { EventReader } from '#src/store/event-store.js';

export const storeTail: FactoryProvider<StoreTail> = {
  provide: StoreTail,
  inject: [STORE, CONFIG, LOG],
  useFactory: (store: EventReader, config: Config, log: Logger) =>
    new StoreTail({ store, zone: config.time.zone, log }),
};
