// A whole collector in this process: real sockets, a real store, and the link that the portal uses.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema, type SourceConfig, sourceSchema } from '#config/schema.js';
import { systemClock } from './clock.js';
import { Collector } from './collector.app.js';
import type { LogEvent } from './event/event.js';
import { LinkClient } from './link/client.js';
import type { CollectorSettings, FromCollector } from './link/messages.js';
import { parseQuery } from './query/parse.js';
import { openEventReader } from './store/open.js';
import { openSqliteStore } from './store/sqlite/open.js';
import { makeEvent, NOON, put } from '../test/contract/samples.js';
import { damageWords } from '../test/helpers/damaged-segment.js';

let dir: string;
let collector: Collector;
let link: LinkClient;
let settings: CollectorSettings;
const log = pino({ level: 'info' }, { write: () => undefined });

const source = (config: object): SourceConfig => sourceSchema.parse(config);

async function start(more: Partial<CollectorSettings> & { readonly set?: object } = {}): Promise<void> {
  const { set, ...rest } = more;
  const config = configSchema.parse({
    data: { dir },
    listen: {
      udp: { enabled: false },
      tcp: { host: '127.0.0.1', port: 0 },
      http: { host: '127.0.0.1', port: 0 },
    },
    collector: { batchDelayMs: 5 },
    events: { minFreeBytes: 0 },
    plugins: { dir: join(dir, 'plugins') },
    ...set,
  });
  settings = { config, sources: [], modules: {}, ingestKeys: [], ...rest };
  collector = new Collector({ settings, log, mode: 'inline' });
  await collector.start();
  link = new LinkClient(dir);
  link.start();
  await link.nextHealth(5_000);
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-collector-'));
});
afterEach(async () => {
  link?.stop();
  await collector.stop();
  rmSync(dir, { recursive: true, force: true });
});

function change(more: Partial<CollectorSettings> & { readonly config?: CollectorSettings['config'] }): void {
  settings = { ...settings, ...more };
  link.send({ t: 'configure', settings });
}

const withConfig = (more: object): CollectorSettings['config'] => ({ ...settings.config, ...more });
const port = (name: string): number => collector.health().listeners.find((each) => each.name === name)!.port;
const row = (name: string) => collector.health().ledger.find((each) => each.source === name);
const now = (): string => new Date().toISOString();

