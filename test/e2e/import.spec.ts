// Historical logs: event time, nothing twice, through the running collector or without one.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvtx, text as made } from '../../src/import/evtx/testing/make-evtx.js';
import { eventually } from '../helpers/eventually.js';
import { lanwarden, MAIN, startProgram } from '../helpers/program.mjs';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-import-'));
const log = join(dir, 'auth.log.gz');
const line = (day: number, user: string): string =>
  `Mar ${String(day).padStart(2)} 10:00:01 web1 sshd[1]: Accepted password for ${user} from 10.0.0.5 port 1 ssh2\n`;
const text = `${line(1, 'alice')}${line(1, 'alice')}${line(2, 'bob')}no header at all\n`;

beforeAll(() => writeFileSync(log, gzipSync(text)));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const env = (data: string): Record<string, string | undefined> => ({ ...process.env, LANWARDEN_DATA__DIR: data });
const importLog = (data: string): unknown =>
  JSON.parse(lanwarden(['import', log, '--source', 'old', '--now', '2026-06-01T00:00:00Z'], env(data)));
const all = (data: string): Record<string, unknown>[] =>
  lanwarden(['search', '', '--format', 'ndjson', '--from', '2025-01-01', '--to', 'now', '--limit', '100'], env(data))
    .split('\n')
    .filter((row: string) => row !== '')
    .map((row: string) => JSON.parse(row) as Record<string, unknown>);

describe('import', () => {
  it('stores in event time, and takes no line twice, without a running collector', () => {
    const data = join(dir, 'alone');
    expect(importLog(data)).toMatchObject({ received: 4, stored: 4, duplicate: 0 });
    expect(importLog(data)).toMatchObject({ received: 4, stored: 0, duplicate: 4 });
    const events = all(data);
    expect(events).toHaveLength(4);
    // newest first; the line without a time has that of the line before it
    expect(events.map((event) => event['@timestamp'])).toEqual([
      '2026-03-02T10:00:01.000Z',
      '2026-03-02T10:00:01.000Z',
      '2026-03-01T10:00:01.000Z',
      '2026-03-01T10:00:01.000Z',
    ]);
    expect(events[2]).toMatchObject({ 'user.name': 'alice', 'lanwarden.source': 'old', 'host.name': 'web1' });
  });

  it('goes through the running collector, where the second run is no news either', async () => {
    const program = await startProgram();
    try {
      expect(importLog(program.dir)).toMatchObject({ received: 4, stored: 4 });
      expect(importLog(program.dir)).toMatchObject({ received: 4, duplicate: 4 });
      expect(all(program.dir)).toHaveLength(4);
    } finally {
      await program.dispose();
    }
  });
});

describe('import of other formats', () => {
  const run = (data: string, ...args: string[]): unknown => JSON.parse(lanwarden(['import', ...args], env(data)));

  it('takes an event log, packed too, each record once, and says what is damaged', () => {
    const data = join(dir, 'evtx');
    const record = { id: 7, code: 4625, computer: 'pc1.example.org', time: Date.UTC(2026, 2, 1, 10) };
    const file = makeEvtx([record, { ...record, id: 8, value: made('x') }], [{ ...record, id: 9 }]);
    file.write('garbage!', 4_096 + 65_536, 'latin1');
    writeFileSync(join(dir, 'a.evtx'), file);
    writeFileSync(join(dir, 'packed.bin'), gzipSync(file));
    expect(run(data, join(dir, 'a.evtx'))).toMatchObject({ received: 2, stored: 2, damaged: 1 });
    expect(run(data, join(dir, 'packed.bin'))).toMatchObject({ received: 2, duplicate: 2, damaged: 1 });
    expect(all(data)[0]).toMatchObject({
      '@timestamp': '2026-03-01T10:00:00.000Z',
      'event.dataset': 'windows',
      'event.code': '4625',
      'host.name': 'pc1.example.org',
      'winlog.event_data.Value': 'x',
    });
  });

  it('takes its own exports back with the same fields, as NDJSON and as CSV', () => {
    const first = join(dir, 'first');
    importLog(first);
    const search = (data: string, format: string): string =>
      lanwarden(['search', '', '--format', format, '--from', '2025-01-01', '--to', 'now'], env(data));
    const plain = (row: Record<string, unknown>): string =>
      JSON.stringify(Object.entries({ ...row, 'event.id': '', 'event.ingested': '' }).sort());
    const expected = all(first).map(plain).sort();
    for (const format of ['ndjson', 'csv']) {
      const file = join(dir, `export.${format}`);
      writeFileSync(file, search(first, format));
      const second = join(dir, `second-${format}`);
      expect(run(second, file)).toMatchObject({ received: 4, stored: 4, damaged: 0 });
      expect(run(second, file)).toMatchObject({ received: 4, duplicate: 4 });
      // The command's CSV has the columns of the registry, not what parsers bring along.
      const rows = (data: string): string[] =>
        search(data, 'csv')
          .replaceAll(/^[^,]+,([^,]+),[^,]+/gm, '$1')
          .split('\n')
          .sort();
      if (format === 'csv') expect(rows(second)).toEqual(rows(first));
      else expect(all(second).map(plain).sort()).toEqual(expected);
    }
  });

  it('takes a table with a mapping, and its messages go through the parsers', () => {
    const data = join(dir, 'table');
    const file = join(dir, 'table.txt');
    writeFileSync(file, 'When;Where;What;Said;Note\n01.03.2026 10:00:00;web1;sshd;Failed password for root from 203.0.113.5 port 22 ssh2;"a\nb"\n'); // prettier-ignore
    expect(run(data, file, '--map', 'time=When,host=Where,app=What,message=Said')).toMatchObject({ stored: 1 });
    expect(all(data)[0]).toMatchObject({
      '@timestamp': '2026-03-01T10:00:00.000Z',
      'host.name': 'web1',
      'user.name': 'root',
      'source.ip': '203.0.113.5',
      'event.dataset': 'linux-auth',
      'csv.Note': 'a\nb',
    });
    expect(() => run(data, file, '--map', 'time=Wen')).toThrow('No column "Wen"');
  });
});

