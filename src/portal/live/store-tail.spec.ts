// The live tail over one PostgreSQL store that two collectors write into.

import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { EventReader } from '#src/store/event-store.js';
import { openPostgresReader, openPostgresStore } from '#src/store/postgres/open.js';
import type { PostgresEventStore } from '#src/store/postgres/store.js';
import { dependantsOf } from '../../../test/helpers/dependants.js';
import { makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { type PostgresServer, startPostgres } from '../../../test/helpers/postgres.js';
import type { TailBatch } from '../collector-link.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { StoreTail } from './store-tail.js';

let server: PostgresServer;
let [a, b]: PostgresEventStore[] = [];
let reader: EventReader;
let tail: StoreTail;

const events = (count: number, message: string) =>
  Array.from({ length: count }, (_, n) =>
    makeEvent({ '@timestamp': NOON + n, 'event.ingested': NOON, message: `${message} ${n}` }),
  );

beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  const url = await server.freshDatabase();
  const open = () => openPostgresStore({ url, clock: new FakeClock(NOON), events: { segment: { rows: 100_000 } } });
  [a, b] = await Promise.all([open(), open()]);
  reader = openPostgresReader({ url });
  tail = new StoreTail({ store: reader, zone: 'UTC', log: pino({ level: 'silent' }) });
});
afterEach(async () => {
  await tail.onModuleDestroy();
  await Promise.all([a!.close(), b!.close(), reader.close()]);
});

/** Follows, and resolves when it has begun: the last event of its own came. */
async function follow(query: string) {
  const seen = { messages: [] as string[], skipped: 0, isMore: false };
  const stop = tail.tail(query, ({ events: found, skipped, isMore }: TailBatch) => {
    seen.messages.push(...found.map(({ message }) => String(message)));
    seen.skipped += skipped;
    seen.isMore ||= isMore === true;
  });
  // oxlint-disable-next-line no-restricted-properties -- what was not shown by then came too early, and is sent again
  const isShown = (probe: string) => vi.waitFor(() => expect(seen.messages).toContain(`${probe} 0`), 1_500);
  for (let n = 0, hasBegun = false; !hasBegun; n += 1) {
    await put(a!, events(1, `${query} probe ${n}`));
    hasBegun = await isShown(`${query} probe ${n}`).then(
      () => true,
      () => false,
    );
  }
  const isProbe = (message: string): boolean => message.includes('probe');
  return { seen, stop, others: () => seen.messages.filter((message) => !isProbe(message)) };
}

it('shows what either stored from now on, in the order of arrival, and nothing else', async () => {
  await put(a!, events(3, 'failed before'));
  const { others, stop } = await follow('failed');
  await put(b!, events(2, 'failed over there'));
  await put(a!, [...events(1, 'failed here'), ...events(5, 'something else')]);
  await eventually(() => expect(others()).toHaveLength(3));
  expect(new Set(others())).toEqual(new Set(['failed over there 0', 'failed over there 1', 'failed here 0']));
  stop();
  await put(b!, events(1, 'failed when nobody watched'));
  const again = await follow('failed');
  await put(b!, events(1, 'failed again'));
  await eventually(() => expect(again.others()).toEqual(['failed again 0']));
  expect(others()).toHaveLength(3);
});

it('two who watch the same are told the same, and one that stops does not stop the other', async () => {
  const [one, two] = [await follow('failed'), await follow('failed')];
  one.stop();
  await put(b!, events(1, 'failed'));
  await eventually(() => expect(two.others()).toEqual(['failed 0']));
  expect(one.others()).toEqual([]);
});

it('of more than eyes can follow the newest are shown and the rest is counted', async () => {
  const { seen, others } = await follow('flood');
  await put(b!, events(1_500, 'flood'));
  await eventually(() => expect(others().length + seen.skipped).toBe(1_500));
  expect(others().length).toBeLessThanOrEqual(300);
  expect(others().at(-1)).toBe('flood 1499');
  expect(seen.isMore).toBe(false);
});

it('one that is too far behind goes on at the end and says so', async () => {
  const { seen, others } = await follow('flood');
  await put(b!, events(8_000, 'flood'));
  await eventually(() => expect(seen.isMore).toBe(true));
  await put(b!, events(1, 'flood is over'));
  await eventually(() => expect(others().at(-1)).toBe('flood is over 0'));
  expect(others().length + seen.skipped).toBeLessThan(8_001);
});

it('a mistake in the query is said at once', () => {
  expect(() => tail.tail('user:(root', () => undefined)).toThrow(/Expected "\)".*character 11/);
});

it('a store that is away for a while is said, and what came meanwhile is shown when it is back', async () => {
  const readable: boolean[] = [];
  tail.onReadable((is) => readable.push(is));
  const { others } = await follow('failed');
  await server.away(() => eventually(() => expect(readable).toEqual([false])));
  await eventually(() => put(b!, events(1, 'failed afterwards')));
  await eventually(() => expect(others().at(-1)).toBe('failed afterwards 0'));
  expect(readable).toEqual([false, true]);
}, 40_000);

it('looks leave nothing behind with the signal that lives as long as the portal', async () => {
  const signals: AbortSignal[] = [];
  const scan: EventReader['scan'] = async function* ({ signal }) {
    signals.push(signal!);
    yield { events: [], position: 'the end' };
  };
  tail = new StoreTail({ store: { scan }, zone: 'UTC', log: pino({ level: 'silent' }) });
  tail.tail('failed', () => undefined);
  await eventually(() => expect(signals.length).toBeGreaterThanOrEqual(3));
  expect(Math.max(...signals.map(dependantsOf))).toBe(0);
});