const raw = (line: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${port('http')}/ingest/raw`, { method: 'POST', body: line, headers });

async function posted(line: string): Promise<number> {
  return (await raw(line)).status;
}

async function until(condition: () => unknown): Promise<void> {
  for (const end = Date.now() + 8_000; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error(`not reached: ${condition.toString()}`);
}

async function find(text: string): Promise<readonly LogEvent[]> {
  const parsed = parseQuery(text);
  if (parsed.kind !== 'query') throw new Error(parsed.hint);
  const store = await openEventReader(settings.config);
  try {
    return (await store.search({ query: parsed.query, range: { from: 0, to: Date.now() + 86_400_000 }, limit: 50 }))
      .events;
  } finally {
    await store.close();
  }
}

describe('a source of the portal', () => {
  it('is in force behind those of the file, without a restart', async () => {
    await start({ set: { sources: [{ name: 'from file', match: { host: ['nas*'] } }] } });
    expect(await posted(`<13>1 ${now()} nas1 app - - - one`)).toBe(200);
    change({ sources: [source({ name: 'made', match: { peer: ['127.0.0.0/8'] } })] });
    await until(async () => (await posted(`<13>1 ${now()} web1 app - - - two`)) === 200 && row('made') !== undefined);
    await posted(`<13>1 ${now()} nas2 app - - - three`);
    expect((await find('three'))[0]).toMatchObject({ 'lanwarden.source': 'from file' });
    expect((await find('two')).some((event) => event['lanwarden.source'] === 'made')).toBe(true);
  });

  it('whose parser is gone is parsed automatically, and that is said; in the file it stops the start', async () => {
    await start({ sources: [source({ name: 'made', parser: 'gone', match: { peer: ['127.0.0.1'] } })] });
    await posted(`<38>1 ${now()} web1 sshd 1 - - Accepted password for alice from 10.0.0.5 port 1 ssh2`);
    expect((await find('user:alice'))[0]).toMatchObject({ 'event.dataset': 'linux-auth', 'lanwarden.source': 'made' });
    expect(collector.health().pluginProblems).toContainEqual({
      id: 'made',
      path: 'source',
      problem: 'there is no parser gone; it is chosen automatically',
    });
    const other = new Collector({
      settings: {
        ...settings,
        config: withConfig({ data: { dir: join(dir, 'other') }, sources: [source({ name: 'x', parser: 'gone' })] }),
      },
      log,
      mode: 'inline',
    });
    await expect(other.start()).rejects.toThrow('sources.0.parser: found "gone"');
  });

  it('that cannot be used is left out, the others are not', async () => {
    await start({
      set: { sources: [{ name: 'twice' }] },
      sources: [
        source({ name: 'twice', match: { peer: ['127.0.0.1'] } }),
        source({ name: 'broken', drop: ['(('], match: { peer: ['127.0.0.1'] } }),
        source({ name: 'good', match: { peer: ['127.0.0.1'] } }),
      ],
    });
    await posted('<13>hello');
    expect(row('good')).toMatchObject({ stored: 1 });
    expect(
      collector
        .health()
        .pluginProblems.filter(({ path }) => path === 'source')
        .map(({ id }) => id),
    ).toEqual(['twice', 'broken']);
  });
});

describe('a client’s id of an event', () => {
  const windows = { EventID: 4625, Channel: 'Security', TargetUserName: 'bob', IpAddress: '192.0.2.9' };
  const suricata = {
    event_type: 'dns',
    src_ip: '10.0.0.9',
    proto: 'UDP',
    flow_id: 1,
    timestamp: '2026-11-20T10:00:00',
  };
  const id = '0192f0c1-7b3a-7c61-8f4e-';
  const bodies = [
    { ...windows, 'event.id': `${id}1` },
    { ...windows, event_id: `${id}2` },
    { ...windows, event: { id: `${id}3` } },
    { winlog: { event_id: 4625, channel: 'Security', event_data: {} }, event: { id: `${id}4`, code: '4625' } },
    { os_type: 'windows', event_type: 'login', username: 'bob', 'event.id': `${id}5` },
    { ...suricata, event_id: `${id}6` },
    { event_id: `${id}7`, message: 'claimed by no product' },
  ];
  const send = async (): Promise<unknown> => {
    const body = JSON.stringify(bodies);
    return (await fetch(`http://127.0.0.1:${port('http')}/ingest`, { method: 'POST', body })).json();
  };

  it('makes what is sent again over HTTP a duplicate, whatever parser claims it', async () => {
    await start();
    expect(await send()).toEqual({ accepted: bodies.length, duplicates: 0, rejected: [] });
    expect(await send()).toEqual({ accepted: 0, duplicates: bodies.length, rejected: [] });
    expect(row('127.0.0.1')).toMatchObject({ stored: bodies.length, duplicate: bodies.length, balanced: true });
    const ids = (await find('exists:time')).map((event) => event['lanwarden.client_id']);
    expect(ids.toSorted()).toEqual(bodies.map((_, at) => `${id}${at + 1}`));
  });

  it('is none when it is short, or said in a line of syslog', async () => {
    await start();
    const short = { ...windows, 'event.id': 'a counter: 17' };
    const line = JSON.stringify({ ...windows, 'event.id': `${id}8` });
    const body = JSON.stringify([short, short]);
    const reply = await fetch(`http://127.0.0.1:${port('http')}/ingest`, { method: 'POST', body });
    expect(await reply.json()).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await (await raw(`${line}\n${line}`)).json()).toMatchObject({ accepted: 2, duplicates: 0 });
    const kind = '{"event_id":"user_login_failed","user":"bob"}';
    expect(await (await raw(`${kind}\n${kind}`)).json()).toMatchObject({ accepted: 2, duplicates: 0 });
    const carried = JSON.stringify({ stream: 'stdout', log: kind });
    const again = await fetch(`http://127.0.0.1:${port('http')}/ingest`, {
      method: 'POST',
      body: `${carried}\n${carried}`,
    });
    expect(await again.json()).toMatchObject({ accepted: 2, duplicates: 0 });
  });
});