describe('import of what is damaged', () => {
  it('stores what a cut-off .gz holds, counts it, and goes on with the next file', () => {
    const data = join(dir, 'cut');
    writeFileSync(join(dir, 'cut.gz'), gzipSync(text).subarray(0, -8));
    writeFileSync(join(dir, 'next.log'), line(3, 'carol'));
    const summary = JSON.parse(lanwarden(['import', join(dir, 'cut.gz'), join(dir, 'next.log')], env(data))) as object;
    expect(summary).toMatchObject({ received: 5, stored: 5, damaged: 1 });
  });
});

describe('an import that does not come to its end', () => {
  const ok = (): string => {
    const file = join(dir, 'ok.csv');
    writeFileSync(file, 'When,Said\n2026-03-01T10:00:00Z,one\n2026-03-01T10:00:00Z,two\n');
    return file;
  };

  it.each<[string, string, string[]]>([
    ['a folder', 'is a folder', ['folder']],
    ['an archive', 'is a zip archive', ['logs.zip']],
    ['an event log beside a mapping', 'is read as evtx, and --map', ['log.evtx', '--map', 'time=When']],
  ])('begins with no file where one is %s', (_what, words, [name, ...options]) => {
    const data = join(dir, 'refused');
    mkdirSync(join(dir, 'folder'), { recursive: true });
    writeFileSync(join(dir, 'logs.zip'), 'PK\x03\x04\x14\0');
    writeFileSync(join(dir, 'log.evtx'), makeEvtx([{ id: 1, code: 4625, computer: 'pc1', time: 0 }]));
    expect(() => lanwarden(['import', ok(), join(dir, name!), ...options], env(data))).toThrow(words);
    expect(existsSync(data)).toBe(false);
  });

  it('says what became of the files before the one that fails, in one object on standard output', () => {
    const data = join(dir, 'half');
    const plugins = join(dir, 'plugins');
    mkdirSync(join(plugins, 'parsers', 'broken'), { recursive: true });
    writeFileSync(join(plugins, 'parsers', 'broken', 'index.js'), 'export default 1;\n');
    writeFileSync(join(dir, 'other.csv'), 'At,Said\n2026-03-01T10:00:00Z,x\n');
    const args = [MAIN, 'import', ok(), join(dir, 'other.csv'), '--map', 'time=When,message=Said'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: { ...env(data), LANWARDEN_PLUGINS__DIR: plugins },
    });
    expect(JSON.parse(stdout)).toMatchObject({ received: 2, stored: 2 });
    expect(stderr).toContain('plugin was left out');
    expect(stderr).toContain('lanwarden: No column "When"');
    expect(status).toBe(1);
  });

  it('ends at Ctrl-C with what became of the lines that it read', async () => {
    const data = join(dir, 'interrupted');
    const child = spawn(process.execPath, [MAIN, 'import', '-'], { env: env(data) });
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => (out += String(text)));
    child.stderr.on('data', (text) => (err += String(text)));
    child.stdin.on('error', () => undefined); // it reads no more
    const lines = line(1, 'dora').repeat(3_000);
    child.stdin.write(lines);
    await eventually(() => expect(existsSync(join(data, 'events')) ? readdirSync(join(data, 'events')).join() : '').toContain('-import-')); // prettier-ignore
    child.kill('SIGINT');
    await eventually(() => expect(err).toContain('stopping'));
    child.stdin.end(lines);
    const [code] = (await once(child, 'exit')) as [number];
    const { received, stored } = JSON.parse(out) as Record<string, number>;
    expect([code, stored]).toEqual([130, received]);
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThan(6_000);
  });
});

describe('parse', () => {
  it('reads an event log', () => {
    writeFileSync(join(dir, 'p.evtx'), makeEvtx([{ id: 1, code: 4625, computer: 'pc1', time: 0 }]));
    const event = JSON.parse(lanwarden(['parse', join(dir, 'p.evtx')], env(join(dir, 'none')))) as object;
    expect(event).toMatchObject({ 'event.code': '4625', 'host.name': 'pc1' });
  });

  it('prints one event a line in input order, and says what was tried', () => {
    const out = lanwarden(
      ['parse', '-', '--now', '2026-06-01T00:00:00Z', '--trace'],
      env(join(dir, 'none')),
      text,
    ) as string;
    const events = out.trim().split('\n').map((row) => JSON.parse(row) as Record<string, unknown>); // prettier-ignore
    expect(events.map((event) => event['user.name'])).toEqual(['alice', 'alice', 'bob', undefined]);
    expect(events[0]).toMatchObject({ 'lanwarden.trace': { source: 'import', outcome: 'stored' } });
    expect((events[0]!['lanwarden.trace'] as { parsers: unknown[] }).parsers).toContainEqual({
      parser: 'linux-auth',
      because: 'app',
      result: 'claimed',
    });
    expect(events[3]).toMatchObject({ 'event.dataset': 'none', tags: ['syslog.missing-timestamp'] });
  });
});
