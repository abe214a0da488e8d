// What a move refuses before it touches anything, and how it tells how far it is.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { Lock } from '../link/lock.js';
import { moveTo, targetOf } from './migrate-to.js';
import { lineOf, MoveProgress } from './move-progress.js';
import { nextSteps, resultText } from './move-report.js';

const NOBODY = 'postgres://lanwarden:secret@127.0.0.1:1/lanwarden';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-migrate-to-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the target', () => {
  it('is an address, or stands in a file, and without one nothing is moved', () => {
    writeFileSync(join(dir, 'address'), `${NOBODY}\n`);
    expect(targetOf({ to: NOBODY })).toBe(NOBODY);
    expect(targetOf({ toFile: join(dir, 'address') })).toBe(NOBODY);
    expect(targetOf({})).toBeUndefined();
  });

  it.each([
    [{ to: NOBODY, toFile: 'x' }, 'not both'],
    [{ to: NOBODY, dryRun: true, verify: true }, 'not both'],
    [{ verify: true }, 'Say where to'],
    [{ toFile: '/nowhere/at/all' }, 'Cannot read /nowhere/at/all'],
  ] as const)('is refused: %j', (options, text) => {
    expect(() => targetOf(options)).toThrow(text);
  });
});

describe('a move', () => {
  const config = (): ReturnType<typeof configSchema.parse> => configSchema.parse({ data: { dir } });

  it('waits until the program is stopped, says who runs, and gives back what it took', async () => {
    mkdirSync(join(dir, 'run'));
    const collector = new Lock(join(dir, 'run', 'collector.lock'));
    collector.take('Testing');
    const text = `process ${process.pid} holds run/collector.lock`;
    await expect(moveTo(NOBODY, { to: NOBODY }, config(), [])).rejects.toThrow(text);
    collector.release();
    await expect(moveTo(NOBODY, { to: NOBODY }, config(), [])).rejects.toThrow('nothing to move');
    expect(new Lock(join(dir, 'run', 'serve.lock')).holder()).toBeUndefined();
  });

  it('names the option whose address cannot be read, and no password', async () => {
    const url = 'postgres://lanwarden:secret@127.0.0.1/';
    await expect(moveTo(url, { to: url }, config(), [])).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^--to names no database(?!.*secret)/),
    });
  });
});

describe('progress', () => {
  it('is rows, rate, percent and time left; what an earlier run did is not this one’s rate', () => {
    expect(lineOf('moving events', { now: 20_000, before: 100_000 }, 240_000, 2_000)).toBe(
      'moving events: 120,000 of 240,000 (50 %), 10,000/s, 12 s left',
    );
    expect(lineOf('moving the metadata', { now: 0, before: 0 }, 0, 5)).toBe('moving the metadata ...');
  });

  it('is one line that is written over on a terminal, and lines elsewhere', () => {
    const written = (isTTY: boolean): string => {
      let text = '';
      const progress = new MoveProgress({ isTTY, write: (part: unknown) => (text += String(part)) !== '' });
      progress.begin('events', 10);
      progress.add(10, 'now');
      progress.end();
      return text;
    };
    expect(written(true)).toMatch(/^\r\x1b\[Kmoving events: 0 of 10 .*\r\x1b\[Kmoving events: 10 of 10 \(100 %\).*\n$/);
    expect(written(false)).toMatch(/^moving events: 0 of 10 .*\nmoving events: 10 of 10 .*\n$/);
  });
});

it('the result names each day, and each table that differs or is not moved', () => {
  const digest = (events: number, text: string): { events: number; digest: string } => ({
    events,
    digest: text.repeat(64),
  });
  const table = { name: 'users', rows: 2, targetRows: 2, isEqual: true };
  const text = resultText({
    tables: [table, { ...table, name: 'alerts', targetRows: 1, isEqual: false }],
    days: [
      { day: '20261119', source: digest(1_000, 'a'), target: digest(1_000, 'a'), isEqual: true },
      { day: '20261120', source: digest(5, 'b'), target: undefined, isEqual: false },
    ],
    leftBehind: [{ name: 'of_a_plugin', rows: 3 }],
    unreadable: [],
    isEqual: false,
  });
  expect(text.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['what', 'in source', 'in target', 'SHA-256', 'equal'],
    ['metadata, tables: 1', '2', '2', 'yes'],
    ['table alerts', '2', '1', 'NO'],
    ['table of_a_plugin', '3', 'not moved'],
    ['2026-11-19', '1,000', '1,000', 'aaaaaaaaaaaaaaaa', 'yes'],
    ['2026-11-20', '5', '0', 'bbbbbbbbbbbbbbbb', 'NO'],
    [''],
  ]);
});

describe('the next steps', () => {
  const installation = { id: 'a', metadata: 'm.sqlite', events: 'events', segments: [], spoolBytes: 0 };
  const config = configSchema.parse({ data: { dir: 'data' }, database: { url: NOBODY } });

  const STORE = 'LANWARDEN_EVENTS__STORE=postgres';
  it.each([
    ['metadata and events', installation, ['LANWARDEN_DATABASE__URL_FILE=/address', STORE]],
    ['events alone', { ...installation, metadata: undefined }, ['LANWARDEN_EVENTS__URL_FILE=/address', STORE]],
    ['metadata alone', { ...installation, events: undefined }, ['LANWARDEN_DATABASE__URL_FILE=/address']],
  ])('name all variables: %s', (_, moved, variables) => {
    const text = nextSteps(moved, { leftBehind: [] }, config, '/address');
    expect(text.match(/LANWARDEN_\S+/g)).toEqual(variables);
    expect(text).not.toContain('left behind');
  });

  it('name what is left behind', () => {
    const text = nextSteps(installation, { leftBehind: [{ name: 'of_a_plugin', rows: 3 }] }, config, undefined);
    expect(text).toMatch(/left behind .*of_a_plugin \(3 rows\).*plugins\.dir/);
  });
});
