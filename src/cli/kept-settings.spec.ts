// What was set in the portal is what `config print`, `doctor` and `search` look at too.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadConfig } from '#config/load.js';
import type { LogEvent } from '#src/event/event.js';
import { openAccounts } from '#src/accounts/open.js';
import type { SettingChanges } from '#src/settings/settings-store.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import config from './config.js';
import doctor from './doctor.js';
import search from './search.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-cli-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

const FREE = ['portal', 'listen.udp', 'listen.tcp', 'listen.http'].flatMap((name) => ['--set', `${name}.port=0`]);

async function run(...args: string[]): Promise<string> {
  let said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text, done: unknown) => {
    said += String(text);
    if (typeof done === 'function') done();
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said += String(text)), true));
  vi.spyOn(console, 'log').mockImplementation((text) => void (said += `${String(text)}\n`));
  const program = new Command('lanwarden').option('--config <file>').option('--set <assignment>', '', collect, []);
  config(program.command('config'));
  doctor(program.command('doctor'));
  search(program.command('search'));
  await program.parseAsync([...args, '--set', `data.dir=${join(dir, 'data')}`], { from: 'user' });
  vi.restoreAllMocks();
  process.exitCode = undefined;
  return said;
}

const collect = (value: string, before: string[]): string[] => [...before, value];

async function keep(changes: SettingChanges): Promise<void> {
  const accounts = await openAccounts(loadConfig({ env: {}, overrides: { data: { dir: join(dir, 'data') } } }).config);
  await accounts.settings.save(changes, 'ann');
  await accounts.close();
}

async function storeAt(...times: readonly string[]): Promise<void> {
  const store = await openSqliteStore({
    dataDir: join(dir, 'data'),
    events: { segment: { rows: 10_000 }, minFreeBytes: 0 },
  });
  const events = times.map((time) => ({ event: eventAt(time) }));
  await store.append({ kind: 'live', events });
  await store.close();
}

const eventAt = (time: string): LogEvent => ({
  '@timestamp': Date.parse(time),
  'event.ingested': Date.parse(time),
  'lanwarden.source': 'nas',
  'lanwarden.family': 'linux',
  'event.dataset': 'linux-auth',
  'event.severity': 1,
  'lanwarden.hour_of_week': 1,
  'event.original': 'x',
  message: `at ${time} `,
});

it('print says what the portal set, what it set is over the defaults and under the command line', async () => {
  await keep({ 'portal.sessionHours': 3, 'log.level': 'debug', 'gone.words': 5 });
  const said = await run('config', 'print', '--set', 'log.level=warn');
  expect(said).toContain('sessionHours: 3  # portal');
  expect(said).toContain('level: warn  # cli');
  expect(said).toContain('gone.words, set in the portal, is left out: this version has no such setting');
});

it('doctor judges by them', async () => {
  await keep({ 'events.minFreeBytes': Number.MAX_SAFE_INTEGER, 'gone.words': 5 });
  const said = await run('doctor', ...FREE);
  expect(said).toMatch(/^fail {2}disk: .* Make room, /m);
  expect(said).toMatch(/^ok {4}settings of the portal: 1 in force$/m);
  expect(said).toMatch(/^warn {2}settings of the portal: gone\.words is left out/m);
});

it('search reads times in the zone of the portal, and in that of the configuration where the portal cannot be asked', async () => {
  await keep({ 'time.zone': 'Asia/Tokyo' });
  await storeAt('2026-11-20T02:00:00Z', '2026-11-20T11:00:00Z');
  const from = ['--from', '2026-11-20 10:00', '--to', '2026-11-21', '--format', 'ndjson'];
  expect((await run('search', ...from)).match(/at 2026\S+/g)).toEqual(['at 2026-11-20T11:00:00Z', 'at 2026-11-20T02:00:00Z']); // prettier-ignore
  writeFileSync(join(dir, 'data', 'metadata.sqlite'), 'no database');
  const said = await run('search', ...from, '--set', 'time.zone=UTC');
  expect(said.match(/at 2026\S+/g)).toEqual(['at 2026-11-20T11:00:00Z']);
  expect(said).toContain('what is set in the portal is left out');
});

it('doctor looks at the GELF ports', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = taken.address() as AddressInfo;
  const gelf = ['enabled=true', 'host=127.0.0.1', `port=${port}`].flatMap((part) => ['--set', `listen.gelf.${part}`]);
  expect(await run('doctor', ...FREE, ...gelf)).toMatch(
    // Whose it is cannot be seen by everybody who runs tests: a socket unit's would be as root's.
    new RegExp(`^(fail {2}listen.gelf.port ${port}/tcp: taken|warn {2}listen.gelf.port ${port}/tcp: held)`, 'm'),
  );
  await new Promise((resolve) => taken.close(resolve));
});

it('neither makes a database', async () => {
  expect(await run('config', 'print')).toContain('sessionHours: 12  # default');
  await run('doctor', ...FREE);
  expect(existsSync(join(dir, 'data'))).toBe(false);
});
