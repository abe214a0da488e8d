import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { loadConfig, type LoadedConfig, type LoadOptions } from './load.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-config-'));
});

const load = (options: LoadOptions = {}): LoadedConfig =>
  loadConfig({ env: {}, defaultFiles: [], cwd: dir, ...options });

function yaml(text: string): string {
  const file = join(dir, 'lanwarden.yaml');
  writeFileSync(file, text);
  return file;
}

function problemsOf(options: LoadOptions): string {
  try {
    load(options);
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).code).toBe('CONFIG_INVALID');
    return (error as Fault).message.replaceAll(`${dir}/`, '');
  }
  return 'no problem';
}

describe('the layers', () => {
  it('lets the later layer win, key by key, and remembers who set what', () => {
    const { config, origins, file } = load({
      portal: { portal: { port: 1, host: '127.0.0.1', sessionHours: 3 }, log: { level: 'warn' } },
      file: yaml('portal:\n  port: 2\n  host: 127.0.0.2\nlisten:\n'),
      env: { LANWARDEN_PORTAL__PORT: '3', LANWARDEN_LISTEN__UDP__PORT: '33' },
      set: ['portal.port=4'],
    });
    expect(config.portal).toMatchObject({ port: 4, host: '127.0.0.2', sessionHours: 3 });
    expect(config.listen.udp.port).toBe(33);
    expect(config.log.level).toBe('warn');
    expect(file).toBe(join(dir, 'lanwarden.yaml'));
    const asked = [
      'portal.port',
      'portal.host',
      'portal.sessionHours',
      'listen.udp.port',
      'listen.tcp.port',
      'sources',
    ];
    expect(asked.map((key) => origins.get(key))).toEqual(['cli', 'file', 'portal', 'env', 'default', 'default']);
  });

  it('finds the first default file that is there', () => {
    const file = yaml('log: { level: error }');
    expect(load({ defaultFiles: [join(dir, 'none.yaml'), file] }).config.log.level).toBe('error');
  });

  it('does not go on without a default file that cannot be looked at', () => {
    const file = join(dir, 'loop.yaml');
    symlinkSync(file, file);
    expect(() => load({ defaultFiles: [file, yaml('log: { level: error }')] })).toThrow(
      `Cannot read the configuration file ${file}: ELOOP`,
    );
  });

  it.skipIf(process.getuid?.() === 0)('does not go on without a default file in a closed folder', () => {
    const folder = join(dir, 'closed');
    mkdirSync(folder, { mode: 0 });
    expect(() => load({ defaultFiles: [join(folder, 'config.yaml')] })).toThrow('EACCES');
  });

  it('is frozen to the bottom', () => {
    const { config } = load({ file: yaml('sources: [{ name: router, match: { peer: [10.0.0.1] } }]') });
    expect(() => ((config.listen.udp as { port: number }).port = 1)).toThrow(TypeError);
    expect(() => (config.sources as { match: { peer: string[] } }[])[0]!.match.peer.push('x')).toThrow(TypeError);
  });

  it('starts a relative data.dir where the program was started', () => {
    expect(load().config.data.dir).toBe(join(dir, 'data'));
    expect(load({ overrides: { data: { dir: '/var/lib/lanwarden' } } }).config.data.dir).toBe('/var/lib/lanwarden');
  });
});

