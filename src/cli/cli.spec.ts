// The small commands through their own front door: a commander program with one command, as main.ts makes it.

import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configSchema } from '#config/schema.js';
import { openAccounts } from '#src/accounts/open.js';
import { freePorts } from '../../test/helpers/free-ports.mjs';
import collect from './collect.js';
import config from './config.js';
import doctor from './doctor.js';
import loggen from './loggen.js';
import { reportFailure } from './failure.js';
import migrate from './migrate.js';
import token from './token.js';
import user from './user.js';

const DEFINE = { collect, config, doctor, loggen, migrate, token, user };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-cli-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

interface Result {
  readonly out: string;
  readonly err: string;
  readonly failed: boolean;
}

async function run(name: keyof typeof DEFINE, ...args: string[]): Promise<Result> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(console, 'log').mockImplementation((text) => void (out += `${String(text)}\n`));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  process.exitCode = undefined;
  const program = new Command('lanwarden')
    .exitOverride()
    .option('--config <file>')
    .option('--set <assignment>', '', (value: string, before: string[] = []) => [...before, value])
    .option('--debug');
  DEFINE[name](program.command(name));
  try {
    await program.parseAsync([name, ...args, '--set', `data.dir=${join(dir, 'data')}`], { from: 'user' });
  } catch (error) {
    reportFailure(error, program);
  }
  const failed = process.exitCode === 1;
  vi.restoreAllMocks();
  return { out, err, failed };
}

const password = (): string => {
  writeFileSync(join(dir, 'password'), 'correct horse battery staple\n');
  return join(dir, 'password');
};

it('what failed cannot command the terminal', async () => {
  const { err } = await run('loggen', '--debug', '--ca', 'no\u001b[2J\u202efile');
  expect(err).toContain('lanwarden: Cannot read no\\x1b[2J\\u{202e}file');
  expect(err).toMatch(/\n +at /);
  expect(err).not.toMatch(/[\u001b\u202e]/);
});

describe('config', () => {
  it('check says that all is well', async () => {
    const { out, failed } = await run('config', 'check');
    expect(out).toMatch(/^configuration is fine/);
    expect(failed).toBe(false);
  });

  it('check prints every problem at once and fails', async () => {
    const { err, failed } = await run('config', 'check', '--set', 'portal.prot=1', '--set', 'log.level=loud');
    expect(err).toContain('portal.prot: unknown key, did you mean portal.port?');
    expect(err).toContain('log.level: found "loud"');
    expect(failed).toBe(true);
  });

  it.each([
    [['listen.tls.selfSigned=true'], 'lanwarden: listen.tls: has selfSigned, and TLS is off: set listen.tls.enabled\n'],
    [['listen.tls.selfSigned=true', 'listen.tls.enabled=true'], ''],
    [
      ['listen.relp.enabled=true', 'listen.relp.cert=/c.pem', 'listen.relp.key=/k.pem'],
      'lanwarden: listen.relp: has a certificate, and TLS is off: set listen.relp.tls\n',
    ],
  ])('check of %j warns: %j', async (set, warning) => {
    const { out, err, failed } = await run('config', 'check', ...set.flatMap((each) => ['--set', each]));
    expect(err).toBe(warning);
    expect([out.slice(0, 21), failed]).toEqual(['configuration is fine', false]);
  });

  it('check makes no folder, and says when data cannot be kept', async () => {
    await run('config', 'check');
    expect(existsSync(join(dir, 'data'))).toBe(false);
    writeFileSync(join(dir, 'data'), '');
    const { err, failed } = await run('config', 'check');
    expect(err).toMatch(/Cannot keep data in .*: it is not a folder\. Set data\.dir/);
    expect(failed).toBe(true);
  });

  it('print hides secrets', async () => {
    const { out, err } = await run(
      'config',
      'print',
      '--set',
      'database.url=postgres://u:hunter2@127.0.0.1:1/d',
      '--set',
      'portal.port=81',
    );
    expect(out).toContain('port: 81  # cli');
    expect(out + err).not.toContain('hunter2');
    expect(err).toContain('left out: PostgreSQL at 127.0.0.1:1/d does not answer');
  });

  it('shows the stack only with --debug', async () => {
    expect((await run('config', 'check', '--set', 'x')).err.split('\n')).toHaveLength(2);
    expect((await run('config', 'check', '--set', 'x', '--debug')).err).toMatch(/\n +at /);
  });
});

