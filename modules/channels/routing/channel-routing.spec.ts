// Routing over a real database, with time that the test owns.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Severity } from '#src/alerts/alert.js';
import type { MessageFacts, MessageType } from '#src/outbox/message.js';
import type { Delivery } from '#src/outbox/delivery.js';
import type { LiveConfig } from '#src/settings/live-config.js';
import { openOutboxRoom, type OutboxRoom } from '../../../test/helpers/outbox-room.js';
import { type RoutedChannel, routingSchema } from '../channel.js';
import { routing as routingTable } from '../migrations/0002-routing.js';
import { unwatched } from '../migrations/0003-unwatched.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { ChannelRouting } from './channel-routing.js';
import { digestOf } from './digest.js';
import { Held } from './held.js';
import { sentenceOf } from '../template/sentence.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

describe('routing', () => {
  let room: OutboxRoom;
  let channels: RoutedChannel[];
  let routing: ChannelRouting;
  beforeEach(async () => {
    room = await openOutboxRoom();
    await routingTable.up(room.db);
    await unwatched.up(room.db);
    channels = [];
    const live = { atStart: { config: { time: { zone: 'UTC' } } } } as LiveConfig;
    routing = new ChannelRouting(room.db, room.outbox, { routed: async () => channels }, live, room.clock);
    room.carrier.routing = (message, transaction) => routing.route(message, transaction);
  });
  afterEach(() => room.close());

  const channel = (id: string, of: object = {}, enabled = true): RoutedChannel => ({
    id,
    name: id,
    enabled,
    routing: routingSchema.parse(of),
  });
  /** Raises alerts in one transaction, as a storm does. */
  const raise = (numbers: readonly number[], severity: Severity = 'high', rules = 1): Promise<void> =>
    room.db.transaction(async (transaction) => {
      for (const n of numbers) {
        const alert = { id: `al_${n}`, title: `alert ${n}`, count: n, url: `https://logs.example.org/alerts/al_${n}` };
        const rule = { id: `rule-${n % rules}`, name: `Rule ${n % rules}` };
        await room.outbox.put(
          {
            type: 'alert.raised',
            at: room.clock.now(),
            facts: { severity, ruleId: rule.id, alertId: alert.id },
            body: { alert: { ...alert, rule, severity } },
          },
          transaction,
        );
      }
    });
  /** Tells more of an alert that was raised. */
  const tell = (n: number, type: MessageType, facts: MessageFacts, closed?: object): Promise<void> =>
    room.db.transaction(async (transaction) => {
      const alert = { id: `al_${n}`, title: `alert ${n}`, count: n, rule: { id: 'rule-0' }, closed };
      const all = { ruleId: 'rule-0', alertId: alert.id, ...facts };
      await room.outbox.put({ type, at: room.clock.now(), facts: all, body: { alert } }, transaction);
    });
  const settled = async (): Promise<readonly Delivery[]> =>
    eventually(async () => {
      const [[unrouted]] = (await room.db.query(
        'SELECT COUNT(*) AS n FROM outbox_messages WHERE routed_at IS NULL',
      )) as [{ n: number }[], unknown];
      const { deliveries } = await room.outbox.deliveries.list({}, undefined, 10_000);
      expect(unrouted!.n).toBe(0);
      expect(deliveries.every(({ state }) => state === 'delivered')).toBe(true);
      return deliveries;
    });
  const digests = (): Record<string, never>[] =>
    room.carrier.sent
      .filter(({ message }) => message.type === 'digest')
      .map(({ message }) => message.body['digest'] as never);
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

  it('sends each message where it belongs', async () => {
    channels = [channel('all'), channel('worst', { minSeverity: 'critical' }), channel('off', {}, false)];
    await raise([1]);
    await raise([2], 'critical');
    expect((await settled()).map((each) => [each.channel, each.alertId]).toReversed()).toEqual([
      ['all', 'al_1'],
      ['all', 'al_2'],
      ['worst', 'al_2'],
    ]);
  });

  it('holds what comes in quiet hours and tells it in one message afterwards', async () => {
    channels = [channel('ops', { quiet: { hours: [10, 11] } }), channel('log')];
    await raise([1, 2, 2, 3]);
    await raise([9], 'critical');
    await settled();
    room.advance(HOUR_MS);
    await routing.release();
    expect(room.carrier.sent.filter(({ channel }) => channel === 'ops')).toHaveLength(1);
    expect(await routing.held()).toMatchObject([{ channel: 'ops', reason: 'quiet-hours', messages: 4 }]);
    room.advance(HOUR_MS);
    await routing.release();
    await settled();
    expect(digests()).toMatchObject([
      {
        reason: 'quiet-hours',
        total: 4,
        more: 0,
        url: 'https://logs.example.org/alerts',
        from: '2026-11-20T10:00:00.000Z',
        rules: [{ id: 'rule-0', name: 'Rule 0', messages: 4 }],
      },
    ]);
    const [{ alerts }] = digests() as unknown as [{ alerts: object[] }];
    expect(alerts).toHaveLength(3);
    expect(alerts[0]).toMatchObject({ title: 'alert 2', messages: 2, count: 2, severity: 'high', rule: 'Rule 0' });
    expect(await routing.held()).toEqual([]);
    const { deliveries } = await room.outbox.deliveries.list({ alertId: 'al_2' }, undefined, 10);
    expect(deliveries.map((each) => [each.channel, each.type])).toEqual([
      ['ops', 'digest'],
      ...[1, 2].map(() => ['log', 'alert.raised']),
    ]);
  });

  it('tells at once of what waits and becomes critical, and in the digest how severe the others are and what is over', async () => {
    channels = [channel('ops', { quiet: { hours: [10, 11] } })];
    await raise([1, 2, 3, 4, 5, 6], 'medium');
    await settled();
    await tell(5, 'source.back', { severity: 'medium' }, { reason: 'recovered' });
    await tell(6, 'source.back', { severity: 'medium' }, { reason: 'benign', by: 'alice' });
    await tell(1, 'alert.updated', { severity: 'critical', severityBefore: 'medium' });
    await tell(2, 'alert.updated', { severity: 'high', severityBefore: 'medium' });
    await tell(3, 'alert.closed', { severity: 'critical' });
    await tell(4, 'alert.closed', { severity: 'medium' }, { isUnwatched: true });
    await settled();
    expect(room.carrier.sent.map(({ message }) => [message.type, message.facts.alertId])).toEqual([
      ['alert.updated', 'al_1'],
    ]);
    await tell(1, 'alert.closed', { severity: 'critical' });
    await settled();
    expect(room.carrier.sent.at(-1)!.message).toMatchObject({ type: 'alert.closed', facts: { alertId: 'al_1' } });
    room.advance(2 * HOUR_MS);
    await routing.release();
    await settled();
    const [{ over, alerts }] = digests() as unknown as [{ over: string[]; alerts: Record<string, unknown>[] }];
    expect(over).toEqual(['al_3', 'al_4', 'al_5', 'al_6']);
    expect(alerts.map(({ id, type, severity, isUnwatched }) => [id, type, severity, isUnwatched])).toEqual([
      ['al_3', 'alert.closed', 'critical', undefined],
      ['al_2', 'alert.updated', 'high', undefined],
      ['al_4', 'alert.closed', 'medium', true],
      ['al_5', 'source.back', 'medium', undefined],
      ['al_6', 'alert.closed', 'medium', undefined],
    ]);
    const { text } = sentenceOf(room.carrier.sent.at(-1)!.message);
    expect(text.split('\n').map((line) => line.replace(/ \(.*$/, ''))).toEqual([
      '• over: critical: alert 3',
      '• goes on: high: alert 2',
      '• no longer watched: medium: alert 4',
      '• back: medium: alert 5',
      '• over: medium: alert 6',
    ]);
  });

  it('says in a digest what is over by then, and how severe what goes on is', async () => {
    const held = new Held(room.db);
    const hold = (id: string, type: MessageType, severity: Severity): Promise<void> =>
      room.db.transaction((transaction) =>
        held.add(
          'ops',
          'quiet-hours',
          { id, type, at: 0, facts: { severity, ruleId: 'r', alertId: id }, body: { alert: { title: id } } },
          room.clock.now(),
          transaction,
        ),
      );
    const told = async (): Promise<object> =>
      digestOf('ops', await room.db.transaction((transaction) => held.take('ops', transaction)), room.clock.now());
    await hold('al_1', 'alert.raised', 'critical');
    await hold('al_1', 'alert.closed', 'critical');
    await hold('al_2', 'alert.raised', 'low');
    expect(await told()).toMatchObject({
      facts: { severity: 'low' },
      body: { digest: { title: '3 held back: r', isOver: false, over: ['al_1'], alerts: [{ type: 'alert.closed' }, { type: 'alert.raised' }] } }, // prettier-ignore
    });
    await hold('al_1', 'alert.closed', 'critical');
    await hold('al_3', 'source.back', 'low');
    expect(await told()).toMatchObject({ facts: { severity: 'critical' }, body: { digest: { isOver: true } } });
    for (let n = 0; n < 60; n += 1) await hold(`al_over${n}`, 'alert.closed', 'low');
    const many = (await told()) as { body: { digest: Record<'over' | 'alerts', unknown[]> } };
    expect([many.body.digest.over.length, many.body.digest.alerts.length]).toEqual([60, 50]);
  });

  it('forgets what waits for a channel that is switched off or gone', async () => {
    channels = [channel('ops', { quiet: { hours: [10, 11] } }), channel('mail', { quiet: { hours: [10, 11] } })];
    await raise([1]);
    await settled();
    channels = [channel('ops', { quiet: { hours: [10, 11] } }, false)];
    await routing.release();
    expect(await routing.held()).toEqual([]);
    expect(room.carrier.sent).toEqual([]);
  });

  it(
    'makes of a storm no more messages than the budget and one in any hour, and counts every alert',
    { timeout: 60_000 },
    async () => {
      const budget = 5;
      channels = [channel('ops', { budgetPerHour: budget })];
      let raised = 0;
      for (let minute = 0; minute < 240; minute += 4) {
        // Storms of different strength; in the third hour one or two now and then.
        const storm = minute < 60 ? 40 : minute < 120 ? 1 : minute < 180 && minute % 12 === 0 ? 2 : 0;
        await raise(range(raised, raised + storm), 'medium', 7);
        raised += storm;
        await settled();
        await routing.release();
        room.advance(4 * MINUTE_MS);
      }
      room.advance(2 * HOUR_MS);
      await routing.release();
      const deliveries = await settled();
      const times = deliveries.map(({ createdAt }) => createdAt).toSorted((a, b) => a - b);
      const busiest = Math.max(
        ...times.map((at) => times.filter((other) => other > at - HOUR_MS && other <= at).length),
      );
      expect(busiest).toBe(budget + 1);
      const told = deliveries.filter(({ type }) => type === 'alert.raised').length;
      const inDigests = digests().reduce((sum, { total }) => sum + Number(total), 0);
      expect(told + inDigests).toBe(raised);
      expect(told).toBeGreaterThanOrEqual(budget);
    },
  );

  it('keeps a bounded table of what waits, and loses no count', { timeout: 60_000 }, async () => {
    const held = new Held(room.db);
    const RULES = 900;
    const ALERTS = 2_000;
    await room.db.transaction(async (transaction) => {
      for (const n of range(0, ALERTS))
        await held.add(
          'ops',
          'budget',
          {
            id: 'msg_1',
            type: n === 1_250 ? 'alert.closed' : 'alert.raised',
            at: 0,
            body: { alert: { title: `alert ${n}` } },
            facts: {
              severity: [77, 350, 351].includes(n) ? 'critical' : 'low',
              ruleId: `rule-${n % RULES}`,
              alertId: `al_${n}`,
            },
          },
          room.clock.now(),
          transaction,
        );
    });
    const rows = await room.db.transaction((transaction) => held.take('ops', transaction));
    expect(rows.length).toBeLessThanOrEqual(501);
    expect(rows.reduce((sum, { messages }) => sum + messages, 0)).toBe(ALERTS);
    expect(rows.find(({ alertId }) => alertId === 'al_77')).toMatchObject({ severity: 'critical', title: 'alert 77' });
    // Of those that are only counted the worst stands, however many lesser ones, or ends, came after it.
    for (const rule of ['rule-350', 'rule-351'])
      expect(rows.find(({ title }) => title === `More alerts of ${rule}`)).toMatchObject({
        severity: 'critical',
        type: 'alert.raised',
        messages: 2,
      });
    expect(rows.some(({ title }) => title === 'More alerts of other rules')).toBe(true);
  });
});
