// Two portals and two collectors on one PostgreSQL, as two machines would have them: everything is stored once, rules see all of it, what
// one of all does goes over to the other when its holder is killed, and a killed collector costs nothing that it acknowledged.

import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresReader } from '#src/store/postgres/open.js';
import { type PostgresServer, startPostgres } from '../helpers/postgres.js';
import { startProgram, until } from '../helpers/program.mjs';

type Program = Awaited<ReturnType<typeof startProgram>>;

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-cluster-'));
let server: PostgresServer;
let first: Program;
let second: Program;
let url: string;
const HAS_DUTIES = 'this portal has the duties';

beforeAll(async () => {
  server = await startPostgres();
  url = await server.freshDatabase();
  const env = {
    LANWARDEN_DATABASE__URL: url,
    LANWARDEN_EVENTS__STORE: 'postgres',
    LANWARDEN_LOG__LEVEL: 'info',
    LANWARDEN_SECRETS__KEY_FILE: join(dir, 'secret.key'),
  };
  first = await startProgram(env);
  second = await startProgram(env);
}, 120_000);
afterAll(async () => {
  await Promise.all([first?.dispose(), second?.dispose()]);
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

async function send(program: Program, lines: readonly string[]): Promise<void> {
  const socket = connect(program.ports.syslog, '127.0.0.1');
  await new Promise((resolve) => socket.end(lines.map((line) => `${line}\n`).join(''), () => resolve(undefined)));
}

const now = (): string => new Date().toISOString();
const failure = (address: string, port: number): string =>
  `<38>1 ${now()} web1 sshd 42 - - Failed password for bob from ${address} port ${port} ssh2`;

type Alert = { readonly id: string; readonly count: number; readonly entity: { readonly src_ip?: string } };

async function alertsOf(program: Program, address: string): Promise<readonly Alert[]> {
  const { alerts } = (await program.get('/api/v1/alerts?rule=brute-force-address')) as { alerts: readonly Alert[] };
  return alerts.filter(({ entity }) => entity.src_ip === address);
}

async function count(program: Program, query: string): Promise<number> {
  const answer = await program.get(`/api/v1/events/count?q=${encodeURIComponent(query)}&from=-1d&to=now`);
  return (answer as { count: number }).count;
}

it('keeps events as long as the portal that has the duties says', async () => {
  const reader = openPostgresReader({ url });
  await until(async () => (await reader.retention?.())?.days === 90, 20_000);
  await reader.close();
});

it('stores what comes to either once, and both portals find all of it', async () => {
  const lines = (name: string): string[] =>
    Array.from({ length: 500 }, (_, n) => `<13>1 ${now()} ${name} app - - - line ${n} of ${name}`);
  await Promise.all([send(first, lines('one')), send(second, lines('two'))]);
  for (const program of [first, second])
    await until(async () => (await count(program, 'host.name:one OR host.name:two')) === 1_000, 30_000);
});

it('a rule that counts over both fires once', async () => {
  const address = '203.0.113.1';
  await send(
    first,
    [1, 2, 3].map((port) => failure(address, port)),
  );
  await send(
    second,
    [4, 5, 6].map((port) => failure(address, port)),
  );
  for (const program of [first, second]) {
    await until(async () => (await alertsOf(program, address))[0]?.count === 6, 30_000);
    expect(await alertsOf(program, address)).toHaveLength(1);
  }
});

it('when the portal that has the duties is killed, the other has them within ten seconds, and goes on where it was', async () => {
  expect([first, second].map(({ output }) => output.includes(HAS_DUTIES))).toEqual([true, false]);
  first.child!.kill('SIGKILL');
  // Its collector goes on, and what it takes is judged by the other portal.
  await send(
    first,
    [1, 2, 3].map((port) => failure('203.0.113.2', port)),
  );
  await until(() => second.output.includes(HAS_DUTIES), 20_000);
  await send(
    second,
    [4, 5].map((port) => failure('203.0.113.2', port)),
  );
  await until(async () => (await alertsOf(second, '203.0.113.2'))[0]?.count === 5, 30_000);
  // What was raised before goes on in its alert.
  await send(
    second,
    [7, 8].map((port) => failure('203.0.113.1', port)),
  );
  await until(async () => (await alertsOf(second, '203.0.113.1'))[0]?.count === 8, 30_000);
  expect(
    [await alertsOf(second, '203.0.113.1'), await alertsOf(second, '203.0.113.2')].map(({ length }) => length),
  ).toEqual([1, 1]);
  await first.serve();
  expect(first.output.split(HAS_DUTIES)).toHaveLength(2);
});

it('a killed collector loses nothing that it acknowledged', async () => {
  const ids: string[] = [];
  let isGoing = true;
  const posting = (async () => {
    for (let n = 0; isGoing; n += 1) {
      const id = `acknowledged-${String(n).padStart(8, '0')}`;
      const answer = await fetch(`http://127.0.0.1:${second.ports.http}/ingest`, {
        method: 'POST',
        body: JSON.stringify({ timestamp: now(), host: 'acked', message: id, 'event.id': id }),
        headers: { 'content-type': 'application/json' },
      }).catch(() => undefined);
      if (answer?.status === 200 || answer?.status === 202) ids.push(id);
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  for (let kills = 0; kills < 3; kills += 1) {
    const before = ids.length;
    await until(() => ids.length > before + 5, 30_000);
    const { pid } = second.link.health();
    process.kill(pid, 'SIGKILL');
    await until(() => second.link.health() !== undefined && second.link.health().pid !== pid, 30_000);
  }
  isGoing = false;
  await posting;
  await until(async () => (await count(first, 'host.name:acked')) >= ids.length, 30_000);
  const stored = new Set(first.search('host.name:acked', 10_000).map(({ message }) => message));
  expect(ids.filter((id) => !stored.has(id))).toEqual([]);
  expect(await count(first, 'host.name:acked')).toBe(stored.size);
});
