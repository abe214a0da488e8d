// What keeps the store in order: closed days are sealed, old ones dropped. While the date itself is in doubt only what is full is sealed, and
// only what is too large dropped. What several collectors write to is kept as long as its own policy says, not as long as each of them would.

import type { Config } from '#config/schema.js';
import { systemClock } from '../clock.js';
import type { Log } from '../log.js';
import type { EventStore } from '../store/event-store.js';
import { RetentionService } from '../store/retention.js';
import type { ClockGuard } from './clock-guard.js';
import type { Chore } from './maintenance.js';

/** @param config that of the moment: how long events are kept may change */
export function storeChores(store: EventStore, guard: ClockGuard, config: () => Config, log: Log): Chore[] {
  let isUnsaid = false;
  const drop = async (isDateRight: boolean): Promise<void> => {
    const retention = store.retention === undefined ? config().events.retention : await store.retention();
    if (retention === undefined && !isUnsaid)
      log.warn('no old events are dropped: no portal has said how long events of this store are kept');
    isUnsaid = retention === undefined;
    if (retention === undefined) return;
    const segments = await new RetentionService(store, { retention }, systemClock).apply(isDateRight);
    if (segments.length > 0) log.info({ segments }, 'old segments were dropped');
  };
  const byDate = (name: string, work: (isDateRight: boolean) => Promise<void>): Chore => ({
    name,
    run: async () => {
      const wasRight = guard.doubt === undefined;
      const isRight = await guard.isRight();
      if (wasRight && !isRight)
        log.error({ doubt: guard.doubt }, 'the clock is in doubt: no day is sealed, and nothing dropped for its age');
      await work(isRight);
    },
  });
  return [byDate('sealing', (isDateRight) => store.sealClosed(isDateRight)), byDate('retention', drop)];
}
