import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import { reportFailure } from './failure.js';
import search from './search.js';

const NOW = Date.now();
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-search-'));
  const store = await openSqliteStore({ dataDir: dir, events: { segment: { rows: 10_000 }, minFreeBytes: 0 } });
  const events = Array.from({ length: 1_500 }, (_, i) => ({ event: event(i) }));
  await store.append({ kind: 'live', events });
  await store.close();
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

function event(i: number): LogEvent {
  return {
    '@timestamp': NOW - i * 60_000,
    'event.ingested': NOW,
    'lanwarden.source': 'nas',
    'lanwarden.family': 'linux',
    'event.dataset': 'linux-auth',
    'event.severity': 3,
    'lanwarden.hour_of_week': 1,
    'event.original': `raw ${i}`,
    'user.name': i % 2 === 0 ? 'even' : 'odd',
    message: `number ${i}`,
  };
}

async function run(...args: string[]): Promise<{ out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text, done) => {
    out += String(text);
    (done as unknown as () => void)();
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  const program = new Command('lanwarden')
    .exitOverride()
    .option('--config <file>')
    .option('--set <assignment>', '', (value: string, before: string[] = []) => [...before, value]);
  search(program.command('search'));
  try {
    await program.parseAsync(['search', ...args, '--set', `data.dir=${dir}`], { from: 'user' });
  } catch (error) {
    reportFailure(error, program);
  }
  return { out, err };
}

const messages = (out: string): string[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { message: string }).message);

it('prints the newest first, at most --limit', async () => {
  expect(messages((await run('user:even', '--limit', '3', '--format', 'ndjson')).out)).toEqual([
    'number 0',
    'number 2',
    'number 4',
  ]);
});

it('goes on over pages', async () => {
  const { out } = await run('--limit', '1400', '--format', 'ndjson');
  expect(messages(out)).toEqual(Array.from({ length: 1_400 }, (_, i) => `number ${i}`));
});

it('keeps to --from and --to', async () => {
  const { out } = await run('--from', '-10m', '--to', '-5m', '--format', 'ndjson');
  expect(messages(out).map((text) => Number(text.slice(7)))).toSatisfy(
    (ages: number[]) => ages.length === 5 && ages.every((age) => age >= 5 && age <= 10),
  );
});

it('says below the table how many there are', async () => {
  const { out, err } = await run('number', '--limit', '2');
  expect(out.trimEnd().split('\n')).toHaveLength(3);
  expect(err).toBe('2 events, there are more (--limit)\n');
  expect((await run('nothing-like-this')).err).toBe('0 events\n');
});

it.each([
  [['user:('], /^lanwarden: The query has a mistake at character \d+: /],
  [['--from', 'yesterday'], /expected a time such as/],
])('answers %j with one line', async (args, expected) => {
  const { out, err } = await run(...args);
  expect(err).toMatch(expected);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(out).toBe('');
});

it('says when nothing was ever stored', async () => {
  const before = dir;
  dir = join(before, 'nowhere');
  const { err } = await run();
  dir = before;
  expect(err).toMatch(/^lanwarden: There are no events in .*nowhere\. Is data\.dir right/);
});
