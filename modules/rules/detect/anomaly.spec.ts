// From events that the baselines have scored to alerts and to what people are told: one alert an entity, with the reasons of its oddest
// moment; nothing of whoever is still learned.

import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fields } from '#src/event/event.js';
import { startWebServer, tryOnce } from '../../../test/helpers/channel-job.js';
import { DetectionRoom, isSlowBy, ROOM_NOW, type Running } from '../../../test/helpers/detection-room.js';
import { logEvent } from '../../../test/helpers/event-portal.js';
import { PL_LOGON, PL_REASONS, PL_SENTENCE, scoredFields } from '../../../test/helpers/scored-event.js';
import { kindOf } from '../../channels/transports/kinds.js';
import { newSigningSecret } from '../../channels/transports/signature.js';
import { shippedRules } from '../set/shipped.js';
import { eventually } from '../../../test/helpers/eventually.js';

const shipped = shippedRules().find(({ rule }) => rule.id === 'unusual-behaviour')!.rule;
const HOUR = 3_600_000;

let room: DetectionRoom;
let running: Running;
beforeEach(async () => {
  room = await DetectionRoom.open();
  running = await room.start();
  await room.save(running, shipped);
});
afterEach(() => room.close());

const add = (fields: Fields, at = 0): Promise<void> => room.append('live', { at, fields });
const alice = (score: number, reasons = PL_REASONS, more = {}): Fields =>
  scoredFields('user:alice', score, reasons, { ...PL_LOGON, ...more });
const oddest = {
  code: 'impossible-travel',
  what: 'two places too far apart for the time between',
  points: 97,
  expected: 'less than 900 km an hour',
  actual: '1 200 km in 10 minutes',
};

/** Somebody closed it, and it went on as it was. */
async function closedAlert(): Promise<string> {
  await add(alice(80));
  await eventually(async () => expect(await room.alerts()).toHaveLength(1));
  const { id } = (await room.alerts())[0]!;
  await room.book().triage([id], [{ kind: 'close', reason: 'benign', note: '' }], 'bob');
  await add(alice(82), HOUR);
  await eventually(async () => expect(await room.alerts()).toMatchObject([{ state: 'closed', count: 2 }]));
  return id;
}

it('a finding is told with its sentence and reasons, signed, as the webhook promises', async () => {
  await add(
    alice(
      83,
      PL_REASONS.map((reason, at) => (at === 2 ? { ...reason, points: 5 } : reason)),
    ),
  );
  await eventually(() => expect(room.told).toHaveLength(1));
  const server = await startWebServer();
  const signing = newSigningSecret();
  const message = { ...room.told[0]!, id: 'msg_00000000000000000000000001' };
  await tryOnce(kindOf('webhook')!, { settings: { url: server.url }, secrets: { signing }, message });
  await server.close();
  const { body, headers } = server.told[0]!;
  expect(new Webhook(signing).verify(body, headers as Record<string, string>)).toMatchObject({
    type: 'alert.raised',
    version: 1,
    id: message.id,
    alert: {
      rule: { id: 'unusual-behaviour', name: 'Unusual behaviour', kind: 'anomaly' },
      severity: 'medium',
      score: 83,
      title: 'Unusual for alice: source network never seen',
      summary: `${PL_SENTENCE}.`,
      entity: { user: 'alice', src_ip: '203.0.113.7', host: 'web1' },
      reasons: [
        {
          code: 'new-network',
          what: 'source network never seen for alice',
          points: 41,
          expected: '10.0.4.0/24 (412 of 415 logons)',
          actual: '203.0.113.0/24',
        },
        { code: 'new-country', points: 37 },
        { code: 'unusual-hour', points: 5 },
      ],
      count: 1,
      events: [{ message: PL_LOGON.message }],
    },
  });
});