describe('accounts before the first start', () => {
  it('token create prints the token alone; revoke makes it unknown', async () => {
    const { out, err } = await run('token', 'create', '--name', 'backup', '--role', 'admin');
    expect(out).toMatch(/^lw_[\w-]{43}\n$/);
    expect(err).toBe('');
    const list = (await run('token', 'list')).out;
    expect(list).toMatch(/backup\s+admin/);
    expect(list).not.toContain(out.trim());
    expect((await run('token', 'revoke', 'backup')).out).toBe('revoked backup\n');
    expect((await run('token', 'revoke', 'backup')).err).toBe('lanwarden: There is no token backup.\n');
  });

  it('token create narrows to permissions and ends; renew prints a new secret', async () => {
    const narrow = ['--role', 'viewer', '--expires', '90d', '--scope', 'events.read'];
    const { out } = await run('token', 'create', '--name', 'script', ...narrow);
    expect(out).toMatch(/^lw_[\w-]{43}\n$/);
    expect((await run('token', 'list')).out).toMatch(/script\s+viewer.* events\.read/);
    const renewed = await run('token', 'renew', 'script', '--keep-old', '24');
    expect(renewed.out).toMatch(/^lw_[\w-]{43}\n$/);
    expect(renewed.out).not.toBe(out);
    expect((await run('token', 'renew', 'script', '--keep-old', 'long')).err).toContain('a number of hours');
    const beyond = await run('token', 'create', '--name', 'beyond', '--scope', 'users.manage');
    expect([beyond.out, beyond.failed]).toEqual(['', true]);
    expect(beyond.err).toMatch(/A viewer token cannot be given users\.manage\. It can: .*events\.read/);
    expect((await run('token', 'create', '--name', 'late', '--expires', 'soon')).err).toContain('no end of a token');
  });

  it('what was made, renewed and revoked stands in the audit log with what it is', async () => {
    await run('token', 'create', '--name', 'key', '--role', 'ingest', '--source', 'nas', '--expires', '90d');
    await run('token', 'renew', 'key', '--keep-old', '24', '--expires', 'never');
    await run('token', 'revoke', 'key');
    const { audit, close } = await openAccounts(configSchema.parse({ data: { dir: join(dir, 'data') } }));
    expect((await audit.latest(3)).map(({ action, details }) => [action, details])).toMatchObject([
      ['tokens.revoked', { role: 'ingest', source: 'nas' }],
      ['tokens.renewed', { oldSecretGoodForHours: 24, expiresAt: null }],
      ['tokens.created', { role: 'ingest', source: 'nas', expiresAt: expect.any(Number) }],
    ]);
    await close();
  });

  it('user totp-reset and delete say what they did, and whom they do not know', async () => {
    await run('user', 'add', 'alice', '--role', 'admin', '--password-file', password());
    await run('user', 'add', 'bob', '--password-file', password());
    expect((await run('user', 'totp-reset', 'Bob')).out).toBe('bob logs in with the password alone now\n');
    expect((await run('user', 'delete', 'bob')).out).toBe('deleted bob\n');
    expect((await run('user', 'totp-reset', 'bob')).err).toBe('lanwarden: There is no user bob.\n');
    expect((await run('user', 'delete', 'alice')).err).toContain('alice is the last admin');
  });

  it('user add, passwd and list work with a password file; the password is printed nowhere', async () => {
    const added = await run('user', 'add', 'Alice', '--role', 'admin', '--password-file', password());
    expect(added).toEqual({ out: 'added alice (admin)\n', err: '', failed: false });
    expect((await run('user', 'passwd', 'alice', '--password-file', password())).out).toBe('password of alice set\n');
    expect((await run('user', 'list')).out).toMatch(/alice\s+admin\s+on\s+.*never/);
    const twice = await run('user', 'add', 'alice', '--password-file', password());
    expect(twice.err).toBe('lanwarden: There is already a user alice. Choose another name.\n');
    expect(twice.failed).toBe(true);
  });

  it('user add says that the password file is not there', async () => {
    const { err, failed } = await run('user', 'add', 'bob', '--password-file', join(dir, 'none'));
    expect(err).toMatch(/^lanwarden: Cannot read the password file .*none: ENOENT/);
    expect(failed).toBe(true);
  });

  it('migrate says what it applied, once', async () => {
    expect((await run('migrate')).out).toMatch(/^applied core\/0001/);
    expect((await run('migrate')).out).toBe('the metadata database is up to date\n');
  });
});

