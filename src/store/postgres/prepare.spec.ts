// What was prepared of a batch while another was stored is stored as if nothing had been.

import { expect, it } from 'vitest';
import { ALL } from '#src/query/ast.js';
import type { NewEvent } from '#src/store/event-store.js';
import { EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { openPostgresStore } from './open.js';

it('whatever else is appended, prepared and refused meanwhile', async () => {
  const url = await freshDatabase();
  const store = await openPostgresStore({ url, clock: new FakeClock(NOON), events: { segment: { rows: 1_500 } } });
  const stored = new Map<string, string>();
  const some = (name: string, count: number, withKeys: boolean): NewEvent[] =>
    Array.from({ length: count }, (_, n) => ({
      event: makeEvent({
        '@timestamp': NOON + n * 37_000,
        'event.ingested': NOON,
        'host.name': `${name}-${n % 9}`,
        message: `${name} ${n}`,
      }),
      ...(withKeys && { dedupeKey: `${n % 50}` }),
    }));
  const append = async (events: readonly NewEvent[]): Promise<void> => {
    const { ids } = await store.append({ kind: 'live', events });
    ids.forEach((id, at) => id !== undefined && stored.set(id, events[at]!.event.message as string));
  };
  for (let round = 0; round < 12; round += 1) {
    const running = append(some(`first${round}`, 120, round % 4 === 1));
    const growing: NewEvent[] = [];
    const rest = some(`second${round}`, 100, false);
    while (rest.length > 0) {
      growing.push(...rest.splice(0, 25));
      store.prepare({ kind: 'live', events: growing });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const others = round % 3 === 2 ? append(some(`other${round}`, 30, false)) : undefined;
    await Promise.all([running, others, append(growing)]);
  }
  const { events } = await store.search({ query: ALL, range: EVER, limit: 10_000 });
  expect(Object.fromEntries(events.map((event) => [event['event.id'], event.message]))).toEqual(
    Object.fromEntries(stored),
  );
  expect(await store.count({ query: ALL, range: EVER })).toBe(stored.size);
  const hosts = await store.top({ query: ALL, range: EVER, field: 'host', limit: 1_000 });
  expect(hosts.reduce((sum, { count }) => sum + count, 0)).toBe(stored.size);
  for (const { message, 'host.name': host } of events)
    expect(message?.startsWith(host!.replace(/-\d$/, ''))).toBe(true);
  await store.close();
});
