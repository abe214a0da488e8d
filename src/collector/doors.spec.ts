// Every door of a whole collector: a real client's body goes in, the parsers read the line in it, and the ledger accounts for it.

import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { Collector } from '../collector.app.js';
import type { LogEvent } from '../event/event.js';
import { parseQuery } from '../query/parse.js';
import { openEventReader } from '../store/open.js';

let dir: string;
let collector: Collector;
let hosts = 0;
const NOW = Date.now();
const SECONDS = Math.floor(NOW / 1000);
const NANOS = `${SECONDS}000000000`;

const config = () =>
  configSchema.parse({
    data: { dir },
    listen: {
      udp: { enabled: false },
      tcp: { host: '127.0.0.1', port: 0 },
      http: { host: '127.0.0.1', port: 0 },
      gelf: { enabled: true, host: '127.0.0.1', port: 0 },
    },
    collector: { batchDelayMs: 5 },
    events: { minFreeBytes: 0 },
    plugins: { dir: join(dir, 'plugins') },
  });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-doors-'));
  const settings = { config: config(), sources: [], modules: {}, ingestKeys: [] };
  collector = new Collector({ settings, log: pino({ level: 'info' }, { write: () => undefined }), mode: 'inline' });
  await collector.start();
});
afterAll(async () => {
  await collector.stop();
  rmSync(dir, { recursive: true, force: true });
});

const port = (name: string): number => collector.health().listeners.find((each) => each.name === name)!.port;

/** The sshd line that each door is given, with a port of its own to find it by. */
const failed = (at: number): string => `Failed password for invalid user oracle from 203.0.113.7 port ${at} ssh2`;