describe('who may send', () => {
  const balanced = (): void => expect(collector.health().balanced).toBe(true);

  it('from outside the allow list is refused under the source, and told so by HTTP', async () => {
    await start({ sources: [source({ name: 'nas', match: { listener: ['http'] }, allow: ['10.0.0.0/8'] })] });
    const answer = await raw('<13>one\n<13>two');
    expect(answer.status).toBe(403);
    expect(((await answer.json()) as { detail: string }).detail).toContain(
      '127.0.0.1 is not on the allow list of source "nas"',
    );
    expect(row('nas')).toMatchObject({ received: 2, refused: 2, stored: 0, balanced: true });
    balanced();
    change({ sources: [source({ name: 'nas', match: { listener: ['http'] }, allow: ['127.0.0.1'] })] });
    await until(async () => (await posted('<13>three')) === 200);
    expect(row('nas')).toMatchObject({ stored: 1, balanced: true });
  });

  it('of an ignored source is counted as filtered', async () => {
    await start({ sources: [source({ name: 'noisy', match: { peer: ['127.0.0.1'] }, ignore: true })] });
    const answer = await raw('<13>one');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { accepted: 0, duplicates: 0, filtered: 1, rejected: [] },
    ]);
    expect(row('noisy')).toMatchObject({ received: 1, filtered: 1, stored: 0, balanced: true });
  });

  it('as an unknown sender is marked, or refused and still seen; a key makes known', async () => {
    const hash = createHash('sha256').update('hi').digest('hex');
    await start({
      ingestKeys: [{ hash, source: 'nas' }],
      set: { senders: { unknown: 'mark' } },
    });
    await posted('<13>markedword');
    expect((await find('markedword'))[0]!.tags).toContain('source.unknown');
    const sentAt = Date.now();
    await raw('<13>keyedword', { 'x-api-key': 'hi' });
    expect((await find('keyedword'))[0]!.tags).not.toContain('source.unknown');

    const uses = await link.keyUses();
    expect(Object.keys(uses)).toEqual([hash]);
    expect(uses[hash]).toBeGreaterThanOrEqual(sentAt);
    expect(uses[hash]).toBeLessThanOrEqual(Date.now());
    change({ ingestKeys: [] });
    await until(async () => (await raw('<13>revokedword', { 'x-api-key': 'hi' })).status === 401);
    expect(await link.keyUses()).toEqual({});
    change({ ingestKeys: [{ hash, source: 'nas' }] });

    change({ config: withConfig({ senders: { unknown: 'refuse' } }) });
    await until(async () => (await posted('<13>refusedword')) === 403);
    const detail = ((await (await raw('<13>refusedword')).json()) as { detail: string }).detail;
    expect(detail).toContain('127.0.0.1 is no known sender');
    expect(detail).toContain('API key');
    expect((await raw('<13>keyedtoo', { 'x-api-key': 'hi' })).status).toBe(200);
    expect(row('127.0.0.1')).toMatchObject({ balanced: true });
    expect(row('127.0.0.1')!.refused).toBeGreaterThanOrEqual(2);
    change({ config: withConfig({ senders: { unknown: 'accept' } }) });
    await until(async () => (await posted('<13>again')) === 200);
    balanced();
  });

  it('is refused over TCP too, and counted', async () => {
    await start({ set: { senders: { unknown: 'refuse' } } });
    const socket = connect(port('tcp'), '127.0.0.1', () => socket.end('<13>one\n<13>two\n'));
    await until(() => row('127.0.0.1')?.refused === 2);
    balanced();
  });
});

