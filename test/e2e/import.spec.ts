// Historical logs: event time, nothing twice, through the running collector or without one.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanwarden, startProgram } from '../helpers/program.mjs';

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

describe('parse', () => {
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
