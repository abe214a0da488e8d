// A house of three over a month, and a night when somebody else has alice’s password.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { BacktestCall, BacktestLine } from '#src/plugin/backtest.js';
import type { EventReader } from '#src/store/event-store.js';
import { readHistory, storeOf } from '../../../test/helpers/history.js';
import { backtestBaselines } from './command.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MONDAY = Date.parse('2026-03-02T00:00:00Z');
const DAYS = 30;
/** A Saturday, 03:12. */
const BREAK_IN = MONDAY + 26 * DAY_MS + 3.2 * HOUR_MS;

const PEOPLE = ['alice', 'bob', 'carol'];

function month(): string[] {
  const lines: [number, string][] = [];
  for (let day = 0; day < DAYS; day += 1)
    for (const [i, name] of PEOPLE.entries())
      for (let hour = 7 + i; hour < 19; hour += 2) {
        // The same each time, but not the same each day.
        const time = MONDAY + day * DAY_MS + hour * HOUR_MS + ((day * 7 + hour * 11 + i * 13) % 50) * 60_000;
        lines.push([time, ssh(time, name, `192.168.1.${20 + i}`)]);
      }
  lines.push([BREAK_IN, ssh(BREAK_IN, 'alice', '203.0.113.7')]);
  return lines.sort(([a], [b]) => a - b).map(([, line]) => line);
}

const ssh = (time: number, name: string, ip: string): string =>
  `<86>1 ${new Date(time).toISOString()} web1 sshd 4242 - - Accepted password for ${name} from ${ip} port 4022 ssh2`;

describe('over a month', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-backtest-'));
  let events: ReturnType<typeof readHistory>;
  let lines: BacktestLine[];
  let says: readonly string[];

  beforeAll(async () => {
    writeFileSync(join(dir, 'geo.csv'), 'cidr,country,lat,lon\n203.0.113.0/24,PL,52.1,19.4\n');
    events = readHistory(month());
    ({ lines, says } = await tried({ geoip: { path: join(dir, 'geo.csv') } }));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('finds the logon from elsewhere at night, and says why in a sentence', () => {
    const late = lines.filter(({ time }) => Date.parse(String(time)) >= MONDAY + 14 * DAY_MS);
    const [worst] = late.sort((a, b) => Number(b['score']) - Number(a['score']));
    expect(worst).toMatchObject({ user: 'alice', time: new Date(BREAK_IN).toISOString(), state: 'ready' });
    expect(worst?.['score']).toBeGreaterThanOrEqual(75);
    const codes = (worst as { reasons: { code: string }[] }).reasons.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['new-country', 'unusual-hour']));
    expect(worst?.['summary']).toMatch(
      /^alice logged on to web1 from 203\.0\.113\.7 \(PL\) at 03:12 Saturday; alice .*has never come from PL/,
    );
    expect(worst?.['summary']).toContain('was active at this hour in 0 of the last 3 weeks');
  });

  it('prints a line each time a score rises within an hour, from the first day on, with points that add up', () => {
    expect(Date.parse(String(lines[0]?.['time']))).toBeLessThan(MONDAY + DAY_MS);
    const hours = new Map<string, number>();
    for (const { time, user, ip, host, score, reasons } of lines) {
      const key = `${String(user ?? ip ?? host)} ${Math.floor(Date.parse(String(time)) / HOUR_MS)}`;
      expect(score).toBeGreaterThan(hours.get(key) ?? -1);
      hours.set(key, Number(score));
      const points = (reasons as { points: number }[]).reduce((sum, each) => sum + each.points, 0);
      if (Number(score) >= 50) expect(Math.abs(points - Number(score))).toBeLessThanOrEqual(0.51);
    }
    const times = lines.map(({ time }) => String(time));
    expect(times).toEqual([...times].sort());
  });

  it('tells how many findings that would have been a day, week by week', () => {
    expect(says[0]).toMatch(/^511 events of 30 days in [\d.]+ s: 3 accounts, /);
    expect(says.filter((each) => /^ {2}week from 2026-0\d-\d\d/.test(each))).toHaveLength(5);
    expect(says.at(-1)).not.toMatch(/Left out/);
    expect(says.join('\n')).toContain('Verdicts were left out');
  });

  it('learns only from the range that it is given, and says that it has no GeoIP file', async () => {
    const from = MONDAY + 25 * DAY_MS;
    const { lines: few, says: told } = await tried({}, { from, to: from + 3 * DAY_MS });
    expect(few.every(({ time }) => Date.parse(String(time)) >= from)).toBe(true);
    expect(few.every(({ state }) => state === 'learning')).toBe(true);
    expect(told.join('\n')).toContain('There is no GeoIP file');
  });

  it('gives lines as they come, and keeps none', async () => {
    let batches = 0;
    const whole = storeOf(events);
    const scan: EventReader['scan'] = async function* (request) {
      for await (const batch of whole.scan({ ...request, batchSize: 10 })) {
        batches += 1;
        yield batch;
      }
    };
    const answer = await backtestBaselines(callOf({}, { scan, segments: whole.segments }));
    for await (const _ of answer.lines) break;
    expect(batches).toBeLessThan(5);
  });

  async function tried(
    more: object,
    range = { from: 0, to: 8.64e15 },
  ): Promise<{ lines: BacktestLine[]; says: readonly string[] }> {
    const answer = await backtestBaselines({ ...callOf(more, storeOf(events)), range });
    const found: BacktestLine[] = [];
    for await (const line of answer.lines) found.push(line);
    return { lines: found, says: answer.says };
  }
});

it('says that there is nothing where there is nothing', async () => {
  const { lines, says } = await backtestBaselines(callOf({}, storeOf([])));
  for await (const line of lines) expect(line).toBeUndefined();
  expect(says[0]).toMatch(/^0 events of 0 days/);
  expect(says[1]).toBe('There is nothing in this range. Import or collect events first.');
});

function callOf(more: object, store: Pick<EventReader, 'scan' | 'segments'>): BacktestCall {
  return {
    store: store as EventReader,
    config: configSchema.parse(more),
    range: { from: 0, to: 8.64e15 },
    zone: 'UTC',
    settings: undefined,
    only: [],
    now: MONDAY,
  };
}