const post = (path: string) => (body: string) =>
  fetch(`http://127.0.0.1:${port('http')}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
const hec = post('/services/collector/event');

const attributes = (values: Record<string, string>): object[] =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
const exported = (resource: Record<string, string>, record: object): string =>
  JSON.stringify({
    resourceLogs: [{ resource: { attributes: attributes(resource) }, scopeLogs: [{ logRecords: [record] }] }],
  });
const gelf = (message: object): string =>
  JSON.stringify({ version: '1.1', host: 'web1', timestamp: SECONDS, level: 6, ...message });

function datagram(body: string): void {
  const socket = createSocket('udp4');
  socket.send(deflateSync(body), port('gelf-udp'), '127.0.0.1', () => socket.close());
}
function stream(name: string): (body: string) => void {
  return (body) => void connect(port(name), '127.0.0.1').end(body);
}

async function stored(search: string): Promise<LogEvent> {
  const parsed = parseQuery(search);
  if (parsed.kind !== 'query') throw new Error(parsed.hint);
  for (;;) {
    const store = await openEventReader(config());
    const request = { query: parsed.query, range: { from: 0, to: NOW + 86_400_000 }, limit: 2 };
    const { events } = await store.search(request).finally(() => store.close());
    expect(events.length).toBeLessThan(2);
    if (events[0] !== undefined) return events[0];
    await new Promise((resolve) => setTimeout(resolve, 15)); // the test's own time limit ends it
  }
}

const OTEL_BODY = { timeUnixNano: NANOS, severityNumber: 9 };

it.each<[string, (body: string) => unknown, string]>([
  ['HEC: syslog text with its header (SC4S, Fluent Bit)', hec, JSON.stringify({ time: SECONDS, host: 'web1', sourcetype: 'linux_secure', event: `Nov 20 10:00:01 web1 sshd[77]: ${failed(1)}` })],
  ['HEC: Docker’s splunk driver', hec, JSON.stringify({ event: { line: failed(2), source: 'stdout', tag: 'sshd' }, time: `${SECONDS}.000000`, host: 'web1' })],
  ['HEC: Docker’s splunk driver, raw', hec, JSON.stringify({ event: `sshd/0123456789ab ${failed(15)}`, time: `${SECONDS}.000000`, host: 'web1' })],
  ['HEC: Vector, a record', hec, JSON.stringify({ time: SECONDS, host: 'web1', event: { message: `Nov 20 10:00:01 web1 sshd[77]: ${failed(16)}`, file: '/var/log/auth.log', source_type: 'file' } })],
  ['HEC: Vector, a record as text', hec, JSON.stringify({ time: SECONDS, host: 'web1', source: 'sshd', event: failed(3), fields: { env: 'prod' } })],
  ['HEC: Fluent Bit, a container’s record', hec, JSON.stringify({ time: SECONDS, host: 'web1', event: { log: `sshd[77]: ${failed(4)}\n`, stream: 'stderr' } })],
  ['HEC: lines', post(`/services/collector/raw?host=web1&source=sshd&time=${SECONDS}`), failed(5)],
  ['Loki: a tailed file', post('/loki/api/v1/push'), JSON.stringify({ streams: [{ stream: { job: 'varlogs', host: 'web1' }, values: [[NANOS, `Nov 20 10:00:01 other sshd[77]: ${failed(6)}`]] }] })],
  ['Loki: systemd’s journal', post('/loki/api/v1/push'), JSON.stringify({ streams: [{ stream: { unit: 'ssh.service', hostname: 'web1' }, values: [[NANOS, failed(7)]] }] })],
  ['OTLP: a tailed file', post('/v1/logs'), exported({ 'host.name': 'web1' }, { ...OTEL_BODY, body: { stringValue: `Nov 20 10:00:01 web1 sshd[77]: ${failed(8)}` } })],
  ['OTLP: the syslog receiver', post('/v1/logs'), exported({}, { ...OTEL_BODY, body: { stringValue: `<38>Nov 20 10:00:01 web1 sshd[77]: ${failed(9)}` }, attributes: attributes({ appname: 'sshd', hostname: 'web1', message: failed(9), proc_id: '77' }) })],
  ['OTLP: a service', post('/v1/logs'), exported({ 'host.name': 'web1', 'service.name': 'sshd' }, { ...OTEL_BODY, body: { stringValue: failed(10) } })],
  ['GELF over HTTP', post('/gelf'), gelf({ short_message: failed(11), _application_name: 'sshd' })],
  ['GELF over UDP, compressed', datagram, gelf({ short_message: `sshd[77]: ${failed(12)}`, _container_name: 'sshd' })],
  ['GELF over TCP', stream('gelf-tcp'), `${gelf({ short_message: failed(13), _SYSLOG_IDENTIFIER: 'sshd' })}\0`],
  ['GELF on the syslog port', stream('tcp'), `${gelf({ short_message: failed(14), _tag: 'sshd' })}\n`],
])('%s', async (what, send, body) => {
  const at = Number(/port (\d+) ssh2/.exec(body)?.[1]);
  const reply = (await send(body)) as Response | undefined;
  if (reply !== undefined) expect(reply.status, await reply.clone().text()).toBeLessThan(300);
  expect(await stored(`src_port:${at} user:oracle`)).toMatchObject({
    'event.dataset': 'linux-auth', 'event.outcome': 'failure', 'source.ip': '203.0.113.7', 'host.name': 'web1',
    'process.name': 'sshd', '@timestamp': SECONDS * 1000, 'event.original': expect.stringContaining(failed(at)) as string,
    ...(what.includes('GELF on') ? {} : { message: expect.stringContaining('Failed password') as string }),
  });
}); // prettier-ignore

it.each<[string, (body: string) => unknown, string, object]>([
  [
    'objects keep their names, and what is said around them',
    hec,
    JSON.stringify({ time: SECONDS, host: 'pos1', event: { level: 'error', order: { id: 4711 } }, fields: { region: 'eu' } }),
    { 'event.dataset': 'json', 'order.id': 4711, 'hec.region': 'eu', 'log.syslog.severity.code': 3 },
  ],
  [
    'NXLog’s GELF is a Windows event',
    post('/gelf'),
    gelf({ host: 'pos1', short_message: 'An account failed to log on', full_message: 'An account failed to log on.', _EventID: 4625, _Channel: 'Security', _SourceName: 'Microsoft-Windows-Security-Auditing', _TargetUserName: 'bob', _IpAddress: '192.0.2.9', _LogonType: '3' }),
    { 'event.dataset': 'windows', 'event.code': '4625', 'user.name': 'bob', 'source.ip': '192.0.2.9' },
  ],
  [
    'a web server’s first words are no header',
    hec,
    JSON.stringify({ time: SECONDS, host: 'pos1', source: 'nginx', event: `Nov 20 10:00:01 h sshd[1]: Accepted password for root from 192.0.2.66 port 99 ssh2` }),
    { 'process.name': 'nginx', message: expect.stringContaining('Nov 20') as string },
  ],
  [
    'the line’s address counts before the label’s',
    post('/loki/api/v1/push'),
    JSON.stringify({ streams: [{ stream: { host: 'pos1', app: 'sshd', src_ip: '192.0.2.1', user: 'label' }, values: [[NANOS, failed(20)]] }] }),
    { 'source.ip': '203.0.113.7', 'user.name': 'oracle' },
  ],
])('%s', async (_what, send, body, expected) => {
  const host = `pos-${++hosts}`;
  const reply = (await send(body.replaceAll('pos1', host))) as Response;
  expect(reply.status, await reply.text()).toBeLessThan(300);
  expect(await stored(`host:${host}`)).toMatchObject({ ...expected, 'host.name': host });
}); // prettier-ignore

it('the ledger balances: what was received is stored, and what was turned away is counted', async () => {
  await post('/v1/logs')(exported({}, {}));
  datagram('x'.repeat(10));
  const { ledger } = collector.health();
  expect(ledger.map(({ balanced }) => balanced)).not.toContain(false);
  expect(ledger.find(({ source }) => source === '127.0.0.1')).toMatchObject({
    duplicate: 0,
    refused: 0,
    failed: 0,
    lost: 0,
  });
  expect(ledger.find(({ source }) => source === '(unidentified)')).toMatchObject({ dropped: 1 });
});
