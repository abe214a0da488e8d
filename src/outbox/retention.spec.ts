import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOutboxRoom, type OutboxRoom, refused } from '../../test/helpers/outbox-room.js';
import { eventually } from '../../test/helpers/eventually.js';
import { expireOutbox, keptSince } from './retention.js';

const DAY_MS = 86_400_000;

describe('what the outbox forgets', () => {
  let room: OutboxRoom;
  beforeEach(async () => {
    room = await openOutboxRoom();
  });
  afterEach(() => room.close());

  const counts = async (): Promise<Record<string, number>> => {
    const count = async (table: string): Promise<number> => {
      const [[row]] = (await room.db.query(`SELECT COUNT(*) AS n FROM outbox_${table}`)) as [{ n: number }[], unknown];
      return row!.n;
    };
    return {
      messages: await count('messages'),
      deliveries: await count('deliveries'),
      attempts: await count('attempts'),
    };
  };
  const settled = (n: number): Promise<unknown> =>
    eventually(async () => {
      const { deliveries } = await room.outbox.deliveries.list({}, undefined, 500);
      expect(deliveries.filter(({ state }) => state === 'delivered' || state === 'failed')).toHaveLength(n);
    });

  it('is what was delivered 30 days ago or failed 90 days ago, with tries and messages', async () => {
    await room.put();
    await settled(1);
    room.carrier.answer = () => refused('final');
    await room.put();
    await settled(2);
    const now = room.clock.now();
    await expireOutbox(room.db, now + 30 * DAY_MS);
    expect(await counts()).toEqual({ messages: 2, deliveries: 2, attempts: 2 });
    await expireOutbox(room.db, now + 31 * DAY_MS);
    expect(await counts()).toEqual({ messages: 1, deliveries: 1, attempts: 1 });
    await expireOutbox(room.db, now + 91 * DAY_MS);
    expect(await counts()).toEqual({ messages: 0, deliveries: 0, attempts: 0 });
  });

  it('is which alerts a digest stood for, with the digest', async () => {
    await room.put({ type: 'digest', facts: {}, alertIds: ['al_1', 'al_2', 'al_1'] });
    await settled(1);
    const [digests, now] = [{ alertId: 'al_2' }, room.clock.now()];
    expect((await room.outbox.deliveries.list(digests, undefined, 10)).deliveries).toMatchObject([{ type: 'digest' }]);
    await expireOutbox(room.db, now + 31 * DAY_MS);
    const [rows] = await room.db.query('SELECT * FROM outbox_message_alerts');
    expect(rows).toEqual([]);
  });

  it('is known by its time: since then nothing is forgotten', async () => {
    const start = room.clock.now();
    for (let n = 1; n <= 4; n++) {
      await room.put();
      await settled(n);
      room.clock.advance(1_000);
    }
    const now = room.clock.now();
    expect(await keptSince(room.db, now)).toBe(now - 30 * DAY_MS);
    expect(await keptSince(room.db, now, 5)).toBe(now - 30 * DAY_MS);
    expect(await keptSince(room.db, now, 3)).toBe(start + 1_000);
  });

  it('is at once what no channel gets: a storm that nobody is told of leaves nothing behind', async () => {
    room.carrier.routing = () => Promise.resolve([]);
    for (let n = 0; n < 60; n++) await room.put();
    await eventually(async () => expect(await counts()).toEqual({ messages: 0, deliveries: 0, attempts: 0 }));
  });

  it('is the oldest when there are too many, but never what still waits', async () => {
    room.carrier.limits = { later: 0 };
    await room.put({ channel: 'later' });
    for (let n = 0; n < 5; n++) await room.put();
    await settled(5);
    await expireOutbox(room.db, room.clock.now() + 2 * DAY_MS, 3);
    const { deliveries } = await room.outbox.deliveries.list({}, undefined, 500);
    expect(deliveries.map(({ id, state }) => [id, state])).toEqual([
      [6, 'delivered'],
      [5, 'delivered'],
      [4, 'delivered'],
      [1, 'waiting'],
    ]);
    expect(await counts()).toEqual({ messages: 4, deliveries: 4, attempts: 3 });
  });

  it('gives up what waited for more than 7 days behind a channel that takes nothing', async () => {
    room.carrier.limits = { ops: 0 };
    await room.put();
    await eventually(async () => expect(await counts()).toMatchObject({ deliveries: 1 }));
    await expireOutbox(room.db, room.clock.now() + 8 * DAY_MS);
    const { deliveries } = await room.outbox.deliveries.list({}, undefined, 10);
    expect(deliveries).toMatchObject([{ state: 'dead', lastError: expect.stringContaining('7 days') }]);
  });
});
