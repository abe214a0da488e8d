// What an admin changes while the program runs is in force in the collector's own process, without a restart; and trying a message,
// in its thread.

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.js';
import type { AccountsHandle } from '../../src/accounts/open.js';
import type { ParserHealth } from '../../src/collector/parse/dispatcher.js';
import type { CollectorSettings } from '../../src/link/messages.js';
import type { Trial, TrialRequest } from '../../src/trial/trial.js';
import { lanwarden, startProgram, until } from '../helpers/program.mjs';

const plugins = mkdtempSync(join(tmpdir(), 'lanwarden-live-'));
const dist = (file: string): string => fileURLToPath(new URL(`../../dist/src/${file}`, import.meta.url));
/** A loaded machine takes its time; each is over as soon as it is so. */
const PATIENCE_MS = 30_000;
let program: Awaited<ReturnType<typeof startProgram>>;
let accounts: AccountsHandle;

beforeAll(async () => {
  mkdirSync(join(plugins, 'parsers', 'loops'), { recursive: true });
  writeFileSync(
    join(plugins, 'parsers', 'loops', 'index.mjs'),
    `export default Object.freeze({ id: 'loops', title: 'loops', contract: '^1.0.0', family: 'test', hint: { apps: ['loops'] }, parse(line) { while (line.message.includes('evil')); return { 'event.action': 'fine' }; } });`,
  );
  program = await startProgram({ LANWARDEN_PLUGINS__DIR: plugins });
  const { openAccounts } = (await import(dist('accounts/open.js'))) as typeof import('../../src/accounts/open.js');
  accounts = await openAccounts(configSchema.parse({ data: { dir: program.dir } }));
}, 90_000);

afterAll(async () => {
  await accounts?.close();
  await program?.dispose();
  rmSync(plugins, { recursive: true, force: true });
});

const post = async (line: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${program.ports.http}/ingest/raw`, { method: 'POST', body: line })).status;
const auth = (user: string): string =>
  `<38>1 ${new Date().toISOString()} web1 sshd 1 - - Accepted password for ${user} from 10.0.0.5 port 1 ssh2`;

const token = (...args: readonly string[]): string => lanwarden(['token', ...args], program.env).trim();
const statusOf = async (key: string): Promise<number> => {
  const headers = { 'x-api-key': key };
  const url = `http://127.0.0.1:${program.ports.http}/ingest/raw`;
  return (await fetch(url, { method: 'POST', body: auth('carol'), headers })).status;
};

