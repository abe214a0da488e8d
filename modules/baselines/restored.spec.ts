// Whatever happened, and whenever it was kept: what is restored goes on as what was never ended, in everything that it answers.

import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { GeoIp } from '#src/geoip/geoip.js';
import { Baselines } from './baselines.js';
import { SeededRandom } from './engine/math/random.js';
import type { ModelRecord } from './engine/record.js';
import type { Verdict } from './engine/verdict.js';
import { Observer } from './identity/observer.js';

const HOUR_MS = 3_600_000;
/** Vienna’s clocks go back within these days, and what is learned is used for newcomers. */
const START = Date.UTC(2026, 9, 12);
const DAYS = 16;
const EVENTS = 1_500;

const GEOIP: GeoIp = {
  title: 'test',
  lookup: (ip) => {
    const at = Number(ip.split('.')[3]) % 3;
    return { country: ['AT', 'PL', 'BR'][at]!, lat: [48, 52, -10][at]!, lon: [16, 19, -53][at]! };
  },
};
const VERDICTS: readonly Verdict[] = [
  { id: '1', kind: 'malicious', entity: 'user:user1', about: [{ code: 'new-host', value: 'srv3' }], day: 1, from: 0 },
  { id: '2', kind: 'benign', entity: undefined, about: [{ code: 'new-country', value: 'PL' }], day: 1, from: 0 },
  {
    id: '3',
    kind: 'expected',
    entity: 'user:user2',
    about: [],
    day: 20_740,
    from: START,
    until: START + 14 * 24 * HOUR_MS,
  },
];

const IDENTITY = { aliases: { 'adm-1': 'user1' }, shared: ['user5'], owners: { printer: 'user6' }, ignored: [] };

function fresh(zone: string): Baselines {
  return new Baselines({ zone, budget: 2, identity: IDENTITY, geoip: GEOIP, limits: { users: 7, addresses: 9, hosts: 4, values: 12 } }); // prettier-ignore
}

/** Made of few names, so that leases, owners, failures, places and bounds get in each other’s way. */
function story(seed: number, count = EVENTS): LogEvent[] {
  const random = new SeededRandom(seed);
  const one = <T>(...of: readonly T[]): T => of[random.below(of.length)]!;
  const user = (): string => one(`user${random.below(9)}`, `CORP\\User${random.below(4)}`, 'adm-1', 'user5');
  const inside = (): string => `10.0.${random.below(2)}.${random.below(6) + 10}`;
  const tunnel = (): string => `10.8.0.${random.below(3) + 4}`;
  const outside = (): string => `203.0.113.${random.below(6) + 1}`;
  const machine = (): string => one('lap1', 'lap2', 'LAP-3.corp.example', 'printer');
  const kinds: readonly (() => object)[] = [
    () => ({
      'event.category': ['authentication'],
      'event.type': ['start'],
      'event.action': 'ssh_login',
      'event.outcome': one('success', 'failure'),
      'user.name': one('user1', 'user2', user()),
      'source.ip': one('203.0.113.1', inside(), outside()),
      'host.name': `srv${random.below(5)}`,
    }),
    () => ({
      'event.category': ['authentication'],
      'event.type': ['start'],
      'event.action': 'logged_in',
      'event.outcome': one('success', 'success', 'failure'),
      'user.name': user(),
      'source.ip': one(inside(), tunnel()),
      'winlog.logon.type': one('Interactive', 'Network', 'RemoteInteractive', 'Unlock'),
      'source.domain': machine(),
      'host.name': one(machine(), 'srv1'),
    }),
    () => ({
      'event.category': ['network'], 'event.type': ['info'], 'event.action': one('dhcp_ack', 'dhcp_ack', 'dhcp_release'),
      'source.ip': inside(), 'source.mac': `02-00-00-00-00-0${random.below(4)}`, 'source.domain': machine(),
    }), // prettier-ignore
    () => ({
      'event.category': ['network'],
      'event.type': ['start'],
      'event.action': one('vpn_lease', 'vpn_logout'),
      'user.name': `user${random.below(4)}`,
      'source.nat.ip': tunnel(),
      ...(random.next() < 0.5 && { 'source.ip': outside(), 'source.port': one(4_001, 4_002) }),
    }),
    () => ({
      'event.category': ['network'],
      'event.type': ['protocol'],
      'event.action': 'dns_query',
      'dns.question.name': `${one('www', `x${random.below(400)}`)}.site${random.below(9)}.example`,
      'source.ip': one(inside(), tunnel()),
    }),
    () => ({
      'event.category': ['process'], 'event.type': ['start'], 'event.action': one('sudo_command', 'process_started'),
      'process.executable': `/bin/tool${random.below(9)}`, 'user.name': user(), 'host.name': one('srv1', 'lap1'),
    }), // prettier-ignore
    () => ({
      'event.category': ['file'],
      'event.type': ['access'],
      'event.action': 'share_accessed',
      'winlog.event_data.ShareName': `\\\\*\\share${random.below(4)}`,
      'user.name': user(),
      'host.name': 'srv2',
    }),
    () => ({
      'event.category': ['network'],
      'event.type': ['denied'],
      'event.action': 'flow_denied',
      'source.ip': inside(),
      'destination.ip': inside(),
    }),
  ];
  // Four hours of each day, so that hours are full; in Vienna one of them comes twice.
  const times = Array.from({ length: count }, (_, n) => {
    const day = Math.floor((n * DAYS) / EVENTS);
    return START + day * 24 * HOUR_MS + random.next() * 4 * HOUR_MS;
  }).sort((a, b) => a - b);
  return times.map((time) => {
    // Some are late, and some are from a clock that is wrong.
    const shift = random.next() < 0.1 ? -random.next() * 2 * HOUR_MS : random.next() < 0.01 ? 900 * 24 * HOUR_MS : 0;
    const event = { '@timestamp': Math.round(time + shift), 'event.ingested': Math.round(time) };
    return { ...event, 'host.name': 'gw', 'lanwarden.source': 'gw', ...one(...kinds)() } as LogEvent;
  });
}

