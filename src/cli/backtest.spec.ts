import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import { readHistory } from '../../test/helpers/history.js';
import backtest from './backtest.js';
import { reportFailure } from './failure.js';

let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-backtest-'));
  const lines = [
    ...[0, 1, 2, 3, 4].map((i) => ssh(`2026-03-03T10:0${i}:00Z`, 'Failed password for root from 203.0.113.7')),
    ...[0, 1, 2, 3, 4].map((i) => ssh(`2026-03-05T10:0${i}:00Z`, 'Failed password for root from 203.0.113.8')),
    ssh('2026-03-03T23:30:00Z', 'Accepted password for alice from 192.168.1.20'),
  ];
  const store = await openSqliteStore({ dataDir: dir, events: { segment: { rows: 10_000 }, minFreeBytes: 0 } });
  await store.append({ kind: 'import', events: readHistory(lines).map((event) => ({ event })) });
  await store.close();
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});
afterAll(() => rmSync(dir, { recursive: true }));

it('prints one JSON line an alert of the shipped rules, and the numbers beside it', async () => {
  const { alerts, err } = await run('--rules');
  const byAddress = alerts.filter(({ rule }) => rule === 'brute-force-address');
  expect(byAddress).toEqual([
    expect.objectContaining({
      name: 'Brute force by address',
      severity: 'medium',
      count: 5,
      key: { 'source.ip': '203.0.113.7' },
      entity: expect.objectContaining({ src_ip: '203.0.113.7' }),
      first: '2026-03-03T10:00:00.000Z',
      last: '2026-03-03T10:04:00.000Z',
    }),
    expect.objectContaining({ key: { 'source.ip': '203.0.113.8' } }),
  ]);
  expect(byAddress[0]?.summary).toContain('203.0.113.7');
  expect(byAddress[0]?.events).toHaveLength(5);
  expect(err).toMatch(/^4 alerts for 3 keys by 2 of \d+ rules of the shipped set; 11 events looked at in /);
  expect(err).toContain(
    'Not tried: clock-jump, disk-full, ledger-broken, messages-lost, parser-drift, silent-source. It looks at the installation',
  );
});

it('takes the rules and the range that it is given', async () => {
  const { alerts } = await run('--rule', 'brute-force-address', '--from', '2026-03-04', '--to', '2026-03-06');
  expect(alerts.map(({ key }) => key)).toEqual([{ 'source.ip': '203.0.113.8' }]);
});

it('reads hours in the zone that it is given', async () => {
  expect((await run('--rule', 'logon-unusual-hours')).alerts).toEqual([]);
  const { alerts } = await run('--rule', 'logon-unusual-hours', '--zone', 'Europe/Vienna');
  expect(alerts.map(({ key }) => key)).toEqual([{ 'user.name': 'alice' }]);
});

it('tries the baselines, and says what it learned from', async () => {
  const { err } = await run('--baselines', '--from', '2026-03-03', '--to', '2026-03-06');
  expect(process.exitCode).toBeUndefined();
  expect(err).toContain('11 events of 3 days in ');
  expect(err).toContain('Verdicts were left out');
});

it.each([
  [[], 'Say what to try: --rules, --rule with the id of one, or --baselines.'],
  [['--rules', '--baselines'], 'Expected one of --rules and --baselines'],
  [['--rule', 'brute-forc-address'], 'There is no rule "brute-forc-address"; did you mean brute-force-address?'],
  [['--rules', '--zone', 'Mars/Olympus'], 'There is no time zone "Mars/Olympus"'],
  [['--rules', '--from', 'soon'], 'Found "soon", expected a time'],
])('%j is refused: %s', async (args, sentence) => {
  const { alerts, err } = await run(...args);
  expect(alerts).toEqual([]);
  expect(err).toContain(sentence);
  expect(process.exitCode).toBe(1);
});

async function run(...args: string[]): Promise<{ alerts: Record<string, unknown>[]; err: string }> {
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
  backtest(program.command('backtest'));
  try {
    await program.parseAsync(['backtest', ...args, '--set', `data.dir=${dir}`], { from: 'user' });
  } catch (error) {
    reportFailure(error, program);
  }
  const rows = out.split('\n').filter((row) => row !== '');
  return { alerts: rows.map((row) => JSON.parse(row) as Record<string, unknown>), err };
}

function ssh(time: string, message: string): string {
  return `<38>1 ${time} web1 sshd 4242 - - ${message} port 4022 ssh2`;
}
