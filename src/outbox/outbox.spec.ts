import type { Options } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delivered, hangs, openOutboxRoom, type OutboxRoom, refused } from '../../test/helpers/outbox-room.js';
import { eventually } from '../../test/helpers/eventually.js';
import type { SendResult } from './carrier.js';
import { isPostgres } from '#src/store/metadata/dialect.js';
import { Claims, LEASE_MS } from './claims.js';
import type { Delivery } from './delivery.js';

const DAY_MS = 86_400_000;

describe('the outbox', () => {
  let room: OutboxRoom;
  beforeEach(async () => {
    room = await openOutboxRoom();
  });
  afterEach(() => room.close());

  const all = async (): Promise<readonly Delivery[]> =>
    (await room.outbox.deliveries.list({}, undefined, 500)).deliveries;
  const states = async (): Promise<readonly string[]> => (await all()).map(({ state }) => state);

  it('brings out what was committed, once to each channel, and keeps what was said', async () => {
    room.carrier.channels = ['ops', 'mail'];
    const id = await room.put();
    expect(id).toMatch(/^msg_[0-9A-Z]{26}$/);
    await eventually(async () => expect(await states()).toEqual(['delivered', 'delivered']));
    expect(room.carrier.sent.map(({ channel }) => channel).toSorted()).toEqual(['mail', 'ops']);
    expect(new Set(room.carrier.sent.map((sent) => sent.id))).toEqual(new Set([id]));
    const [first] = await all();
    const details = await room.outbox.deliveries.get(first!.id);
    expect(details).toMatchObject({
      messageId: id,
      type: 'alert.raised',
      about: 'Many failed logons from 203.0.113.7',
      alertId: 'al_1',
      attempts: 1,
      lastLine: '200 OK',
      nextAt: undefined,
      body: { alert: { id: 'al_1' } },
      tries: [{ n: 1, outcome: 'delivered', response: { line: '200 OK', body: 'thanks' } }],
    });
  });

  it('brings out nothing of a transaction that was rolled back', async () => {
    await expect(
      room.db.transaction(async (transaction) => {
        await room.outbox.put({ type: 'test', at: 0, facts: {}, body: {} }, transaction);
        throw new Error('the alert could not be kept');
      }),
    ).rejects.toThrow('could not be kept');
    const id = await room.put();
    await eventually(async () => expect(await states()).toEqual(['delivered']));
    expect(room.carrier.sent.map((sent) => sent.id)).toEqual([id]);
  });

  it('brings out what was put within a savepoint, when all of it is committed', async () => {
    await room.db.transaction(async (outer) => {
      await room.db.transaction({ transaction: outer }, (inner) =>
        room.outbox.put({ type: 'test', at: 0, facts: {}, body: {} }, inner),
      );
      expect(room.carrier.sent).toEqual([]);
    });
    await eventually(async () => expect(await states()).toEqual(['delivered']));
  });

  it('refuses a body of more than 256 KB', async () => {
    await expect(room.put({ body: { alert: { title: 'x'.repeat(262_144) } } })).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
  });

  it('sends what is for one channel to that one alone, without asking', async () => {
    room.carrier.routing = () => Promise.reject(new Error('must not be asked'));
    await room.put({ type: 'test', channel: 'mail' });
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'delivered', channel: 'mail' }]));
  });

  it('tries again later with the same id, and says when', async () => {
    room.carrier.answer = () => refused('retry');
    const id = await room.put();
    await eventually(async () =>
      expect(await all()).toMatchObject([
        { state: 'waiting', attempts: 1, nextAt: room.clock.now() + 5_000, lastError: 'It said 503.' },
      ]),
    );
    room.advance(4_999);
    room.carrier.answer = () => delivered();
    room.advance(1);
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'delivered', attempts: 2 }]));
    expect(room.carrier.sent.map((sent) => sent.id)).toEqual([id, id]);
  });

  it('leaves alone whoever asks for it, with all that waits for them', async () => {
    room.carrier.limits = { ops: 1 };
    room.carrier.answer = () => refused('retry', 600_000);
    await room.db.transaction(async (transaction) => {
      for (let n = 0; n < 3; n++)
        await room.outbox.put({ type: 'alert.raised', at: n, facts: {}, body: {} }, transaction);
    });
    await eventually(async () =>
      expect((await all()).map(({ nextAt }) => nextAt)).toEqual(Array(3).fill(room.clock.now() + 600_000)),
    );
    expect(room.carrier.sent).toHaveLength(1);
  });

  it('leaves it alone with what comes meanwhile too, but for a test', async () => {
    room.carrier.answer = () => refused('retry', 600_000);
    await room.put();
    const until10 = room.clock.now() + 600_000;
    await eventually(async () => expect(await all()).toMatchObject([{ attempts: 1, nextAt: until10 }]));
    room.carrier.answer = () => delivered();
    room.advance(60_000);
    await room.put();
    await eventually(async () => expect((await all()).map(({ nextAt }) => nextAt)).toEqual([until10, until10]));
    await room.put({ type: 'test', facts: {}, channel: 'ops' });
    await eventually(async () => expect(await states()).toEqual(['delivered', 'waiting', 'waiting']));
    expect(room.carrier.sent).toHaveLength(2);
    room.advance(540_000);
    await eventually(async () => expect(await states()).toEqual(Array(3).fill('delivered')));
  });

  it('leaves it alone for as long as it asks, however long what failed waits by its own back-off', async () => {
    // One message has failed four times: its own next wait is ten minutes and more.
    room.carrier.answer = () => refused('retry');
    await room.put();
    for (let n = 1; n <= 4; n++) {
      await eventually(async () => expect(await all()).toMatchObject([{ state: 'waiting', attempts: n }]));
      if (n < 4) room.advance((await all())[0]!.nextAt! - room.clock.now());
    }
    room.carrier.answer = () => refused('retry', 1_000);
    room.advance((await all())[0]!.nextAt! - room.clock.now());
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'waiting', attempts: 5 }]));
    expect((await all())[0]!.nextAt).toBe(room.clock.now() + 1_800_000);
    room.carrier.answer = () => delivered();
    await room.put({ facts: { alertId: 'al_2' } });
    await eventually(async () => expect(await all()).toMatchObject([{ nextAt: room.clock.now() + 1_000 }, {}]));
    room.advance(1_000);
    await eventually(async () => expect(await states()).toEqual(['delivered', 'waiting']));
  });

  it('leaves it alone no longer once it takes something again', async () => {
    room.carrier.answer = () => refused('retry', 600_000);
    await room.put();
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'waiting', attempts: 1 }]));
    room.carrier.answer = () => delivered();
    room.advance(60_000);
    await room.put({ type: 'test', facts: {}, channel: 'ops' });
    await eventually(async () => expect(await states()).toEqual(['delivered', 'waiting']));
    await room.put({ facts: { alertId: 'al_2' } });
    await eventually(async () => expect(await states()).toEqual(['delivered', 'delivered', 'waiting']));
  });

  it('keeps what is put while nobody brings it out, and brings it out later; what waited for a week is let go', async () => {
    room.outbox.register(undefined);
    await room.put({ at: 1 });
    room.advance(8 * DAY_MS);
    await eventually(async () => {
      const [rows] = await room.db.query('SELECT id FROM outbox_messages');
      expect(rows).toEqual([]);
    });
    const id = await room.put({ at: 2 });
    expect(await all()).toEqual([]);
    room.outbox.register(room.carrier);
    await eventually(async () => expect(await states()).toEqual(['delivered']));
    expect(room.carrier.sent.map((sent) => sent.id)).toEqual([id]);
  });

  it('never tries a test again, however late it failed', async () => {
    room.carrier.answer = () => refused('retry');
    await room.put({ type: 'test', facts: {}, channel: 'ops' });
    await eventually(async () =>
      expect(await all()).toMatchObject([{ state: 'dead', attempts: 1, nextAt: undefined, lastError: 'It said 503.' }]),
    );
  });

  it('never tries again what the other side will never take, and keeps it', async () => {
    room.carrier.answer = () => refused('final');
    await room.put();
    await eventually(async () => expect(await states()).toEqual(['failed']));
    room.advance(DAY_MS);
    await room.put({ channel: 'mail' });
    await eventually(async () => expect(await states()).toEqual(['failed', 'failed']));
    expect(room.carrier.sent).toHaveLength(2);
  });

  it('ends what its channel, switched off meanwhile, is not to get: nobody refused it', async () => {
    room.carrier.answer = () => ({ ...refused('final'), outcome: 'cancelled', error: 'The channel is switched off.' });
    await room.put();
    await eventually(async () =>
      expect(await all()).toMatchObject([{ state: 'cancelled', lastError: 'The channel is switched off.' }]),
    );
    expect((await room.outbox.deliveries.stats()).get('ops')).toMatchObject({ failed: 0, givenUp: 0 });
  });

  it('gives up after a day; what is dead can be sent again, with the same id', async () => {
    room.carrier.answer = () => refused('retry');
    const id = await room.put();
    for (let n = 1; (await states())[0] !== 'dead'; n++) {
      expect(n).toBeLessThan(40);
      await eventually(() => expect(room.carrier.sent.length).toBe(n));
      await eventually(async () => expect((await all())[0]!.state).toMatch(/waiting|dead/));
      const { nextAt } = (await all())[0]!;
      if (nextAt !== undefined) room.advance(nextAt - room.clock.now());
    }
    const [dead] = await all();
    expect(dead!.endedAt! - dead!.createdAt).toBe(DAY_MS);
    room.carrier.answer = () => delivered();
    const again = await room.outbox.deliveries.replay(dead!.id, 'alice');
    await eventually(async () => expect(await states()).toEqual(['delivered', 'dead']));
    expect(room.carrier.sent.at(-1)!.id).toBe(id);
    expect(await room.outbox.deliveries.get(again)).toMatchObject({ replayOf: dead!.id, askedBy: 'alice' });
    expect(await room.outbox.deliveries.get(dead!.id)).toMatchObject({ replayedBy: again });
  });

  it('lets a channel that never answers hold up no other', async () => {
    room.carrier.channels = ['silent', 'ops'];
    room.carrier.answer = (channel, _message, signal) => (channel === 'silent' ? hangs(signal) : delivered());
    for (let n = 0; n < 10; n++) await room.put({ facts: { alertId: `al_${n}` } });
    const of = async (channel: string): Promise<readonly string[]> =>
      (await room.outbox.deliveries.list({ channel }, undefined, 500)).deliveries.map(({ state }) => state);
    await eventually(async () => expect(await of('ops')).toEqual(Array(10).fill('delivered')));
    expect((await of('silent')).toSorted()).toEqual([...Array(2).fill('sending'), ...Array(8).fill('waiting')]);
  });

  it('holds back what is for a channel that takes nothing, and buries it with the channel', async () => {
    room.carrier.limits = { ops: 0 };
    await room.put();
    await eventually(async () => expect(await states()).toEqual(['waiting']));
    room.carrier.limits = { ops: undefined };
    room.outbox.wake();
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'dead', lastError: /removed/ }]));
    expect(room.carrier.sent).toEqual([]);
  });

  it('tells of an alert in order: what was said later waits for what is tried again, on that channel alone', async () => {
    room.carrier.channels = ['ops', 'mail'];
    room.carrier.limits = { ops: 4, mail: 4 };
    room.carrier.answer = (channel) => (channel === 'ops' ? refused('retry') : delivered());
    await room.put({ type: 'alert.raised' });
    await eventually(async () => expect(room.carrier.sent).toHaveLength(2));
    room.carrier.answer = () => delivered();
    await room.put({ type: 'alert.closed' });
    await room.put({ type: 'alert.raised', facts: { alertId: 'al_2' } });
    await room.put({ type: 'test', facts: {}, channel: 'ops' });
    const of = (wanted: string): string[] =>
      room.carrier.sent.filter(({ channel }) => channel === wanted).map(({ message }) => message.type);
    await eventually(() => expect(of('mail')).toEqual(['alert.raised', 'alert.closed', 'alert.raised']));
    await eventually(() => expect(of('ops').toSorted()).toEqual(['alert.raised', 'alert.raised', 'test']));
    room.advance(5_000);
    await eventually(() => expect(of('ops').slice(3)).toEqual(['alert.raised', 'alert.closed']));
  });

  it('tells of an alert in order where all of it is due at once, and goes on when what is first is let go', async () => {
    room.carrier.limits = { ops: 0 };
    for (const type of ['alert.raised', 'alert.updated', 'alert.closed'] as const) await room.put({ type });
    await eventually(async () => expect(await states()).toHaveLength(3));
    room.carrier.limits = { ops: 4 };
    let answer: (result: SendResult) => void = () => undefined;
    room.carrier.answer = () => new Promise((resolve) => (answer = resolve));
    room.outbox.wake();
    await eventually(() => expect(room.carrier.sent).toHaveLength(1));
    room.carrier.answer = () => refused('retry');
    answer(delivered());
    await eventually(async () => expect(await states()).toEqual(['waiting', 'waiting', 'delivered']));
    await eventually(() => expect(room.carrier.sent).toHaveLength(2));
    await eventually(async () => expect((await all())[1]).toMatchObject({ state: 'waiting', attempts: 1 }));
    room.carrier.answer = () => delivered();
    await room.outbox.deliveries.cancel(2, 'ann');
    await eventually(async () => expect(await states()).toEqual(['delivered', 'cancelled', 'delivered']));
    expect(room.carrier.sent.map(({ message }) => message.type)).toEqual(['alert.raised', 'alert.updated', 'alert.closed']); // prettier-ignore
  });

  describe('what some have', () => {
    beforeEach(() => (room.carrier.answer = () => refused('rest')));
    const waits = (attempts: number): Promise<void> =>
      eventually(async () => expect((await all()).at(-1)).toMatchObject({ state: 'waiting', attempts }));

    it('is tried again for the others for a quarter of an hour, and is delivered then; what follows waits no longer', async () => {
      await room.put();
      const begin = room.clock.now();
      for (const [n, at] of [5, 35, 155, 755, 900].entries()) {
        await waits(n + 1);
        expect((await all()).at(-1)!.nextAt).toBe(begin + at * 1_000);
        if (n === 3) await room.put({ type: 'alert.closed' });
        room.advance(begin + at * 1_000 - room.clock.now());
      }
      await eventually(async () => expect((await all()).at(-1)).toMatchObject({ state: 'delivered', lastError: 'It said 503.' })); // prettier-ignore
      await eventually(() => expect(room.carrier.sent.at(-1)!.message.type).toBe('alert.closed'));
      expect(room.carrier.sent).toHaveLength(7);
    });

    it('is delivered at once where it is a test', async () => {
      await room.put({ type: 'test' });
      await eventually(async () => expect(await all()).toMatchObject([{ state: 'delivered', lastError: 'It said 503.' }])); // prettier-ignore
    });

    it('holds up neither that it is worse by now, nor is it said to fail', async () => {
      await room.put();
      await waits(1);
      expect((await room.outbox.deliveries.stats()).get('ops')).toMatchObject({ waiting: 1, failingSince: undefined });
      room.carrier.answer = () => delivered();
      await room.put({ type: 'alert.updated' });
      await room.put({ type: 'alert.closed' });
      await eventually(async () => expect(await states()).toEqual(['waiting', 'delivered', 'waiting']));
      room.advance(5_000);
      await eventually(async () => expect(await states()).toEqual(Array(3).fill('delivered')));
    });
  });

  it('finds what is next among many that wait without sorting them', async () => {
    const asked: string[] = [];
    (room.db as unknown as { readonly options: Options }).options.logging = (sql) => void asked.push(sql);
    await room.put();
    await eventually(async () => expect(await states()).toEqual(['delivered']));
    const take = asked.find((sql) => sql.includes("SET state = 'sending'"))!.replace(/^Executing \([^)]*\): /, '');
    expect(take).toContain('LIMIT');
    if (isPostgres(room.db)) return; // its plan depends on what it has counted
    const [plan] = (await room.db.query(
      `EXPLAIN QUERY PLAN ${take.replaceAll(/\$\d+/g, '1').replace(/;.*$/s, '')}`,
    )) as [readonly { detail: string }[], unknown];
    const steps = plan.map(({ detail }) => detail).join('\n');
    expect(steps).toContain('USING INDEX outbox_deliveries_waiting (channel=?)');
    expect(steps).not.toContain('TEMP B-TREE');
  });

  it('takes a carrier that breaks for a failed try', async () => {
    room.carrier.answer = () => Promise.reject(new Error('no such template'));
    await room.put();
    await eventually(async () =>
      expect(await all()).toMatchObject([{ state: 'waiting', lastError: 'BUG: the channel failed: no such template' }]),
    );
  });

  it('routes the others when one message cannot be, and that one later', async () => {
    room.carrier.routing = (message) =>
      message.at === 1 ? Promise.reject(new Error('broken rule')) : Promise.resolve(['ops']);
    await room.db.transaction(async (transaction) => {
      for (const at of [0, 1, 2]) await room.outbox.put({ type: 'test', at, facts: {}, body: {} }, transaction);
    });
    await eventually(async () => expect(await states()).toEqual(['delivered', 'delivered']));
    room.carrier.routing = async () => ['ops'];
    room.outbox.wake();
    await eventually(async () => expect(await states()).toHaveLength(3));
  });

  it('gives back what is under way when it stops: that was no failed try', async () => {
    room.carrier.answer = (_channel, _message, signal) => hangs(signal);
    const id = await room.put();
    await eventually(() => expect(room.carrier.sent).toHaveLength(1));
    room.carrier.answer = () => delivered();
    await room.restart();
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'delivered', attempts: 1 }]));
    expect(room.carrier.sent.map((sent) => sent.id)).toEqual([id, id]);
  });

  it('keeps no try that ends after another portal has delivered the message', async () => {
    let answer: (result: SendResult) => void = () => undefined;
    room.carrier.answer = () => new Promise((resolve) => (answer = resolve));
    await room.put();
    await eventually(() => expect(room.carrier.sent).toHaveLength(1));
    room.clock.advance(1_000);
    const other = new Claims(room.db, room.clock, () => 1);
    await other.releaseLeft();
    const [claim] = await other.take('ops', 1);
    await other.end(claim!, { startedAt: room.clock.now(), durationMs: 1, result: delivered() });
    answer(refused('retry'));
    await new Promise((resolve) => setImmediate(resolve));
    await room.restart();
    expect(await all()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    expect((await room.outbox.deliveries.get(claim!.id)).tries).toHaveLength(1);
  });

  it('keeps that it was delivered where its row was given back meanwhile, and taken by nobody', async () => {
    let answer: (result: SendResult) => void = () => undefined;
    room.carrier.answer = () => new Promise((resolve) => (answer = resolve));
    await room.put();
    await eventually(() => expect(room.carrier.sent).toHaveLength(1));
    await new Claims(room.db, room.clock, () => 1).releaseLeft();
    answer(delivered());
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'delivered', attempts: 1 }]));
    expect(room.carrier.sent).toHaveLength(1);
  });

  it('takes nothing that is still under way here, also when the clock says that its lease has ended', async () => {
    let answer: (result: SendResult) => void = () => undefined;
    room.carrier.answer = () => new Promise((resolve) => (answer = resolve));
    await room.put();
    await eventually(() => expect(room.carrier.sent).toHaveLength(1));
    const end = answer;
    room.carrier.answer = () => delivered();
    room.advance(LEASE_MS);
    await room.put({ channel: 'mail' });
    await eventually(async () => expect(await states()).toEqual(['delivered', 'sending']));
    end(delivered());
    await eventually(async () => expect(await states()).toEqual(['delivered', 'delivered']));
    expect(room.carrier.sent).toHaveLength(2);
  });

  it('cancels what waits, and nothing else', async () => {
    room.carrier.answer = () => refused('retry');
    await room.put();
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'waiting', attempts: 1 }]));
    const [{ id }] = (await all()) as [Delivery];
    await expect(room.outbox.deliveries.replay(id, 'bob')).rejects.toMatchObject({ code: 'CONFLICT' });
    await room.outbox.deliveries.cancel(id, 'bob');
    expect(await all()).toMatchObject([{ state: 'cancelled', lastError: 'Cancelled by bob.', nextAt: undefined }]);
    await expect(room.outbox.deliveries.cancel(id, 'bob')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(room.outbox.deliveries.cancel(999, 'bob')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says how each channel does, and sends again what was given up', async () => {
    room.carrier.answer = (channel) => (channel === 'ops' ? delivered() : refused('final'));
    room.carrier.channels = ['ops', 'mail'];
    for (let n = 0; n < 3; n++) await room.put();
    await eventually(async () =>
      expect((await states()).toSorted()).toEqual([...Array(3).fill('delivered'), ...Array(3).fill('failed')]),
    );
    const stats = await room.outbox.deliveries.stats();
    expect(stats.get('ops')).toMatchObject({ delivered: 3, failed: 0, waiting: 0, givenUp: 0, lastState: 'delivered' });
    expect(stats.get('mail')).toMatchObject({ delivered: 0, failed: 3, givenUp: 3, lastDeliveredAt: undefined });
    room.carrier.answer = () => delivered();
    expect(await room.outbox.deliveries.replayGivenUp('mail', 'alice')).toBe(3);
    expect(await room.outbox.deliveries.replayGivenUp('mail', 'alice')).toBe(0);
    await eventually(async () =>
      expect((await room.outbox.deliveries.stats()).get('mail')).toMatchObject({ delivered: 3, givenUp: 0 }),
    );
  });

  it('sends once again what is asked for several times at once', async () => {
    room.carrier.answer = () => refused('final');
    for (let n = 0; n < 2; n++) await room.put();
    await eventually(async () => expect(await states()).toEqual(['failed', 'failed']));
    room.carrier.limits = { ops: 0 };
    const { deliveries } = room.outbox;
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => deliveries.replay(1, 'alice')));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const sent = await Promise.all(Array.from({ length: 6 }, () => deliveries.replayGivenUp('ops', 'alice')));
    expect(sent.toSorted()).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('sends nothing again that was given up more than a week ago: it says nothing of it either', async () => {
    room.carrier.answer = () => refused('final');
    await room.put();
    await eventually(async () => expect(await states()).toEqual(['failed']));
    room.clock.advance(8 * 86_400_000);
    expect((await room.outbox.deliveries.stats()).get('ops')).toMatchObject({ givenUp: 0 });
    expect(await room.outbox.deliveries.replayGivenUp('ops', 'alice')).toBe(0);
  });

  it('finds deliveries by what they tell, page by page', async () => {
    for (let n = 0; n < 5; n++) await room.put({ body: { alert: { title: `100% of alert ${n}` } } });
    await eventually(async () => expect((await states()).filter((state) => state === 'delivered')).toHaveLength(5));
    const find = (text: string): Promise<object> => room.outbox.deliveries.list({ text }, undefined, 10);
    expect(await find('100% OF alert 3')).toMatchObject({
      deliveries: [{ about: '100% of alert 3' }],
      next: undefined,
    });
    expect(await find('100_ of')).toEqual({ deliveries: [], next: undefined });
    const first = await room.outbox.deliveries.list({ state: 'delivered', alertId: 'al_1' }, undefined, 3);
    const second = await room.outbox.deliveries.list({ state: 'delivered', alertId: 'al_1' }, first.next, 3);
    expect([...first.deliveries, ...second.deliveries].map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
    expect(second.next).toBeUndefined();
  });
});