describe('doctor', () => {
  const FREE = ['portal.port=0', 'listen.udp.port=0', 'listen.tcp.port=0', 'listen.http.port=0'].flatMap((each) => [
    '--set',
    each,
  ]);

  it('finds a sound machine sound', async () => {
    const { out, failed } = await run('doctor', ...FREE, '--set', 'events.minFreeBytes=1');
    for (const what of ['node', 'clock', 'sqlite', 'config', 'time zones', 'data.dir', 'disk', 'metadata'])
      expect(out).toMatch(new RegExp(`^ok    ${what}: `, 'm'));
    expect(failed).toBe(false);
  });

  it('fails on a disk without room and a folder that is none, and says what to do', async () => {
    writeFileSync(join(dir, 'data'), '');
    const { out, err, failed } = await run('doctor', ...FREE, '--set', 'events.minFreeBytes=9007199254740991');
    expect(out).toMatch(
      /^fail {2}disk: .* the oldest days are deleted, .* Make room, keep fewer days \(events\.retention\.days\)/m,
    );
    expect(out).toMatch(/^fail {2}data\.dir: .*not a folder/m);
    expect(err).toMatch(/^lanwarden: \d of \d+ checks failed\n$/);
    expect(failed).toBe(true);
  });

  it('names the port that another program holds', async () => {
    const { createServer } = await import('node:net');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '::', () => resolve()));
    const { port } = server.address() as { port: number };
    const { out } = await run('doctor', ...FREE, '--set', `portal.port=${port}`);
    await new Promise((resolve) => server.close(resolve));
    expect(out).toContain(`fail  portal.port ${port}/tcp: taken by another program`);
  });
});

it('collect as one of several refuses to keep events for itself, and says what to set', async () => {
  const url = 'postgres://lanwarden:secret@127.0.0.1:1/lanwarden';
  const { err, failed } = await run('collect', '--set', `database.url=${url}`);
  expect([failed, err]).toEqual([true, expect.stringMatching(/events\.store: found sqlite, .* Set it to postgres/)]);
  const other = await run('collect', '--set', `database.url=${url}`, '--set', 'events.store=postgres');
  expect([other.failed, other.err]).toEqual([true, expect.stringContaining('does not answer')]);
});

describe('loggen', () => {
  it('says what to look at when nobody takes what it sends', async () => {
    const [port] = await freePorts(1);
    const { out, err, failed } = await run('loggen', '--port', String(port), '--count', '20', '--rate', '200');
    expect(JSON.parse(out)).toMatchObject({ sent: 20, errors: expect.any(Number) });
    expect(err).toMatch(
      new RegExp(`^lanwarden: \\d+ of 20 lines could not be sent: does anybody listen on UDP port ${port} of 127`),
    );
    expect(failed).toBe(false);
  });
});
