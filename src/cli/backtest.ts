// `lanwarden backtest`: what the modules would have found in the stored past. Reads the event store directly and changes nothing.

import type { Command } from 'commander';
import { isZone } from '#src/query/zone.js';
import { systemClock } from '../clock.js';
import { Fault } from '../faults.js';
import type { Backtest, BacktestAnswer } from '../plugin/backtest.js';
import { discoverModules, type PluginSettings } from '../plugin/discovery.js';
import { parseUntil, parseWhen } from '../time-range.js';
import { loadWithPortal } from './command-config.js';
import { openReader } from './event-reader.js';
import { visible, visibleJson } from './terminal.js';

interface Options {
  readonly rules?: boolean;
  readonly rule?: readonly string[];
  readonly baselines?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly zone?: string;
}

/** What a Date can hold, ECMA-262 §21.4.1.1. */
const END_OF_TIME_MS = 8.64e15;
/** Lines are written in pieces, so that a pipe that is read slowly does not fill our memory; a slow run shows what it has. */
const PIECE_CHARS = 65_536;
const PIECE_MS = 1_000;
const PROGRESS_MS = 2_000;

export default function backtest(command: Command): void {
  command
    .option('--rules', 'try the rules: one JSON line an alert that they would have raised')
    .option('--rule <id...>', 'only these rules, also those that are off')
    .option(
      '--baselines',
      'try the baselines: one JSON line each time a score rises within an hour, learning day by day',
    )
    .option('--from <time>', 'no older than this: ISO 8601, -24h, -7d; left out: from the oldest event on')
    .option('--to <time>', 'older than this: ISO 8601, -1h, now; left out: to the newest event')
    .option('--zone <zone>', 'IANA zone of hours and weekdays, e.g. Europe/Vienna; left out: time.zone')
    .action(async (options: Options, self: Command) => {
      const asked = askedFor(options);
      const { loaded, leftOut } = await loadWithPortal(self);
      for (const { path, why } of leftOut) complain(`${path}, set in the portal, is left out: ${why}`);
      const { config, modules } = loaded;
      const { run, module } = await findBacktest(asked, config.plugins);
      const now = systemClock.now();
      const zone = zoneOf(options.zone, config.time.zone);
      const range = {
        from: options.from === undefined ? 0 : parseWhen(options.from, now, zone),
        to: options.to === undefined ? END_OF_TIME_MS : parseUntil(options.to, now, zone),
      };
      const store = await openReader(config);
      try {
        const only = options.rule ?? [];
        const settings = modules[module];
        const answer = await run({ store, range, zone, config, settings, only, now, ...showingProgress() });
        await print(answer.lines);
        for (const sentence of answer.says) process.stderr.write(`${visible(sentence)}\n`);
      } finally {
        await store.close();
      }
    });
}

/** Which module's part. @throws Fault USAGE */
function askedFor({ rules, rule, baselines }: Options): 'rules' | 'baselines' {
  const wantsRules = rules === true || rule !== undefined;
  if (wantsRules && baselines === true)
    throw new Fault('USAGE', 'Expected one of --rules and --baselines, found both. Run it twice.');
  if (baselines === true) return 'baselines';
  if (wantsRules) return 'rules';
  throw new Fault('USAGE', 'Say what to try: --rules, --rule with the id of one, or --baselines.');
}

async function findBacktest(
  asked: string,
  plugins: PluginSettings,
): Promise<{ readonly module: string; readonly run: Backtest }> {
  const found = await discoverModules(plugins);
  for (const { id, problem } of found.problems) complain(`module ${id} was left out: ${problem}`);
  const module = found.plugins.find(({ backtests }) => backtests !== undefined && Object.hasOwn(backtests, asked));
  const load = module?.backtests?.[asked];
  if (module !== undefined && load !== undefined) return { module: module.id, run: await load() };
  throw new Fault('USAGE', `No module offers --${asked}. Was it removed, or could it not be loaded?`);
}

/** @throws Fault USAGE */
function zoneOf(asked: string | undefined, configured: string): string {
  if (asked === undefined || isZone(asked)) return asked ?? configured;
  throw new Fault('USAGE', `There is no time zone "${asked}"; expected an IANA name such as Europe/Vienna.`);
}

async function print(lines: BacktestAnswer['lines']): Promise<void> {
  let piece = '';
  let writtenAt = performance.now();
  for await (const line of lines) {
    piece += `${visibleJson(line)}\n`;
    if (piece.length < PIECE_CHARS && performance.now() - writtenAt < PIECE_MS) continue;
    await write(piece);
    piece = '';
    writtenAt = performance.now();
  }
  if (piece !== '') await write(piece);
}

/** One line on standard error that is written over, on a terminal only, and not where the lines themselves go by. */
function showingProgress(): { readonly progress?: (text: string) => void } {
  if (!process.stderr.isTTY || process.stdout.isTTY) return {};
  let shownAt = 0;
  return {
    progress: (text) => {
      if (text !== '' && performance.now() - shownAt < PROGRESS_MS) return;
      shownAt = performance.now();
      process.stderr.write(`\r\x1b[K${visible(text)}`);
    },
  };
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => void process.stdout.write(text, () => resolve()));
}

function complain(text: string): void {
  process.stderr.write(`lanwarden: ${visible(text)}\n`);
}
