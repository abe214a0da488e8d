// Two built programs on one PostgreSQL, each with a folder of its own and the same key: what is changed in one is in force in the other
// and in its collector, live views show what either received, imports stay where they were given, and one of the two has the duties.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CollectorSettings } from '../../src/link/messages.js';
import { type PostgresServer, startPostgres } from '../helpers/postgres.js';
import { lanwarden, startProgram, until } from '../helpers/program.mjs';
import { TestBrowser } from '../helpers/test-browser.js';
import { TO_LOOPBACK, WebhookReceiver } from '../helpers/webhook-receiver.mjs';

type Program = Awaited<ReturnType<typeof startProgram>>;
/** Of a busy machine; on an idle one it is a fraction of a second. */
const SOON_MS = 15_000;
const PASSWORD = 'a long and unusual sentence';
const HAS_DUTIES = 'this portal has the duties';
const receiver = new WebhookReceiver();
let server: PostgresServer;
let a: Program;
let b: Program;

beforeAll(async () => {
  server = await startPostgres();
  await receiver.start();
  const env = {
    ...TO_LOOPBACK,
    LANWARDEN_DATABASE__URL: await server.freshDatabase(),
    LANWARDEN_EVENTS__STORE: 'postgres',
    LANWARDEN_LOG__LEVEL: 'info',
  };
  const key = `${randomBytes(32).toString('base64url')}\n`;
  const start = (): Promise<Program> => {
    const dir = mkdtempSync(join(tmpdir(), 'lanwarden-two-'));
    writeFileSync(join(dir, 'secret.key'), key, { mode: 0o600 });
    return startProgram(env, { dir });
  };
  a = await start();
  b = await start();
  lanwarden(['user', 'add', 'ann', '--role', 'admin', '--password-file', '-'], a.env, `${PASSWORD}\n`);
}, 120_000);
afterAll(async () => {
  await Promise.all([a?.dispose(), b?.dispose()]);
  await receiver.stop();
  await server?.stop();
}, 60_000);

async function api<T>(program: Program, method: string, path: string, body?: object): Promise<T> {
  const headers = new Headers({ authorization: `Bearer ${program.token}` });
  if (body !== undefined) headers.set('content-type', 'application/json');
  const response = await fetch(`${program.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function logIn(program: Program): Promise<TestBrowser> {
  const browser = new TestBrowser(program.url);
  await browser.logIn('ann', PASSWORD);
  await browser.open('/');
  return browser;
}

/** What the collector was given last. */
const given = (program: Program): CollectorSettings =>
  JSON.parse(readFileSync(join(program.dir, 'run', 'collector.json'), 'utf8')) as CollectorSettings;
const rulesOf = (program: Program) =>
  given(program).modules['rules'] as {
    readonly rules: readonly { readonly id: string }[];
    readonly exceptions: readonly { readonly query: string }[];
  };
const ingest = async (program: Program, line: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${program.ports.http}/ingest/raw`, { method: 'POST', body: line })).status;
const failure = (address: string, n: number): string =>
  `<38>1 ${new Date().toISOString()} web1 sshd 42 - - Failed password for bob from ${address} port ${4_000 + n} ssh2`;

async function send(program: Program, ...lines: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const line of lines)
    await new Promise((resolve) => socket.send(line, program.ports.syslog, '127.0.0.1', resolve));
  socket.close();
}

it('one of the two has the duties', async () => {
  await until(() => [a, b].some(({ output }) => output.includes(HAS_DUTIES)), SOON_MS);
  expect([a, b].filter(({ output }) => output.includes(HAS_DUTIES))).toHaveLength(1);
});

it('a setting is in force in the other portal and in its collector', async () => {
  const [here, there] = [await logIn(a), await logIn(b)];
  const page = '/system/configuration';
  expect(await ingest(b, failure('198.51.100.1', 0))).toBe(200);
  await here.open(page);
  const saved = await here.submit(`${page}/senders`, { 'senders.unknown': 'refuse' });
  expect(saved.location, saved.text).toContain(page);
  await until(async () => (await ingest(b, failure('198.51.100.1', 1))) === 403, SOON_MS);
  expect((await there.open(`${page}?q=senders.unknown`)).text).toMatch(/value="refuse" selected/);
  // And back, from the other side.
  await there.submit(`${page}/senders`, { 'senders.unknown': 'accept' });
  await until(async () => (await ingest(a, failure('198.51.100.1', 2))) === 200, SOON_MS);
});