describe('sensitive fields', () => {
  it('are stored nowhere; drop rules still see them', async () => {
    await start({
      sources: [
        source({ name: 'vault', match: { peer: ['127.0.0.1'] }, sensitive: ['user', 'src_ip'], drop: ['user:backup'] }),
      ],
    });
    const line = (user: string): string =>
      `<38>1 ${now()} web1 sshd 1 - - Accepted password for ${user} from 10.0.0.5 port 1 ssh2`;
    await raw(`${line('alice')}\n${line('backup')}`);
    const events = await find('source:vault');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      'user.name': '[hidden]',
      'source.ip': '[hidden]',
      message: 'Accepted password for [hidden] from [hidden] port 1 ssh2',
    });
    expect(events[0]!.tags).toContain('lanwarden.hidden');
    expect(JSON.stringify(events)).not.toMatch(/alice|10\.0\.0\.5/);
    expect(row('vault')).toMatchObject({ received: 2, stored: 1, filtered: 1, balanced: true });
  });
});

describe('plugins', () => {
  const parser = (id: string, body: string): void => {
    mkdirSync(join(dir, 'plugins', 'parsers', id), { recursive: true });
    writeFileSync(
      join(dir, 'plugins', 'parsers', id, 'index.mjs'),
      `export default Object.freeze({ id: '${id}', title: '${id}', contract: '^1.0.0', family: 'test', priority: 9, hint: { apps: ['${id}'] }, parse(line) { ${body} } });`,
    );
  };
  const module = (id: string, stage: string): void => {
    mkdirSync(join(dir, 'plugins', 'modules', id), { recursive: true });
    writeFileSync(
      join(dir, 'plugins', 'modules', id, 'index.mjs'),
      `export default Object.freeze({ id: '${id}', title: '${id}', contract: '^1.0.0', portal: async () => class {}, stage: async () => (settings) => (${stage}) });`,
    );
  };
  const off = (...ids: string[]): void =>
    change({ config: withConfig({ plugins: { ...settings.config.plugins, off: ids } }) });
  const state = (id: string) => collector.health().parsers.find((each) => each.id === id);

  it('are switched off and on while it runs; on again, a failed parser starts anew', async () => {
    parser('shaky', `if (line.message.includes('bad')) throw new Error('no'); return { 'event.action': 'shaky' };`);
    await start();
    for (let i = 0; i < 6; i += 1) await posted(`<13>1 ${now()} h shaky - - - bad`);
    expect(state('shaky')).toMatchObject({ state: 'failed', errors: 5, lastError: 'no' });
    off('shaky');
    await until(() => state('shaky')!.state === 'off');
    off();
    await until(() => state('shaky')!.state === 'on');
    expect(state('shaky')).toMatchObject({ errors: 0 });
    expect(state('shaky')!.lastError).toBeUndefined();
    await posted(`<13>1 ${now()} h shaky - - - finekind`);
    expect((await find('finekind'))[0]).toMatchObject({ 'event.dataset': 'shaky' });
  });

  it('that are parsers are loaded again when their files change, and stay when they cannot be', async () => {
    const saying = (word: string) => `return { 'event.action': '${word}' };`;
    parser('fresh', saying('first'));
    await start();
    const action = async (word: string): Promise<unknown> => {
      await posted(`<13>1 ${now()} h fresh - - - ${word}`);
      return (await find(word))[0]!['event.action'];
    };
    expect(await action('wordone')).toBe('first');
    parser('fresh', saying('the second'));
    parser('later', saying('later'));
    await until(() => state('later') !== undefined);
    expect(await action('wordtwo')).toBe('the second');
    parser('fresh', 'this is no JavaScript');
    await until(() => collector.health().pluginProblems.length === 1);
    expect(collector.health().pluginProblems).toMatchObject([
      {
        id: 'fresh',
        path: '',
        problem: expect.stringContaining('those from before are: could not be loaded') as string,
      },
    ]);
    expect(await action('wordthree')).toBe('the second');
    rmSync(join(dir, 'plugins', 'parsers', 'fresh'), { recursive: true });
    await until(() => state('fresh') === undefined);
    expect(collector.health().pluginProblems).toEqual([]);
    expect(await action('wordfour')).not.toBe('the second');
  });

  it('that are modules: the stage of one that is off sees nothing, and reports go to who follows', async () => {
    module('counts', `{ seen: 0, process() { this.seen += 1; }, report() { const { seen } = this; this.seen = 0; return seen === 0 ? undefined : { seen, settings }; } }`); // prettier-ignore
    module('talks', `{ process() {}, report() { return 'x'.repeat(2_000_000); } }`);
    module('throws', `{ process() {}, report() { throw new Error('nothing to say'); } }`);
    await start({ modules: { counts: { a: 1 } }, set: { plugins: { dir: join(dir, 'plugins'), off: ['counts'] } } });
    const reports: unknown[] = [];
    await posted('<13>while off');
    off();
    await link.clocks(); // answered behind the change
    for (let i = 0; i < 3; i += 1) await posted('<13>while on');
    // Nobody followed so far: what was seen stays in the stage.
    const stop = link.onStageReport('counts', (report) => reports.push(report));
    for (const id of ['talks', 'throws']) link.onStageReport(id, (report) => reports.push(report));
    await until(() => reports.length === 1 && collector.health().pluginProblems.length === 2);
    const [{ seen, settings: given }] = reports as [{ seen: number; settings: unknown }];
    expect(given).toEqual({ a: 1 });
    expect(seen).toBe(3);
    expect(row('127.0.0.1')).toMatchObject({ stored: 4 });
    expect(collector.health().pluginProblems).toMatchObject([
      { id: 'talks', path: 'report of the stage', problem: expect.stringContaining('2000042 characters') as string },
      { id: 'throws', path: 'report of the stage', problem: 'nothing to say' },
    ]);
    stop();
  });
});

