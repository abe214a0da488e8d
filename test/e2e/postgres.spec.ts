// The built program with its metadata on a real PostgreSQL server: people, rules, alerts and settings are there, no SQLite file is made,
// a restart keeps all, and a server that goes away for a while costs no alert.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../helpers/postgres.js';
import { lanwarden, startProgram, until } from '../helpers/program.mjs';
import { TestBrowser } from '../helpers/test-browser.js';

const PASSWORD = 'a long and unusual sentence';
let server: PostgresServer;
let url: string;
let program: Awaited<ReturnType<typeof startProgram>>;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.freshDatabase();
  program = await startProgram({ LANWARDEN_DATABASE__URL: url });
}, 90_000);
afterAll(async () => {
  await program?.dispose();
  await server?.stop();
}, 60_000);

async function failures(address: string, count: number): Promise<void> {
  const socket = createSocket('udp4');
  for (let n = 0; n < count; n += 1) {
    const line = `<38>1 ${new Date().toISOString()} web1 sshd 42 - - Failed password for bob from ${address} port ${4_000 + n} ssh2`;
    await new Promise((resolve) => socket.send(line, program.ports.syslog, '127.0.0.1', resolve));
  }
  socket.close();
}

async function alertOf(address: string): Promise<{ readonly id: string; readonly count: number } | undefined> {
  const { alerts } = (await program.get('/api/v1/alerts?rule=brute-force-address')) as {
    alerts: readonly { readonly id: string; readonly count: number; readonly entity: { readonly src_ip?: string } }[];
  };
  return alerts.find(({ entity }) => entity.src_ip === address);
}

const isAlive = async (): Promise<boolean> => (await fetch(`${program.url}/healthz`)).ok;

it('a person logs in, a rule fires, its alert is shown', async () => {
  lanwarden(['user', 'add', 'ann', '--role', 'admin', '--password-file', '-'], program.env, `${PASSWORD}\n`);
  await failures('203.0.113.1', 5);
  await until(async () => (await alertOf('203.0.113.1'))?.count === 5, 20_000);
  const ann = new TestBrowser(program.url);
  expect((await ann.logIn('ann', PASSWORD)).location).toBe('/');
  expect((await ann.get('/alerts')).text).toContain('203.0.113.1');
  expect((await ann.get('/system')).text).toContain('postgres');
  expect(existsSync(join(program.dir, 'metadata.sqlite'))).toBe(false);
});

it('a restart keeps people, alerts and what is going on', async () => {
  const before = await alertOf('203.0.113.1');
  const ended = once(program.child!, 'exit');
  program.child!.kill('SIGTERM');
  await ended;
  await program.serve();
  expect(await alertOf('203.0.113.1')).toEqual(before);
  await failures('203.0.113.1', 2);
  await until(async () => (await alertOf('203.0.113.1'))?.count === 7, 20_000);
  expect((await alertOf('203.0.113.1'))?.id).toBe(before?.id);
  expect((await new TestBrowser(program.url).logIn('ann', PASSWORD)).location).toBe('/');
});

it('a server that is away for a while costs no alert', async () => {
  await server.away(async () => {
    await failures('203.0.113.2', 6);
    await until(async () => !(await fetch(`${program.url}/readyz`)).ok, 20_000);
    expect(await isAlive()).toBe(true);
    const ready = await fetch(`${program.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([
      503,
      expect.stringContaining('the metadata database cannot be read'),
    ]);
  });
  await until(async () => (await alertOf('203.0.113.2'))?.count === 6, 40_000);
});

it('a start without the server ends with one line that says what to do', async () => {
  const env = { ...program.env, LANWARDEN_DATABASE__URL: url.replace('for-tests-only', 'wr0ng') };
  let said = '';
  try {
    lanwarden(['migrate'], env);
  } catch (error) {
    said = (error as { stderr: string }).stderr;
  }
  expect(said).toContain('does not take the password of postgres');
  expect(said).not.toContain('wr0ng');
  expect(said.trim().split('\n')).toHaveLength(1);
});