it('a rule that is switched off, and one that is made', async () => {
  const id = 'brute-force-address';
  const isAtWork = (rule: string): boolean => rulesOf(a).rules.some((each) => each.id === rule);
  expect(isAtWork(id)).toBe(true);
  const { version } = await api<{ readonly version: number }>(b, 'PATCH', `/rules/${id}`, { state: 'off' });
  await api(b, 'POST', '/rules', { id: 'made-here', name: 'Made here', detect: { kind: 'match', query: 'app:door' } });
  const stateIn = async (program: Program): Promise<unknown> => (await api<{ rule: { state: string } }>(program, 'GET', `/rules/${id}`)).rule.state; // prettier-ignore
  await until(async () => (await stateIn(a)) === 'off', SOON_MS);
  // Its collector has what the portal with the duties says.
  await until(() => isAtWork('made-here'), SOON_MS);
  expect(isAtWork(id)).toBe(false);
  // Who read it before is told that it was changed meanwhile, whichever portal is asked.
  await api(a, 'PATCH', `/rules/${id}`, { state: 'on', version });
  await until(async () => (await stateIn(b)) === 'on', SOON_MS);
  await expect(api(b, 'PATCH', `/rules/${id}`, { name: 'Other', version })).rejects.toThrow('409');
});

it('an exception, and its end', async () => {
  const exception = { rule: null, query: 'source.ip:198.51.100.9', reason: 'the scanner' };
  const { id } = await api<{ readonly id: string }>(b, 'POST', '/rules/exceptions', exception);
  const isInForce = (): boolean => rulesOf(a).exceptions.some(({ query }) => query === exception.query);
  await until(isInForce, SOON_MS);
  await api(b, 'DELETE', `/rules/exceptions/${id}`);
  await until(() => !isInForce(), SOON_MS);
});

it('a source', async () => {
  const source = { name: 'Büro', match: { peer: ['127.0.0.1', '::1'] }, allow: ['10.0.0.1'] };
  const { id } = await api<{ readonly id: number }>(a, 'POST', '/sources', source);
  await until(async () => (await ingest(b, failure('198.51.100.1', 3))) === 403, SOON_MS);
  await api(b, 'DELETE', `/sources/${id}`);
  await until(async () => (await ingest(a, failure('198.51.100.1', 4))) === 200, SOON_MS);
});

it('a channel: whoever sends knows it', async () => {
  // The channels are in memory from here on.
  await send(a, ...Array.from({ length: 6 }, (_, n) => failure('198.51.100.21', n)));
  const isRaised = async (): Promise<boolean> =>
    (await api<{ alerts: unknown[] }>(a, 'GET', '/alerts')).alerts.length > 0;
  await until(isRaised, 30_000);
  await receiver.connect(b);
  await send(b, ...Array.from({ length: 6 }, (_, n) => failure('198.51.100.22', n)));
  await until(() => JSON.stringify(receiver.got).includes('198.51.100.22'), 30_000);
  expect(receiver.refused).toBe(0);
});

it('live views show what either received', async () => {
  const browser = await logIn(b);
  const headers = { cookie: `lanwarden_session=${browser.cookies.get('lanwarden_session')}` };
  const socket = new WebSocket(`${b.url.replace('http', 'ws')}/live`, { origin: b.url, headers });
  let said = '';
  socket.on('message', (data: Buffer) => (said += data.toString()));
  await new Promise((resolve) => socket.on('open', resolve));
  socket.send(
    JSON.stringify({ event: 'open', data: { id: '1', topic: 'events.tail', params: { q: 'app:livedoor' } } }),
  );
  await until(() => said.includes('opened'), SOON_MS);
  const line = (from: string): string => `<13>1 ${new Date().toISOString()} web1 livedoor - - - heard by ${from}`;
  await until(async () => {
    await Promise.all([send(a, line('the first')), send(b, line('the second'))]);
    return said.includes('heard by the first') && said.includes('heard by the second');
  }, SOON_MS);
  socket.close();
});

it('an import that was given to one is seen in the other, and left alone there, also when it starts again', async () => {
  const [here, there] = [await logIn(a), await logIn(b)];
  await here.open('/import');
  const form = new FormData();
  form.append('_csrf', here.csrf);
  form.append('source', '');
  form.append('file', new Blob([`${failure('198.51.100.30', 1)}\n`]), 'old.log');
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  const body = Buffer.from(await request.arrayBuffer()) as never;
  const type = request.headers.get('content-type')!;
  const { location } = await here.send('POST', '/import', { headers: { 'content-type': type }, body });
  const other = await there.open(location!);
  expect(other.text).toContain('The file was given to another portal');
  expect((await there.submit(`${location}/start`, { format: 'lines' })).status).toBe(409);
  const ended = once(b.child!, 'exit');
  b.child!.kill('SIGTERM');
  await ended;
  await b.serve();
  await here.open(location!);
  expect((await here.submit(`${location}/start`, { format: 'lines' })).location).toBe(location);
  await until(async () => (await here.get(location!)).text.includes('<strong>done'), 30_000);
}, 150_000);

it('when the one with the duties ends, the other has them', async () => {
  const [first, second] = a.output.includes(HAS_DUTIES) ? [a, b] : [b, a];
  const before = second.output.length;
  await first.stop();
  await until(() => second.output.slice(before).includes(HAS_DUTIES), SOON_MS);
  await api(second, 'PATCH', '/rules/brute-force-address', { state: 'test' });
});