describe('the environment', () => {
  it.each([
    ['LANWARDEN_DATA__DIR', '/d', (c: LoadedConfig) => c.config.data.dir, '/d'],
    ['LANWARDEN_LISTEN__UDP__PORT', ' 1514 ', (c: LoadedConfig) => c.config.listen.udp.port, 1514],
    ['LANWARDEN_EVENTS__RETENTION__DAYS', '2.5', (c: LoadedConfig) => c.config.events.retention.days, 2.5],
    ['LANWARDEN_LISTEN__HTTP__MAX_BODY_BYTES', '9', (c: LoadedConfig) => c.config.listen.http.maxBodyBytes, 9],
    ['LANWARDEN_LISTEN__HTTP__MAXBODYBYTES', '9', (c: LoadedConfig) => c.config.listen.http.maxBodyBytes, 9],
    ['LANWARDEN_LISTEN__TCP__ENABLED', 'no', (c: LoadedConfig) => c.config.listen.tcp.enabled, false],
    ['LANWARDEN_PLUGINS__OFF', 'kv, json', (c: LoadedConfig) => c.config.plugins.off, ['kv', 'json']],
    ['LANWARDEN_PLUGINS__OFF', '["kv"]', (c: LoadedConfig) => c.config.plugins.off, ['kv']],
    ['LANWARDEN_SOURCES', '[{"name":"a"}]', (c: LoadedConfig) => c.config.sources[0]?.name, 'a'],
    [
      'LANWARDEN_EVENTS__RETENTION__CLASSES__LONG_ONE__DAYS',
      '400',
      (c: LoadedConfig) => c.config.events.retention.classes['long_one'],
      { days: 400 },
    ],
    ['LANWARDEN_PORTAL__URL', '', (c: LoadedConfig) => c.config.portal.url, undefined],
    ['LANWARDEN_PORT_8080_TCP_ADDR', '10.1.1.1', (c: LoadedConfig) => c.config.portal.port, 8080],
  ] as const)('reads %s=%s', (name, value, pick, expected) => {
    expect(pick(load({ env: { [name]: value } }))).toEqual(expected);
  });

  it('reads a secret from the file that ..._FILE names, without its last line break', () => {
    writeFileSync(join(dir, 'secret'), 'postgres://u:p@h/db\n');
    expect(load({ env: { LANWARDEN_DATABASE__URL_FILE: join(dir, 'secret') } }).config.database.url).toBe(
      'postgres://u:p@h/db',
    );
    expect(problemsOf({ env: { LANWARDEN_DATABASE__URL_FILE: join(dir, 'none') } })).toMatch(
      /database\.url: cannot read its file: ENOENT/,
    );
    const both = { LANWARDEN_DATABASE__URL_FILE: join(dir, 'secret'), LANWARDEN_DATABASE__URL: 'x' };
    expect(problemsOf({ env: both })).toContain(
      'set twice, by LANWARDEN_DATABASE__URL and LANWARDEN_DATABASE__URL_FILE',
    );
  });
});