/** All that it answers for an event, days closed as they end. */
function taken(baselines: Baselines, event: LogEvent): unknown {
  const copy = { ...event };
  const scored = baselines.take(copy, 'live');
  if (baselines.engine.closedDays.length > 0) baselines.engine.closeDay();
  return { scored, owner: copy['lanwarden.owner'] };
}

const throughText = (records: Iterable<ModelRecord>): ModelRecord[] =>
  [...records].map((record) => JSON.parse(JSON.stringify(record)) as ModelRecord);

function restored(zone: string, records: readonly ModelRecord[]): Baselines {
  const copy = fresh(zone);
  for (const record of records) copy.restore(record);
  copy.restored();
  copy.engine.setVerdicts(VERDICTS);
  return copy;
}

/** Order in the file says nothing. */
function keptOf(baselines: Baselines): unknown {
  return throughText(baselines.save())
    .map((record) => (record.name === 'identity' ? { ...record, data: 'see what it answers' } : record))
    .sort((a, b) => (`${a.kind}:${a.name}` < `${b.kind}:${b.name}` ? -1 : 1));
}

/** Closing days takes most of the time: each story in two zones, and both where a day has 25 hours. */
const STORIES = [
  ['UTC', 0],
  ['Europe/Vienna', 0],
  ['Europe/Vienna', 1],
  ['Asia/Kolkata', 1],
] as const;

describe.each(STORIES)('kept and restored in %s', (zone, which) => {
  it(`it goes on as if nothing had been (story ${which})`, () => {
    const seed = 1 + which;
    const events = story(seed);
    const first = fresh(zone);
    first.engine.setVerdicts(VERDICTS);
    const cut = 200 + new SeededRandom(seed).below(1_000);
    for (const event of events.slice(0, cut)) taken(first, event);
    const second = restored(zone, throughText(first.save()));
    for (const event of events.slice(cut)) expect(taken(second, event)).toEqual(taken(first, event));
    expect(keptOf(second)).toEqual(keptOf(first));
  });

  it(`over a model, by what changed since, too (story ${which})`, () => {
    const seed = 5 + which;
    const events = story(seed);
    const random = new SeededRandom(seed);
    const first = fresh(zone);
    first.engine.setVerdicts(VERDICTS);
    const [begin, end] = [300 + random.below(400), 800 + random.below(500)];
    for (const event of events.slice(0, begin)) taken(first, event);
    const model = throughText(first.save());
    const journal = new Map<string, ModelRecord>();
    const write = (records: Iterable<ModelRecord>): undefined => {
      for (const record of throughText(records)) journal.set(`${record.kind}:${record.name}`, record);
    };
    write(first.changes('all'));
    // No day is closed here: a live stage closes none.
    const live = (baselines: Baselines, event: LogEvent): unknown => baselines.take({ ...event }, 'live');
    let picture: Iterator<ModelRecord> | undefined;
    let drawn: ModelRecord[] = [];
    let [asked, known] = [begin, begin];
    for (let n = begin; n < end; n += 1) {
      // A picture that is drawn bit by bit while it goes on changing; the last one is never finished.
      if (n % 60 === 10) [picture, drawn, asked] = [first.changes()[Symbol.iterator](), [], n];
      live(first, events[n]!);
      for (let step = 0; picture !== undefined && step < 2; step += 1) {
        const { done, value } = picture.next();
        if (done !== true) drawn.push(...throughText([value]));
        else [picture, known] = [write(drawn), asked];
      }
    }
    expect(known).toBeGreaterThan(begin);
    const shared = new Set(['identity', 'event-clock']);
    const standing = model.filter(({ kind, name }) => kind !== 'engine' || !shared.has(name));
    const second = restored(zone, [...standing, ...journal.values()]);
    for (const event of events.slice(known, end)) live(second, event);
    for (const event of events.slice(end)) expect(live(second, event)).toEqual(live(first, event));
  });
});

describe('who is who', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('is known after a restart as before (story %i)', (seed) => {
    const events = story(1_000 + seed, 400);
    const options = { zone: 'UTC', identity: IDENTITY, geoip: GEOIP };
    const [first, second] = [new Observer(options), new Observer(options)];
    const seen = (observer: Observer, event: LogEvent): unknown => {
      const copy = { ...event };
      return { activity: observer.observe(copy, event['event.ingested']), owner: copy['lanwarden.owner'] };
    };
    for (const event of events.slice(0, 200)) seen(first, event);
    for (const record of throughText(first.save())) second.restore(record);
    const after = (observer: Observer): unknown[] => events.slice(200).map((event) => seen(observer, event));
    expect(after(second)).toEqual(after(first));
  });
});