describe('a stage that does not take its settings', () => {
  it('is named for it until it does, also while its reports are fine', async () => {
    mkdirSync(join(dir, 'plugins', 'modules', 'picky'), { recursive: true });
    writeFileSync(
      join(dir, 'plugins', 'modules', 'picky', 'index.mjs'),
      `export default Object.freeze({ id: 'picky', title: 'picky', contract: '^1.0.0', portal: async () => class {}, stage: async () => () => ({
        process() {}, configure({ a }) { if (a > 1) throw new Error('a is too large'); }, report() { return 'fine'; } }) });`,
    );
    await start({ modules: { picky: { a: 1 } } });
    let reports = 0;
    link.onStageReport('picky', () => (reports += 1));
    change({ modules: { picky: { a: 2 } } });
    await until(() => collector.health().pluginProblems.length === 1);
    const before = reports;
    await until(() => reports > before);
    expect(collector.health().pluginProblems).toEqual([
      { id: 'picky', path: 'settings of the stage', problem: 'a is too large' },
    ]);
    change({ modules: { picky: { a: 0 } } });
    await until(() => collector.health().pluginProblems.length === 0);
  });
});

describe('the log', () => {
  it('has the level that was set last', async () => {
    await start();
    change({ config: withConfig({ log: { level: 'error' } }) });
    await until(() => log.level === 'error');
    change({ config: withConfig({ log: { level: 'info' } }) });
    await until(() => log.level === 'info');
  });
});