describe('mistakes', () => {
  it.each([
    ['lisen:\n  udp: {}', 'lisen: unknown key, did you mean listen? (lanwarden.yaml line 1)'],
    [
      'listen:\n  udp:\n    prot: 5',
      'listen.udp.prot: unknown key, did you mean listen.udp.port? (lanwarden.yaml line 3)',
    ],
    ['retention: { days: 3 }', 'retention: unknown key, did you mean events.retention? (lanwarden.yaml line 1)'],
    ['log:\n  qqqqqqq: 1', 'log.qqqqqqq: unknown key; known here: level (lanwarden.yaml line 2)'],
    ['portal:\n  port: abc', 'portal.port: found "abc", expected a whole number 0..65535 (lanwarden.yaml line 2)'],
    ['portal:\n  port: 70000', 'portal.port: found 70000, expected a whole number 0..65535 (lanwarden.yaml line 2)'],
    [
      'sources:\n  - { name: pi, pull: { kind: pihole-ftl, path: /p.db, since: 2026-02-30 } }',
      'sources.0.pull.since: found "2026-02-30", expected a day that there is',
    ],
    ['portal: 8080', 'portal: found 8080, expected a section (lanwarden.yaml line 1)'],
    [
      'log: { level: loud }',
      'log.level: found "loud", expected one of debug, info, warn, error (lanwarden.yaml line 1)',
    ],
    [
      'time: { zone: Mars/Base }',
      'time.zone: found "Mars/Base", expected an IANA time zone such as Europe/Berlin (lanwarden.yaml line 1)',
    ],
    [
      'sources:\n  - nam: x',
      'sources.0.name: missing, expected text of at most 100 characters (lanwarden.yaml line 1)',
    ],
    [
      'sources:\n  - { name: x, matches: {} }',
      'sources.0.matches: unknown key, did you mean sources.0.match? (lanwarden.yaml line 1)',
    ],
    ['database: { url: 5 }', 'database.url: found (a secret), expected text (lanwarden.yaml line 1)'],
    [
      'events: { retention: { classes: { "A B": { days: 1 } } } }',
      'events.retention.classes.A B: not a valid name here',
    ],
    ['__proto__: { a: 1 }', '__proto__: unknown key'],
    ['a: [1\nb: 2', 'not valid YAML'],
    ['portal: {}\nportal: {}', 'not valid YAML: Map keys must be unique (lanwarden.yaml line 2)'],
    ['listen: { tls: { enabled: true } }', 'listen.tls: enabled without a certificate'],
    ['portal: { url: logs.lan }', 'portal.url: found "logs.lan", expected an address such as'],
    [
      'portal: { url: https://h/logs }',
      'portal.url: found "https://h/logs", expected no path: the portal needs a name',
    ],
    ['portal: { port: 8088 }', 'listen.http.port: found 8088, which is portal.port already'],
    ['sources: [{ name: (other senders) }]', 'sources.0.name: found "(other senders)", expected another name'],
    ['sources: [{ name: a }, { name: a }]', 'sources.1.name: found "a" a second time'],
  ])('answers %j with what and where', (text, expected) => {
    expect(problemsOf({ file: yaml(text), moduleSchemas: {} })).toContain(expected);
  });

  it.each([
    [{ LANWARDEN_DATA_DIR: '/x' }, 'LANWARDEN_DATA_DIR: no such setting, did you mean LANWARDEN_DATA__DIR?'],
    [{ LANWARDEN_LISTEN__UPD__PORT: '1' }, 'did you mean LANWARDEN_LISTEN__UDP__PORT?'],
    [
      { LANWARDEN_PORTAL__PORT: 'x' },
      'portal.port: found "x", expected a whole number 0..65535 (environment LANWARDEN_PORTAL__PORT)',
    ],
    [{ LANWARDEN_PORTAL: 'x' }, 'portal: found "x", expected a section (environment LANWARDEN_PORTAL)'],
  ])('answers the environment %j', (env, expected) => {
    expect(problemsOf({ env })).toContain(expected);
  });

  it.each([
    ['portal.prot=1', 'portal.prot: unknown key, did you mean portal.port? (--set)'],
    ['listen.tcp.idleTimeoutMs=0', 'listen.tcp.idleTimeoutMs: found 0'],
    ['listen.tcp.idleTimeoutMs=3000000000', 'listen.tcp.idleTimeoutMs: found 3000000000'],
    ['listen.tcp.frameTimeoutMs=-1', 'listen.tcp.frameTimeoutMs: found -1'],
    ['listen.tcp.maxConnections=0', 'listen.tcp.maxConnections: found 0'],
    ['listen.tcp.maxConnectionsPerPeer=0', 'listen.tcp.maxConnectionsPerPeer: found 0'],
    ['listen.http.maxBodyBytes=-1', 'listen.http.maxBodyBytes: found -1'],
    ['events.minFreeBytes=-1', 'events.minFreeBytes: found -1'],
    ['portal', 'expected key=value'],
    ['portal.port.deep=1', 'portal.port.deep: unknown key'],
  ])('answers --set %s', (assignment, expected) => {
    expect(problemsOf({ set: [assignment] })).toContain(expected);
  });

  it('names all of them at once, of all layers', () => {
    const message = problemsOf({
      file: yaml('lisen: {}\nportal:\n  port: abc\n'),
      env: { LANWARDEN_LOG__LEVEL: 'loud' },
      set: ['time.zome=UTC'],
    });
    expect(message).toContain('Configuration has 4 problems:');
    for (const path of ['lisen', 'portal.port', 'log.level', 'time.zome']) expect(message).toContain(`\n  ${path}: `);
  });

  it('says that a named file is not there', () => {
    expect(problemsOf({ file: join(dir, 'none.yaml') })).toMatch(
      /^Cannot read the configuration file none\.yaml: ENOENT/,
    );
  });
});

describe('modules', () => {
  const moduleSchemas = { baselines: z.strictObject({ budget: z.number().default(5).describe('Findings a day') }) };

  it('have a section named like them, with defaults', () => {
    expect(load({ moduleSchemas }).modules).toEqual({ baselines: { budget: 5 } });
    const loaded = load({ moduleSchemas, env: { LANWARDEN_BASELINES__BUDGET: '7' } });
    expect(loaded.modules).toEqual({ baselines: { budget: 7 } });
    expect(loaded.origins.get('baselines.budget')).toBe('env');
    expect(problemsOf({ moduleSchemas, file: yaml('baselines: { bugdet: 1 }') })).toContain(
      'did you mean baselines.budget?',
    );
  });

  it('are left alone by a command that does not know them, but a slip in a core section is still seen', () => {
    expect(load({ file: yaml('baselines: { budget: 1 }') }).modules).toEqual({});
    expect(problemsOf({ file: yaml('lisen: {}') })).toContain('did you mean listen?');
  });

  it('cannot take the name of a core section', () => {
    expect(() => load({ moduleSchemas: { portal: z.strictObject({}) } })).toThrow(/portal is a section of the core/);
  });
});
