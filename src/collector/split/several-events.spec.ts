// Several events in one message, through every way in of a whole collector: each is stored, and the ledger accounts for each.

import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { Collector } from '../../collector.app.js';
import type { LogEvent } from '../../event/event.js';
import { runImport } from '../../import/run-import.js';
import { LinkClient } from '../../link/client.js';
import { parseQuery } from '../../query/parse.js';
import { openEventReader } from '../../store/open.js';

let dir: string;
let collector: Collector;
const NOW = Date.now();
const TIME = new Date(NOW).toISOString();

const config = () =>
  configSchema.parse({
    data: { dir },
    listen: {
      udp: { host: '127.0.0.1', port: 0 },
      tcp: { host: '127.0.0.1', port: 0 },
      http: { host: '127.0.0.1', port: 0 },
    },
    collector: { batchDelayMs: 5 },
    events: { minFreeBytes: 0 },
    plugins: { dir: join(dir, 'plugins') },
    sources: [{ name: 'choosy', match: { host: ['choosy'] }, drop: ['code:4625'] }],
  });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-several-'));
  const settings = { config: config(), sources: [], modules: {}, ingestKeys: [] };
  collector = new Collector({ settings, log: pino({ level: 'info' }, { write: () => undefined }), mode: 'inline' });
  await collector.start();
});
afterAll(async () => {
  await collector.stop();
  rmSync(dir, { recursive: true, force: true });
});

const port = (name: string): number => collector.health().listeners.find((each) => each.name === name)!.port;

async function stored(search: string, count: number): Promise<readonly LogEvent[]> {
  const parsed = parseQuery(search);
  if (parsed.kind !== 'query') throw new Error(parsed.hint);
  for (;;) {
    const store = await openEventReader(config());
    const request = { query: parsed.query, range: { from: 0, to: NOW + 86_400_000 }, limit: 50 };
    const { events } = await store.search(request).finally(() => store.close());
    expect(events.length).toBeLessThanOrEqual(count);
    if (events.length === count) return events;
    await new Promise((resolve) => setTimeout(resolve, 15)); // the test's own time limit ends it
  }
}

const xml = (host: string, id: number): string =>
  [
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>`,
    `<System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>${id}</EventID>`,
    `<TimeCreated SystemTime='${TIME}'/><Channel>Security</Channel><Computer>${host}</Computer></System>`,
    `<EventData><Data Name='TargetUserName'>alice</Data><Data Name='IpAddress'>192.0.2.9</Data></EventData></Event>`,
  ].join('');
const json = (host: string, id: number): string =>
  JSON.stringify({ EventTime: TIME, Hostname: host, EventID: id, Channel: 'Security', SourceName: 'Microsoft-Windows-Security-Auditing', TargetUserName: 'alice', IpAddress: '192.0.2.9' }); // prettier-ignore
const elements = (host: string): string => [4624, 4625, 4720].map((id) => xml(host, id)).join('');
const array = (host: string): string => `[${[4624, 4625, 4720].map((id) => json(host, id)).join(',')}]`;
const pretty = (host: string): string => [4624, 4625, 4720].map((id) => xml(host, id).replaceAll('><', '>\r\n  <').replaceAll('  </Event>', '</Event>')).join('\n'); // prettier-ignore

function udp(body: string): void {
  const socket = createSocket('udp4');
  socket.send(body, port('udp'), '127.0.0.1', () => socket.close());
}
const tcp = (body: string): void => void connect(port('tcp'), '127.0.0.1').end(`${body}\n`);
async function raw(body: string): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${port('http')}/ingest/raw`, { method: 'POST', body });
  expect(await reply.json()).toMatchObject({ accepted: 3 });
}
const counted = (body: string): void => tcp(`${Buffer.byteLength(body)} ${body}`);

it.each<[string, (body: string) => unknown, (host: string) => string]>([
  ['UDP: elements', udp, elements],
  ['UDP: elements with a header', udp, (host) => `<14>1 ${TIME} ${host} - - - - ${elements(host)}`],
  ['UDP: elements on several lines', udp, pretty],
  ['UDP: an array', udp, array],
  ['TCP: elements', tcp, elements],
  ['TCP: elements on several lines', tcp, pretty],
  ['TCP: counted elements on several lines', counted, pretty],
  ['TCP: an array', tcp, array],
  ['TCP: an array with a header', tcp, (host) => `<14>1 ${TIME} ${host} nxlog - - - ${array(host)}`],
  ['HTTP: elements', raw, elements],
  ['HTTP: an array', raw, array],
])('%s', async (what, send, body) => {
  const host = `h-${what.replaceAll(/[^a-z]/gi, '').toLowerCase()}`;
  await send(body(host));
  const events = await stored(`host:${host}`, 3);
  expect(events.map((event) => event['event.code']).sort()).toEqual(['4624', '4625', '4720']);
  for (const event of events) {
    expect(event).toMatchObject({ 'event.dataset': 'windows', '@timestamp': NOW, 'host.name': host });
    expect(event.tags ?? []).not.toContain('windows.several-events');
  }
});

it('an import counts each, and takes none of them twice', async () => {
  const file = join(dir, 'old.log');
  // The second array is the first once more: two messages, as they are twice in the file.
  writeFileSync(file, `${array('imported')}\n${array('imported')}\n<14>Nov 20 10:00:01 x prog: one\n`);
  const counts: object[] = [];
  for (let run = 0; run < 2; run += 1) {
    const link = new LinkClient(dir);
    link.start();
    await link.nextHealth(5_000);
    counts.push(await runImport(link, [{ path: file }], { framing: 'lf', format: 'lines', dayOrder: 'dmy' }));
    link.stop();
  }
  expect(counts).toMatchObject([
    { received: 7, stored: 7, duplicate: 0 },
    { received: 7, stored: 0, duplicate: 7 },
  ]);
  expect(await stored('host:imported', 6)).toHaveLength(6);
});

it('the rest of a thousand is kept in one', async () => {
  const many = Array.from({ length: 1_010 }, (_, at) => `{"msg":"n${at}","host":"many"}`);
  udp(`[${many.join(',')}]`);
  const [rest] = await stored('tags:syslog.several-events', 1);
  expect(rest!['event.original']).toBe(`[${many.slice(999).join(',')}]`);
});

it('each has its own fate, and the sender is told of all', async () => {
  const body = `<14>1 ${TIME} choosy - - - - ${elements('choosy')}`;
  const reply = await fetch(`http://127.0.0.1:${port('http')}/ingest/raw`, { method: 'POST', body });
  expect(await reply.json()).toMatchObject({ accepted: 2, filtered: 1, rejected: [] });
  const row = collector.health().ledger.find(({ source }) => source === 'choosy');
  expect(row).toMatchObject({ received: 3, stored: 2, filtered: 1, balanced: true });
});

it('the ledger balances, and has each event', () => {
  const { ledger } = collector.health();
  expect(ledger.map(({ balanced }) => balanced)).not.toContain(false);
  const received = ledger.reduce((sum, row) => sum + row.received, 0);
  expect(received).toBe(11 * 3 + 14 + 1_000 + 3);
  expect(ledger.reduce((sum, row) => sum + row.stored + row.duplicate + row.filtered, 0)).toBe(received);
  expect(ledger.find(({ source }) => source === '(unidentified)')).toBeUndefined();
});
