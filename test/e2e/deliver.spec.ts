// The main job, through the front door: the built program in two processes, real sockets, and what comes out at the other end.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../src/collector/write/ledger.js';
import { lanwarden, startProgram, until } from '../helpers/program.mjs';

type Program = Awaited<ReturnType<typeof startProgram>>;
let program: Program;
const NOW = new Date().toISOString();

beforeAll(async () => {
  program = await startProgram();
}, 90_000);

afterAll(() => program?.dispose());

const found = async (query: string, n = 1): Promise<Record<string, unknown>[]> => {
  await until(() => program.search(query).length >= n, 20_000);
  return program.search(query) as Record<string, unknown>[];
};

async function sendTcp(bytes: string | Buffer): Promise<void> {
  const socket = connect(program.ports.syslog, '127.0.0.1');
  await once(socket, 'connect');
  socket.end(bytes);
  await once(socket, 'close');
}

async function sendUdp(bytes: string | Buffer, address = '127.0.0.1'): Promise<void> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  await new Promise((resolve) => socket.send(bytes, program.ports.syslog, address, resolve));
  socket.close();
}

const ingest = (body: unknown, headers: Record<string, string> = {}, path = '/ingest'): Promise<Response> =>
  fetch(`http://127.0.0.1:${program.ports.http}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('a message', () => {
  it('sent over UDP is a parsed event', async () => {
    await sendUdp(
      `<38>1 ${NOW} udp1 sshd 42 - - Failed password for invalid user mallory from 203.0.113.5 port 4711 ssh2`,
    );
    const [event] = await found('host:udp1');
    expect(event).toMatchObject({
      'user.name': 'mallory',
      'source.ip': '203.0.113.5',
      'source.port': 4711,
      'event.outcome': 'failure',
      'event.severity': 3,
      'event.dataset': 'linux-auth',
      'process.pid': 42,
      'lanwarden.source': '127.0.0.1',
    });
  });

  it('sent over UDP and IPv6 is one too', async () => {
    await sendUdp(`<13>1 ${NOW} udp6 app - - - hello over six`, '::1');
    expect(await found('host:udp6')).toMatchObject([{ message: 'hello over six', 'lanwarden.source': '::1' }]);
  });

  it.each([
    ['LF', '\n'],
    ['NUL', '\0'],
    ['octet counts', undefined],
  ])('framed by %s over TCP arrives whole', async (name, end) => {
    const host = `tcp-${name.replace(' ', '-').toLowerCase()}`;
    const messages = [1, 2].map((n) => `<13>1 ${NOW} ${host} app - - - number ${n}`);
    const bytes = messages.map((text) => (end === undefined ? `${text.length} ${text}` : text + end)).join('');
    await sendTcp(bytes);
    expect((await found(`host:${host}`, 2)).map(({ message }) => message).sort()).toEqual(['number 1', 'number 2']);
  });

  it('that is not even text is kept, tagged, and found', async () => {
    await sendUdp(Buffer.concat([Buffer.from('<999>zyzzyva '), Buffer.from([0xff, 0x00, 0x41])]));
    const [event] = await found('zyzzyva');
    expect(event!['event.original']).toBe('<999>zyzzyva \\xff\\x00A');
    expect(event!['tags']).toEqual(expect.arrayContaining(['syslog.escaped', 'syslog.invalid-pri']));
  });

  it('of ten megabytes is cut and tagged, and the connection goes on', async () => {
    await sendTcp(`<13>1 ${NOW} big app - - - ${'x'.repeat(10_000_000)}\n<13>1 ${NOW} afterbig app - - - still here\n`);
    await found('host:afterbig');
    const [event] = await found('host:big');
    expect(event!['tags']).toContain('syslog.truncated');
    expect(String(event!['event.original']).length).toBe(65_536);
  });

  it('posted as JSON is stored before the answer, once for each id', async () => {
    const body = [
      {
        timestamp: new Date().toISOString(),
        host: 'http1',
        user: 'alice',
        src_ip: '198.51.100.7',
        message: 'logged on',
        'event.id': 'abcdef0123456789',
      },
      7,
    ];
    const first = await ingest(body);
    expect([first.status, await first.json()]).toMatchObject([
      200,
      { accepted: 1, duplicates: 0, rejected: [{ index: 1 }] },
    ]);
    expect(program.search('host:http1')).toMatchObject([
      { 'user.name': 'alice', 'source.ip': '198.51.100.7', message: 'logged on' },
    ]);
    expect(await (await ingest(body)).json()).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(program.search('host:http1')).toHaveLength(1);
  });

  it('with a key belongs to the key’s source, and a wrong key is refused', async () => {
    const key = lanwarden(
      ['token', 'create', '--name', 'nas', '--role', 'ingest', '--source', 'nas'],
      program.env,
    ).trim();
    await until(
      async () => (await ingest(`<13>1 ${NOW} keyed app - - - hi`, { 'x-api-key': key }, '/ingest/raw')).status === 200,
      10_000,
    );
    expect(await found('host:keyed')).toEqual(
      expect.arrayContaining([expect.objectContaining({ 'lanwarden.source': 'nas' })]),
    );
    expect((await ingest({ a: 1 }, { 'x-api-key': 'wrong' })).status).toBe(401);
  });
});

describe('the program', () => {
  it('accounts for every message', async () => {
    await until(() => program.total('queued') === 0 && program.link.health()?.balanced === true, 20_000);
    const rows: readonly LedgerRow[] = program.link.health().ledger;
    const sum = (counter: 'received' | 'stored' | 'duplicate' | 'lost'): number =>
      rows.reduce((total, row) => total + row[counter], 0);
    expect(sum('received')).toBe(sum('stored') + sum('duplicate'));
    expect(sum('lost')).toBe(0);
  });

  it('finds a message by the API soon after it was sent', async () => {
    await sendTcp(`<13>1 ${NOW} quick app - - - quokka\n`);
    await until(
      async () =>
        ((await program.get('/api/v1/events?q=quokka&from=-1h&to=now')) as { events: unknown[] }).events.length === 1,
      5_000,
    );
  });

  it('ends in order on SIGTERM, keeping what it had', async () => {
    await sendTcp(`<13>1 ${NOW} last app - - - the last word\n`);
    await until(() => program.total('queued') === 0, 20_000);
    expect(await program.stop()).toBe(0);
    expect(program.search('host:last')).toHaveLength(1);
  }, 30_000);
});