describe('while it serves', () => {
  it('an ingest key that a command makes, renews or revokes is in force, and stays so', async () => {
    const made = token('create', '--name', 'one', '--role', 'ingest', '--source', 'nas');
    await until(async () => (await statusOf(made)) === 200, PATIENCE_MS);
    const renewed = token('renew', 'one');
    await until(async () => (await statusOf(renewed)) === 200 && (await statusOf(made)) === 401, PATIENCE_MS);
    token('revoke', 'one');
    // What the portal gives the collector next are the keys of then.
    await until(async () => (await statusOf(renewed)) === 401, PATIENCE_MS);
    const other = token('create', '--name', 'two', '--role', 'ingest', '--source', 'nas');
    await until(async () => (await statusOf(other)) === 200, PATIENCE_MS);
    expect(await statusOf(renewed)).toBe(401);
  });

  it('a source made in the portal is in force without a restart, and known to the commands', async () => {
    const { pid } = program.link.health();
    const settings = {
      name: 'Büro',
      match: { peer: ['127.0.0.1', '::1'] },
      timeZone: 'Asia/Tokyo',
      sensitive: ['user'],
    };
    const { id, version } = await accounts.sources.add({ ...settings, allow: ['10.0.0.1'] }, 'admin');
    await until(async () => (await post(auth('alice'))) === 403, PATIENCE_MS);
    await accounts.sources.change(id, version, settings, 'admin');
    await until(async () => (await post(auth('alice'))) === 200, PATIENCE_MS);
    expect(program.link.health().pid).toBe(pid);
    expect(program.search('source:Büro')[0]).toMatchObject({ 'user.name': '[hidden]', tags: ['lanwarden.hidden'] });

    const line = 'Mar  1 10:00:01 web1 sshd[1]: Accepted password for bob from 10.0.0.5 port 1 ssh2\n';
    const args = ['--source', 'Büro', '--now', '2026-06-01T00:00:00Z'];
    const parsed = JSON.parse(lanwarden(['parse', '-', ...args], program.env, line)) as object;
    expect(parsed).toMatchObject({ '@timestamp': '2026-03-01T01:00:01.000Z', 'user.name': '[hidden]' });
    expect(() => lanwarden(['parse', '-', '--source', 'none'], program.env, line)).toThrow('There are: Büro.');
    const imported = JSON.parse(lanwarden(['import', '-', ...args], program.env, line)) as object;
    expect(imported).toMatchObject({ stored: 1 });
  });

  it('a parser is switched off and on in the collector that runs', async () => {
    const snapshot = JSON.parse(readFileSync(join(program.dir, 'run', 'collector.json'), 'utf8')) as CollectorSettings;
    const setOff = (...off: string[]): void => {
      const config = { ...snapshot.config, plugins: { ...snapshot.config.plugins, off } };
      program.link.send({ t: 'configure', settings: { ...snapshot, config } });
    };
    const state = (): string =>
      program.link.health()?.parsers.find((each: ParserHealth) => each.id === 'linux-auth')?.state;
    const { pid } = program.link.health();
    setOff('linux-auth');
    await until(() => state() === 'off', PATIENCE_MS);
    await post(auth('offduty'));
    expect(program.search('offduty')[0]!['event.dataset']).not.toBe('linux-auth');
    setOff();
    await until(() => state() === 'on', PATIENCE_MS);
    expect(program.link.health().pid).toBe(pid);
  });
});

describe('trying a message', () => {
  const request = (text: string): TrialRequest => ({ text, transport: 'udp', peer: '192.168.1.5' });

  it('survives a parser that does not come back, and names it', async () => {
    const { TrialWorker } = (await import(dist('trial/trial-worker.js'))) as typeof import('../../src/trial/trial-worker.js'); // prettier-ignore
    const config = configSchema.parse({ plugins: { dir: plugins } });
    const settings = { config, sources: [], modules: {}, ingestKeys: [] };
    const trial: Trial & { stop(): Promise<void> } = new TrialWorker(
      async () => settings,
      () => program.link.clocks(),
    );
    try {
      const { steps } = await trial.run(request(auth('alice')));
      expect(steps[0]).toMatchObject({ event: { 'user.name': 'alice', 'event.dataset': 'linux-auth' } });
      const stuck = trial.run(request('<13>Nov 20 10:00:00 h loops: evil'));
      const next = trial.run(request('<13>Nov 20 10:00:00 h loops: good'));
      await expect(stuck).rejects.toMatchObject({ code: 'PLUGIN_INVALID', message: /^The parser loops did not come back/ }); // prettier-ignore
      expect((await next).steps[0]!.event).toMatchObject({ 'event.action': 'fine' });
    } finally {
      await trial.stop();
    }
  });
});

describe('while its portal is dead', () => {
  it('the collector takes what a command makes, renews or revokes when the command is done', async () => {
    const portal = program.child!;
    const dead = once(portal, 'exit');
    portal.kill('SIGKILL');
    await dead;
    const made = token('create', '--name', 'three', '--role', 'ingest', '--source', 'nas');
    expect(await statusOf(made)).toBe(200);
    const renewed = token('renew', 'three');
    expect([await statusOf(renewed), await statusOf(made)]).toEqual([200, 401]);
    token('revoke', 'three');
    expect(await statusOf(renewed)).toBe(401);
    await program.serve();
    expect(await statusOf(renewed)).toBe(401);
  });
});