describe('clocks', () => {
  it('say zone, where it comes from, and the median drift of the last messages', async () => {
    await start({
      sources: [source({ name: 'set', match: { host: ['set'] }, timeZone: 'Europe/Berlin' })],
      set: { time: { zone: 'UTC' } },
    });
    const sentAt = Date.now();
    const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
    await raw(['', '', ''].map(() => `<13>1 ${ago(90_000)} set app - - - late`).join('\n'));
    // Two hours ahead of UTC, without saying so.
    const local = (): string => ago(-7_200_000).slice(0, 19);
    await raw(Array.from({ length: 6 }, () => `<13>${local().replace('T', ' ')} other app: hello`).join('\n'));
    await raw('<13>no time here');
    const clocks = await link.clocks();
    const onTheWayMs = Date.now() - sentAt;
    expect(clocks['set']).toMatchObject({ zone: 'Europe/Berlin', origin: 'set', samples: 3 });
    expect(clocks['set']!.driftMs).toBeGreaterThanOrEqual(90_000);
    expect(clocks['set']!.driftMs).toBeLessThanOrEqual(90_000 + onTheWayMs);
    expect(clocks['127.0.0.1']).toMatchObject({ zone: '+02:00', origin: 'guessed', samples: 6 });
    expect(Math.abs(clocks['127.0.0.1']!.driftMs!)).toBeLessThanOrEqual(1_000 + onTheWayMs); // whole seconds
  });
});

describe('an import that was left open and cannot be sealed', () => {
  it('keeps neither the collector from starting nor the next import from ending', async () => {
    const events = { segment: { rows: 1_000 }, minFreeBytes: 0 };
    const store = await openSqliteStore({ dataDir: dir, clock: systemClock, events });
    await put(store, [makeEvent({ '@timestamp': NOON })], { kind: 'import' });
    await store.close();
    await damageWords(join(dir, 'events', '20261120-default-import-0.sqlite'));
    await start();
    expect(await posted(`<13>1 ${now()} web1 app - - - live`)).toBe(200);
    const messages: FromCollector['t'][] = [];
    link.onMessage(({ t }) => messages.push(t));
    link.send({ t: 'importEnd' });
    await until(() => messages.includes('importEnded'));
  });
});

describe('the enrichment', () => {
  it('is in every event, live and imported, told over the link, and changed while the collector runs', async () => {
    const file = join(dir, 'bad.txt');
    writeFileSync(file, '203.0.113.7\n');
    await start({ set: { lists: [{ name: 'bad', path: file, kind: 'ip' }] } });
    const line = (ip: string): string =>
      `<38>1 ${now()} web1 sshd 42 - - Failed password for bob from ${ip} port 4022 ssh2`;
    await posted(line('203.0.113.7'));
    expect((await find('threat.indicator.provider:bad'))[0]).toMatchObject({
      'source.ip': '203.0.113.7',
      'network.direction': 'inbound',
      'event.severity': 4,
    });
    expect(await link.enrichment('203.0.113.7')).toMatchObject({
      files: [{ name: 'bad', entries: 1, events: 1 }],
      found: { kind: 'ip', isInternal: false, lists: [{ name: 'bad' }] },
    });
    const gone = { name: 'gone', path: join(dir, 'nowhere'), kind: 'domain', level: 4 } as const;
    const names = { '203.0.113.0/24': 'street' };
    change({ config: withConfig({ lists: [gone], networks: { ...settings.config.networks, names } }) });
    await until(() => collector.health().enrichmentProblems?.[0]?.includes('ENOENT'));
    await posted(line('203.0.113.8'));
    expect((await find('src_ip:203.0.113.8'))[0]).toMatchObject({ 'lanwarden.source_network': 'street' });
    expect((await link.enrichment())?.files).toMatchObject([{ name: 'gone', problem: expect.stringContaining('ENOENT') as string }]); // prettier-ignore
  });
});