it('points of the reasons are those that were given, and nothing else is among them', async () => {
  await add(alice(93));
  await eventually(async () => expect(await room.alerts()).toHaveLength(1));
  const [alert] = await room.alerts();
  expect(alert?.reasons.map(({ points }) => points)).toEqual([41, 37, 15]);
  expect(alert?.reasons.reduce((sum, { points = 0 }) => sum + points, 0)).toBe(alert?.score);
});

describe('an alert that goes on', () => {
  it('says what is the oddest so far, and people are told once more only where it became more severe', async () => {
    await add(alice(80));
    await eventually(() => expect(room.told).toHaveLength(1));
    await add(alice(78, [{ what: 'less odd', points: 78 }]), HOUR);
    await add(alice(84), 2 * HOUR);
    await add(alice(97, [oddest]), 3 * HOUR);
    await eventually(() => expect(room.told).toHaveLength(2));
    await add(alice(98, [{ ...oddest, points: 98 }]), 4 * HOUR);
    await eventually(async () =>
      expect(await room.alerts()).toMatchObject([
        {
          count: 5,
          score: 98,
          severity: 'high',
          title: 'Unusual for alice: two places too far apart for the time between',
          reasons: [{ code: 'impossible-travel', points: 98 }],
        },
      ]),
    );
    expect(room.told.map(({ type, facts: { severity, severityBefore } }) => [type, severity, severityBefore])).toEqual([
      ['alert.raised', 'medium', undefined],
      ['alert.updated', 'high', 'medium'],
    ]);
    expect(room.told[1]?.body).toMatchObject({ alert: { score: 97, reasons: [{ code: 'impossible-travel' }] } });
    const { history = [] } = (await room.book().get((await room.alerts())[0]!.id)) ?? {};
    expect(history.map(({ action, text }) => [action, text])).toContainEqual(['rose', 'high']);
  });

  it('keeps its score over a restart: what is less odd does not take its place', async () => {
    await add(alice(93));
    await eventually(async () => expect(await room.alerts()).toHaveLength(1));
    await running.stop();
    running = await room.start();
    await add(alice(80, [{ what: 'less odd', points: 80 }]), HOUR);
    await eventually(async () =>
      expect(await room.alerts()).toMatchObject([{ count: 2, score: 93, severity: 'high' }]),
    );
    expect((await room.alerts())[0]?.title).toBe('Unusual for alice: source network never seen');
  });

  it('is another one where it becomes more severe after somebody closed it, also over a restart', async () => {
    const id = await closedAlert();
    await add(alice(97, [oddest], { 'source.ip': '198.51.100.9' }), 2 * HOUR);
    await eventually(() => expect(room.told).toHaveLength(2));
    await add(alice(98, [oddest]), 3 * HOUR);
    await running.stop();
    running = await room.start();
    await add(alice(76), 4 * HOUR);
    await eventually(async () => expect((await room.alerts()).map(({ count }) => count).toSorted()).toEqual([2, 3]));
    expect((await room.alerts()).toSorted((a, b) => b.last - a.last)).toMatchObject([
      { state: 'open', severity: 'high', score: 98, count: 3, reasons: [{ code: 'impossible-travel' }] },
      { id, state: 'closed', severity: 'medium', score: 82, count: 2 },
    ]);
    expect(room.told.map(({ type }) => type)).toEqual(['alert.raised', 'alert.raised']);
    expect(room.told[1]?.body).toMatchObject({ alert: { score: 97, entity: { src_ip: '198.51.100.9' } } });
  });

  it('goes on in the one that was raised last, over a restart, though that one began before the closed one ended', async () => {
    const id = await closedAlert();
    room.clock.advance(1);
    await add(alice(97, [oddest]), HOUR - 1);
    await eventually(() => expect(room.told).toHaveLength(2));
    await running.stop();
    running = await room.start();
    await add(alice(98, [oddest]), 2 * HOUR);
    await eventually(async () =>
      expect((await room.alerts()).toSorted((a, b) => b.last - a.last)).toMatchObject([
        { state: 'open', score: 98, count: 2 },
        { id, state: 'closed', score: 82, count: 2 },
      ]),
    );
    expect(room.told).toHaveLength(2);
  });

  it('is another one twelve hours after the last finding', async () => {
    await add(alice(80));
    await add(alice(80), 11 * HOUR);
    await add(alice(80), 24 * HOUR);
    await eventually(async () => expect((await room.alerts()).map(({ count }) => count)).toEqual([2, 1]));
  });
});

