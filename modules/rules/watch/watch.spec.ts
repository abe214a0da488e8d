// The watches as they run, over a real store and a real database: what they raise, what they say when it is over, and what a restart leaves.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fields } from '#src/event/event.js';
import type { FieldHistory } from '#src/portal/parsing/parsing-history.js';
import { ledgerRow, listener } from '../../../test/helpers/collector-health.js';
import { WATCH_NOW as NOW, WatchRoom } from '../../../test/helpers/watch-room.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let room: WatchRoom;
beforeEach(async () => {
  room = await WatchRoom.open();
});
afterEach(() => room.close());

const said = async (): Promise<readonly string[]> =>
  (await room.look()).map(({ state, summary, note }) => `${state}: ${note || summary}`);
/** What was told of alerts that are over: as what, and whether nobody looks any more. */
const ends = (): readonly unknown[] =>
  room.told.flatMap(({ type, body }) => {
    const { closed } = body['alert'] as { closed?: { isUnwatched?: boolean } };
    return closed === undefined ? [] : [[type, closed.isUnwatched]];
  });
const each = (from: number, to: number, stepMs: number, fields: Fields = {}): { at: number; fields: Fields }[] =>
  Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, n) => ({ at: from + n * stepMs, fields }));

describe('a silent source', () => {
  const rule = { id: 'silent', name: 'Silent', detect: { kind: 'watch', watch: 'silent-source' } };
  beforeEach(async () => {
    await room.save(rule);
    room.sources = [
      room.source('web1', { expectEveryMinutes: 60 }),
      room.source('off', { expectEveryMinutes: 1, ignore: true }),
    ];
    room.lastReceived['web1'] = NOW - 70 * MINUTE;
  });

  it('is told once, also over a restart, and when it speaks again', async () => {
    expect(await said()).toEqual([
      'open: web1 was last heard 1 h 10 min ago; expected is a message at least every 1 h.',
    ]);
    room.clock.advance(HOUR);
    await room.start();
    expect(await said()).toHaveLength(1);
    room.lastReceived['web1'] = room.clock.now();
    expect(await said()).toEqual(['closed: web1 speaks again after 2 h 11 min.']);
    expect(await said()).toHaveLength(1);
    expect(room.told.map(({ type, facts }) => `${type} ${facts.source}`)).toEqual([
      'source.silent web1',
      'source.back web1',
    ]);
  });

  it('that fell silent while the rule was in test mode is told once the rule is on', async () => {
    await room.rules.setState('silent', 'test', 'tester');
    await room.look();
    await room.rules.setState('silent', 'on', 'tester');
    expect((await room.look()).map(({ state, isTest }) => [state, isTest])).toEqual([
      ['closed', true],
      ['open', false],
    ]);
    expect(room.told.map(({ type }) => type)).toEqual(['source.silent']);
    expect(await room.look()).toHaveLength(2);
  });

  it('is told to be over when the rule is in test mode by then, as its beginning was told', async () => {
    await room.look();
    await room.rules.setState('silent', 'test', 'tester');
    room.lastReceived['web1'] = room.clock.now();
    expect((await room.look()).map(({ state }) => state)).toEqual(['closed']);
    expect(room.told.map(({ type }) => type)).toEqual(['source.silent', 'source.back']);
  });

  it('is over when it speaks again, also when nobody looked for months', async () => {
    expect(await said()).toHaveLength(1);
    room.clock.advance(70 * 24 * HOUR);
    room.lastReceived['web1'] = room.clock.now();
    await room.start();
    expect((await room.look()).map(({ state }) => state)).toEqual(['closed']);
  });

  it('that a person closed is not raised again, and raised anew when it fell silent anew', async () => {
    const [alert] = await room.look();
    await room.db.query(`UPDATE alerts SET state = 'closed', reason = 'benign' WHERE id = '${alert?.id}'`);
    room.clock.advance(5 * HOUR);
    await room.start();
    expect(await room.look()).toHaveLength(1);
    room.lastReceived['web1'] = room.clock.now();
    await room.look();
    room.clock.advance(3 * HOUR);
    expect((await room.look()).map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('stays silent while the collector is away and just after its start', async () => {
    await room.look();
    room.listeningSince = undefined;
    expect(await said()).toEqual([expect.stringMatching(/^open/)]);
    room.listeningSince = room.clock.now();
    delete room.lastReceived['web1'];
    expect(await said()).toEqual([expect.stringMatching(/^open/)]);
  });

  it('is nobody while the collector is away', async () => {
    room.listeningSince = undefined;
    expect(await room.look()).toEqual([]);
  });

  it('is not watched any more when it is gone or excepted', async () => {
    room.sources = ['a', 'b'].map((name) => room.source(name, { expectEveryMinutes: 60 }));
    expect(await room.look()).toHaveLength(2);
    room.sources = [room.sources[1]!];
    await room.rules.addException(
      { ruleId: 'silent', query: 'source:b', reason: 'x', scope: 'rule' } as never,
      'tester',
    );
    const alerts = await room.look();
    expect(alerts.map(({ note }) => note)).toEqual(Array(2).fill('This source is not watched any more.'));
    expect(ends()).toEqual(Array(2).fill(['source.back', true]));
  });

  it('stays watched whatever an exception says of what sources send', async () => {
    room.sources = ['web1', 'web2', 'web3'].map((name) => room.source(name, { expectEveryMinutes: 60 }));
    const add = (query: string) =>
      room.rules.addException({ ruleId: 'silent', query, reason: 'x', scope: 'rule' } as never, 'tester');
    for (const query of ['-host:prod*', '-source:web9', 'source:web9 OR -user:root', '-(host:a source:b)'])
      await add(query);
    expect(await room.look()).toHaveLength(3);
    await add('(source:web1 OR source:web2) -host:prod*');
    const alerts = await room.look();
    expect(alerts.filter(({ state }) => state === 'open').map(({ entity }) => entity.source)).toEqual(['web3']);
  });

  it('is learned from the store, by the hours in which it speaks', async () => {
    room.sources = [room.source('day'), room.source('night'), room.source('new')];
    const hours = (from: number, to: number, name: string) =>
      each(NOW - 20 * DAY, NOW - HOUR, 20 * MINUTE, { 'lanwarden.source': name }).filter(({ at }) => {
        const hour = new Date(at).getUTCHours();
        return hour >= from && hour < to;
      });
    await room.append('live', ...hours(0, 24, 'day'), ...hours(0, 6, 'night'));
    await room.append('live', ...each(NOW - 2 * DAY, NOW - HOUR, 20 * MINUTE, { 'lanwarden.source': 'new' }));
    for (const { name } of room.sources) room.lastReceived[name] = NOW - 65 * MINUTE;
    room.lastReceived['night'] = NOW - 6 * HOUR;
    expect(await said()).toEqual([
      'open: day was last heard 1 h 5 min ago; at most 20 min of silence is usual at this hour.',
    ]);
  });

  it('ends when the rule is switched off', async () => {
    await room.look();
    await room.rules.setState('silent', 'off', 'tester');
    expect(await said()).toEqual([expect.stringMatching(/^closed: Nobody looks any more/)]);
  });
});

it('a wrong clock is told, and when it is right again', async () => {
  await room.save({ id: 'clock', name: 'Clock', detect: { kind: 'watch', watch: 'clock-jump' } });
  room.sources = [room.source('fw')];
  const clock = { zone: 'UTC', origin: 'set' as const, samples: 32 };
  room.clocks = { fw: { ...clock, driftMs: HOUR }, stranger: { ...clock, driftMs: HOUR } };
  expect(await said()).toEqual(['open: The clock of fw is 1 h behind; its messages are stored at wrong times.']);
  room.clocks = { fw: { ...clock, driftMs: 100 } };
  room.clock.advance(MINUTE);
  // It leapt back at this look, and is right at the next.
  await room.look();
  room.clock.advance(MINUTE);
  expect(await said()).toEqual(['closed: The clock of fw is right again (right to the second).']);
});

it('a source in whose messages less is found is told with examples, and again when that is over', async () => {
  await room.save({ id: 'drift', name: 'Drift', detect: { kind: 'watch', watch: 'parser-drift' } });
  room.sources = [room.source('fw')];
  const of = (message: string, more: Fields = {}): { at: number; fields: Fields } => ({
    at: NOW - MINUTE,
    fields: { 'lanwarden.source': 'fw', 'event.dataset': 'pf', 'event.original': message, ...more },
  });
  await room.append('live', of('old form', { 'source.ip': '192.0.2.1' }), of('new form'));
  const history = (filled: number): FieldHistory => ({
    source: 'fw',
    parser: 'pf',
    field: 'source.ip',
    lastDay: undefined,
    lastHours: { all: 200, filled },
    before: { days: 5, lowHour: 0.9, lowDay: 0.95 },
  });
  room.fieldHistories = [history(4)];
  const [alert] = await room.look();
  expect(alert).toMatchObject({ state: 'open', title: 'Less is found in messages of fw' });
  expect(alert!.reasons).toMatchObject([
    { actual: '2 % (4 of 200 in the last hours)' },
    { what: 'without source.ip', actual: 'new form' },
  ]);
  room.fieldHistories = [history(190)];
  room.clock.advance(5 * MINUTE);
  expect(await said()).toEqual(['closed: Messages of fw are read as is usual now.']);
});

it('a source that is not understood any more is told, unless it was imported', async () => {
  await room.save({ id: 'drift', name: 'Drift', detect: { kind: 'watch', watch: 'parser-drift' } });
  room.sources = [room.source('fw')];
  const of = (parser: string): Fields => ({ 'lanwarden.source': 'fw', 'event.dataset': parser });
  await room.append('live', ...each(NOW - 3 * DAY, NOW - 2 * DAY, 10 * MINUTE, of('opnsense')));
  await room.append('live', ...each(NOW - 50 * MINUTE, NOW - 30 * MINUTE, 20_000, of('none')));
  await room.append('live', ...each(NOW - 30 * MINUTE, NOW - 10 * MINUTE, 20_000, of('kv'))); // a fallback
  const words = 'Parsers understood 0 % of the 120 messages of fw in the last hour; in the week before it was 100 %.';
  expect(await said()).toEqual([`open: ${words}`]);
  const other = await WatchRoom.open();
  try {
    await other.save({ id: 'drift', name: 'Drift', detect: { kind: 'watch', watch: 'parser-drift' } });
    other.sources = room.sources;
    await other.append('live', ...each(NOW - 3 * DAY, NOW - 2 * DAY, 10 * MINUTE, of('opnsense')));
    await other.append('import', ...each(NOW - 50 * MINUTE, NOW - 10 * MINUTE, 20_000, of('none')));
    expect(await other.look()).toEqual([]);
  } finally {
    await other.close();
  }
});

it('a disk that is nearly full is told, and when there is room again', async () => {
  await room.save({ id: 'disk', name: 'Disk', detect: { kind: 'watch', watch: 'disk-full', bound: 0 } });
  expect(await room.look()).toEqual([]);
  room.minFreeBytes = 1e18;
  room.clock.advance(MINUTE);
  expect(await said()).toEqual([expect.stringMatching(/^open: .* are free where events are stored/)]);
  room.minFreeBytes = 0;
  room.clock.advance(MINUTE);
  expect(await said()).toEqual([expect.stringMatching(/^closed: There is room again/)]);
});

describe('an absence rule', () => {
  const rule = {
    id: 'backup',
    name: 'Backup is missing',
    groupBy: ['host'],
    detect: { kind: 'absence', query: 'app:backup', silentMinutes: 60 },
  };
  const backup = (host: string): Fields => ({ 'process.name': 'backup', 'host.name': host });
  const key = (host: string): string => JSON.stringify([['host.name', host]]);

  it('knows from the store who was heard, tells who is silent, and who is heard again', async () => {
    await room.append('live', ...each(NOW - 2 * DAY, NOW - 2 * HOUR, HOUR, backup('nas')));
    await room.append(
      'live',
      { at: NOW - 30 * MINUTE, fields: backup('pc') },
      { at: NOW - 8 * DAY, fields: backup('old') },
    );
    await room.append(
      'import',
      { at: NOW - MINUTE, fields: backup('nas') },
      { at: NOW - 5 * HOUR, fields: backup('imported') },
    );
    await room.save(rule);
    expect(await said()).toEqual(['open: Host nas was last heard 3 h ago; expected is something at least every 1 h.']);
    room.records({ rule: 'backup', key: key('nas'), last: NOW - 9 * HOUR });
    expect(await said()).toEqual([expect.stringMatching(/^closed: Host nas was heard again after 3 h/)]);
    room.clock.advance(40 * MINUTE);
    expect((await room.look()).map(({ title }) => title)).toEqual(['Backup is missing: nas', 'Backup is missing: pc']);
  });

  it('is told once over a restart, and is over for what came while nobody looked', async () => {
    await room.append('live', { at: NOW - 2 * HOUR, fields: backup('nas') });
    await room.save(rule);
    expect(await room.look()).toHaveLength(1);
    await room.start();
    expect((await room.look()).map(({ state }) => state)).toEqual(['open']);
    await room.append('live', { at: room.clock.now(), fields: backup('nas') });
    await room.start();
    expect((await room.look()).map(({ state }) => state)).toEqual(['closed']);
  });

  it('is judged for as long as its alert stands: a month after it was last heard nobody expects it any more', async () => {
    await room.append('live', { at: NOW - 2 * HOUR, fields: backup('nas') });
    await room.save(rule);
    expect(await room.look()).toHaveLength(1);
    room.clock.advance(12 * DAY);
    await room.start();
    expect(await said()).toEqual([expect.stringMatching(/^open: Host nas was last heard 12 d 2 h ago/)]);
    room.clock.advance(18 * DAY);
    expect(await said()).toEqual([
      expect.stringMatching(/^closed: Host nas was last heard 30 d 2 h ago, and is no longer expected\.$/),
    ]);
    expect(ends()).toEqual([['alert.closed', true]]);
    expect(await said()).toHaveLength(1);
  });

  describe('with an exception', () => {
    const scope = { ruleId: 'backup', query: 'host:NAS', reason: 'it is gone' };

    it('does not miss what that keeps away, though it was heard before', async () => {
      await room.append('live', ...['nas', 'pc'].map((host) => ({ at: NOW - 30 * MINUTE, fields: backup(host) })));
      await room.save(rule);
      expect(await room.look()).toEqual([]);
      await room.rules.addException({ ...scope, expiresAt: undefined }, 'tester');
      await room.look();
      // Of before the change, and told late.
      room.records({ rule: 'backup', key: key('nas'), last: NOW - 29 * MINUTE });
      room.clock.advance(2 * HOUR);
      expect((await room.look()).map(({ title }) => title)).toEqual(['Backup is missing: pc']);
    });

    it('ends what stands for it, and waits for it again when the exception is over', async () => {
      await room.append('live', { at: NOW - 2 * HOUR, fields: backup('nas') });
      await room.save(rule);
      expect(await room.look()).toHaveLength(1);
      await room.rules.addException({ ...scope, expiresAt: NOW + HOUR }, 'tester');
      expect(await said()).toEqual(['closed: Nobody waits for it any more: an exception keeps it away.']);
      expect(ends()).toEqual([['alert.closed', true]]);
      room.clock.advance(3 * HOUR);
      expect((await said()).map((each) => each.slice(0, 6))).toEqual(['closed', 'open: ']);
    });

    it('knows anew who is heard where the key does not tell', async () => {
      await room.append('live', { at: NOW - 30 * MINUTE, fields: { ...backup('nas'), 'user.name': 'guest' } });
      await room.save(rule);
      await room.look();
      await room.rules.addException({ ...scope, query: 'user:guest', expiresAt: undefined }, 'tester');
      room.clock.advance(2 * HOUR);
      expect(await room.look()).toEqual([]);
    });
  });

  it('whose keys are others now ends what stands for those before', async () => {
    await room.append('live', { at: NOW - 2 * HOUR, fields: { ...backup('nas'), 'user.name': 'root' } });
    await room.save(rule);
    expect(await room.look()).toHaveLength(1);
    await room.save({ ...rule, groupBy: ['user'], detect: { ...rule.detect, silentMinutes: 180 } });
    expect(await said()).toEqual(['closed: Nobody waits for it any more: the rule was changed.']);
  });

  it('is told anew when its alert was deleted', async () => {
    await room.append('live', { at: NOW - 2 * HOUR, fields: backup('nas') });
    await room.save(rule);
    await room.look();
    await room.db.query('DELETE FROM alerts');
    room.clock.advance(7 * HOUR);
    expect(await said()).toEqual([expect.stringMatching(/^open: Host nas was last heard 9 h/)]);
  });

  it.each([[['user']], [['host', 'user']], [[]]])('has keys of any fields: %j', async (groupBy) => {
    await room.append(
      'live',
      ...each(NOW - 3 * HOUR, NOW - 2 * HOUR, MINUTE, { ...backup('nas'), 'user.name': 'Root' }),
    );
    await room.append('live', ...each(NOW - 3 * HOUR, NOW - 2 * HOUR, MINUTE, { 'user.name': 'other' }));
    await room.save({ ...rule, groupBy });
    expect((await room.look()).map(({ summary }) => summary.replace(/^.* (?=was)/, ''))).toEqual([
      'was last heard 2 h 1 min ago; expected is something at least every 1 h.',
    ]);
  });

  it('begins anew when it asks for something else', async () => {
    await room.append('live', { at: NOW - 2 * HOUR, fields: backup('nas') });
    await room.save({ ...rule, detect: { ...rule.detect, query: 'app:nothing' } });
    expect(await room.look()).toEqual([]);
    await room.save(rule);
    expect(await room.look()).toHaveLength(1);
  });
});

describe('a rate rule', () => {
  const rule = {
    id: 'rush',
    name: 'Rush',
    groupBy: ['source'],
    detect: { kind: 'rate', query: '-app:noise', windowSeconds: 900, factor: 5, atLeast: 100 },
  };
  const of = (source: string): Fields => ({ 'lanwarden.source': source });
  /** 20 in each window of fw on four days, 20 of web1 in each on one. */
  beforeEach(async () => {
    await room.append('live', ...each(NOW - 4 * DAY, NOW, 45_000, of('fw')));
    await room.save(rule);
  });
  const window = NOW - 15 * MINUTE;

  it('tells more than usual of a key once a window, and lets the alert grow', async () => {
    await room.append('live', ...each(window, NOW, 7_000, of('fw')));
    await room.append('live', ...each(window, NOW, 10_000, of('web1')));
    await room.append('import', ...each(window, NOW, 8_000, of('imported')));
    room.clock.advance(MINUTE);
    const alerts = await room.look();
    expect(alerts.map(({ title, count }) => [title, count]).sort()).toEqual(
      [
        ['Rush: fw', 149],
        ['Rush: lanwarden.source web1', 90],
      ].slice(0, 1),
    );
    expect(alerts[0]?.summary).toBe(
      '149 events of source fw within 15 min (7.5 times as many); usual are 20 within 15 min at this hour of the day.',
    );
    await room.start();
    expect(await room.look()).toMatchObject([{ count: 149 }]);
    await room.append('live', ...each(NOW, NOW + 15 * MINUTE, 7_000, of('fw')));
    room.clock.advance(15 * MINUTE);
    expect(await room.look()).toMatchObject([{ count: 149 + 129 }]);
  });

  it('tells less than usual only while the collector listened', async () => {
    await room.save({ ...rule, groupBy: [], detect: { ...rule.detect, query: '*', direction: 'fall', atLeast: 10 } });
    room.clock.advance(DAY + MINUTE);
    room.listeningSince = NOW + DAY - 10 * MINUTE;
    expect(await room.look()).toEqual([]);
    room.clock.advance(30 * MINUTE);
    expect(await said()).toEqual([
      expect.stringMatching(
        /^open: 0 events within 15 min; usual are \d+(\.\d)? within 15 min at this hour of the day\.$/,
      ),
    ]);
  });

  it('heeds exceptions', async () => {
    await room.append('live', ...each(window, NOW, 7_000, of('fw')));
    await room.rules.addException(
      { ruleId: 'rush', query: 'source:fw', reason: 'x', scope: 'rule' } as never,
      'tester',
    );
    room.clock.advance(MINUTE);
    expect(await room.look()).toEqual([]);
  });
});

describe('the ledger', () => {
  it('that does not balance is told with its source, and when it balances again', async () => {
    await room.save({
      id: 'broken',
      name: 'Broken',
      severity: 'critical',
      detect: { kind: 'watch', watch: 'ledger-broken' },
    });
    room.reported = { ledger: [ledgerRow({ source: 'web1', received: 10, stored: 10 })] };
    expect(await room.look()).toEqual([]);
    room.reported = { ledger: [ledgerRow({ source: 'web1', received: 10, stored: 9 })] };
    const [alert] = await room.look();
    expect(alert).toMatchObject({
      severity: 'critical',
      title: 'The ledger does not balance',
      reasons: [{ what: 'messages of web1', expected: '10 received', actual: '9 accounted for' }],
    });
    expect(alert?.summary).toContain('unaccounted for: web1.');
    room.listeningSince = undefined; // while the collector is away nobody knows
    expect((await room.look()).map(({ state }) => state)).toEqual(['open']);
    room.listeningSince = NOW;
    room.reported = {};
    expect(await said()).toEqual(['closed: The ledger balances again.']);
  });

  it('that counts messages as missing is told with how many, again while it goes on, and when it is over', async () => {
    await room.save({ id: 'lost', name: 'Lost', severity: 'high', detect: { kind: 'watch', watch: 'messages-lost' } });
    const dropping = (dropped: number): void => {
      room.reported = { listeners: [listener({ name: 'udp', transport: 'udp', dropped, kernelDropped: dropped })] };
    };
    dropping(5);
    expect(await room.look()).toEqual([]);
    dropping(25);
    expect(await said()).toEqual([
      expect.stringMatching(/^open: 20 messages went missing: 20 dropped before they could be handled/),
    ]);
    dropping(1_005);
    room.clock.advance(6 * MINUTE);
    expect(await said()).toEqual([expect.stringMatching(/^open: 1\u202f000 messages went missing/)]);
    expect(room.told).toHaveLength(1);
    room.clock.advance(16 * MINUTE);
    expect(await said()).toEqual(['closed: Nothing went missing in the last 15 min.']);
  });
});