it.each([
  ['user:alice', { 'user.name': 'CORP\\adm-alice' }, { user: 'alice' }],
  ['user:alice', { 'user.name': 'Alice' }, { user: 'Alice' }],
  ['user:alice', { 'source.ip': '10.0.4.7', 'dns.question.name': 'x.example' }, { user: 'alice', src_ip: '10.0.4.7' }],
  ['ip:203.0.113.7', { 'source.ip': '203.0.113.7' }, { src_ip: '203.0.113.7' }],
  ['ip:2001:db8::7', {}, { src_ip: '2001:db8::7' }],
  ['host:nas', { 'host.name': 'nas.corp.example' }, { host: 'nas' }],
])('%s is who the alert is about, whatever name the event has for it: %j', async (entity, fields, expected) => {
  await add(scoredFields(entity, 80, [{ what: 'odd', points: 80 }], fields));
  await eventually(async () => expect(await room.alerts()).toMatchObject([{ entity: expected }]));
  const [alert] = await room.alerts();
  expect(alert?.title).toBe(`Unusual for ${entity.slice(entity.indexOf(':') + 1)}: odd`);
  expect(alert?.query).toContain('lanwarden.entity:');
});

it('events that got their score after they were stored are told, too, and go on in the alert of the others', async () => {
  await add(alice(83));
  await eventually(() => expect(room.told).toHaveLength(1));
  const late = { ...logEvent(alice(96), ROOM_NOW + 1_000), 'event.id': '20261120-default-live-1-7' };
  const low = { ...logEvent(alice(12), ROOM_NOW + 2_000), 'event.id': '20261120-default-live-1-8' };
  // Answered when it is written.
  expect(await room.scored.tell([late, low])).toBe(true);
  expect(await room.alerts()).toMatchObject([{ count: 2, score: 96 }]);
});

it('what the program ends before is to be told again', async () => {
  await add(alice(12));
  await running.stop();
  running = await room.start((store) => isSlowBy(store, 'arrival', () => true));
  const late = { ...logEvent(alice(96), ROOM_NOW + 2_000), 'event.id': '20261120-default-live-1-7' };
  const told = room.scored.tell([late]);
  await running.stop();
  expect([await told, await room.scored.tell([late])]).toEqual([false, false]);
});

it('nobody hears of who is still learned, of what is called normal, of a test, or of what was imported', async () => {
  for (const state of ['learning', 'muted', 'test']) await add(alice(99, PL_REASONS, { 'lanwarden.baseline': state }));
  await room.append('import', { at: 0, fields: alice(99) });
  await add(scoredFields('user:bob', 75, [{ what: 'odd', points: 75 }]), 1_000);
  await eventually(async () =>
    expect((await room.alerts()).map(({ title }) => title)).toEqual(['Unusual for bob: odd']),
  );
  expect(room.told).toHaveLength(1);
});

it('what a log says in a reason stays within bounds, however long', async () => {
  const long = 'x'.repeat(50_000);
  const reasons = Array.from({ length: 30 }, () => ({
    code: long,
    what: long,
    expected: long,
    actual: long,
    points: 3,
  }));
  await add(scoredFields('user:alice', 90, reasons, { 'lanwarden.summary': long }));
  await eventually(async () => expect(await room.alerts()).toHaveLength(1));
  const [alert] = await room.alerts();
  expect(JSON.stringify(alert?.reasons).length).toBeLessThan(15_000);
  expect([alert!.title.length <= 300, alert!.summary.length <= 1_001]).toEqual([true, true]);
});
