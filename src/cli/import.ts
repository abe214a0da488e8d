// `lanwarden import`: historical logs in event time, through the running collector or one of its own. No line is taken twice.

import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { checkSourceName } from '../event/source-name.js';
import { Fault } from '../faults.js';
import { isRegularFile, openInput, sizeOf } from '../import/bytes.js';
import { formatOf, FORMATS, type Format } from '../import/format.js';
import type { DayOrder } from '../import/formats/csv-time.js';
import { readDelimiter, readMapping } from '../import/formats/mapping.js';
import { type ImportSummary, runImport, type RunOptions } from '../import/run-import.js';
import { LinkClient } from '../link/client.js';
import { Lock } from '../link/lock.js';
import type { CollectorSettings } from '../link/messages.js';
import { createLog } from '../log.js';
import { parseWhen } from '../time-range.js';
import { prepareDataDir } from '../data-dir.js';
import { collectorSettings } from './portal-settings.js';
import { visible } from './terminal.js';
import { untilInterrupted } from './until-interrupted.js';

const ANSWER_MS = 5_000;

interface Options {
  readonly source?: string;
  readonly format?: Format;
  readonly framing: 'lf' | 'octet';
  readonly map?: string;
  readonly delimiter?: string;
  readonly dates: DayOrder;
  readonly now?: string;
}

export default function importLogs(command: Command): void {
  command
    .argument('<file...>', 'syslog lines, NDJSON, CSV, .evtx or event XML, plain or gzip; - is standard input')
    .option('--source <name>', 'the device these messages are from')
    .addOption(new Option('--format <kind>', 'left out: told by content and name').choices(FORMATS))
    .addOption(new Option('--framing <kind>', 'how lines are separated').choices(['lf', 'octet']).default('lf'))
    .option(
      '--map <fields>',
      'CSV: field=column,... such as time=Date,host=Computer,message=Text; left out: by heading',
    )
    .option('--delimiter <character>', 'CSV: what separates columns (or: tab); left out: by the first line')
    .addOption(
      new Option('--dates <order>', 'CSV: order of day and month in 11/10/2026').choices(['mdy', 'dmy']).default('mdy'),
    )
    .option(
      '--now <time>',
      'the time from which missing years are inferred (ISO 8601); left out: the file’s last change',
    )
    .action(async (files: string[], options: Options, self: Command) => {
      const reading = readingOf(options);
      const settings = await collectorSettings(self);
      for (const file of files) await checkFile(file, reading);
      const dir = prepareDataDir(settings.config.data.dir);
      const link = new LinkClient(dir);
      link.start();
      let stop: (() => Promise<void>) | undefined;
      try {
        stop = await withCollector(link, dir, settings);
        await untilInterrupted((signal) => run(link, files, { ...reading, signal }));
      } finally {
        link.stop();
        await stop?.();
      }
    });
}

type Reading = Omit<RunOptions, 'onProgress' | 'onFileEnd' | 'onEnd'>;

/** @throws Fault USAGE */
function readingOf({ source, format, framing, map, delimiter, dates, now }: Options): Reading {
  if (source !== undefined) checkSourceName(source, '--source', 'USAGE');
  if (format !== undefined && format !== 'csv' && (map ?? delimiter) !== undefined)
    throw new Fault('USAGE', `--map and --delimiter are for tables. Leave them out, or write --format csv.`);
  return {
    framing,
    dayOrder: dates,
    ...(format !== undefined && { format }),
    ...(source !== undefined && { source }),
    ...(map !== undefined && { mapping: readMapping(map) }),
    ...(delimiter !== undefined && { delimiter: readDelimiter(delimiter) }),
    ...(now !== undefined && { now: parseWhen(now, Date.now()) }),
  };
}

/** Before the first line is stored. What comes through a pipe can be read only once. @throws Fault USAGE */
async function checkFile(file: string, reading: Reading): Promise<void> {
  if (file === '-' || !isRegularFile(file)) return;
  const input = await openInput(file, { onDamage: () => undefined });
  try {
    formatOf(file, input.head, reading);
  } finally {
    input.close();
  }
}

async function run(link: LinkClient, files: readonly string[], reading: Reading): Promise<void> {
  const progress = new Progress(files);
  reading.signal?.addEventListener('abort', () => progress.stopping());
  const { refused, failed, received, isCancelled } = await runImport(
    link,
    files.map((path) => ({ path })),
    {
      ...reading,
      onProgress: ({ path }, bytes, records) => progress.show(path, bytes, records),
      onFileEnd: ({ path }) => progress.finished(path),
      onEnd: (summary) => {
        progress.end();
        tell(summary);
      },
    },
  ).finally(() => progress.end());
  if (isCancelled) process.exitCode = 130;
  if (refused + failed > 0)
    throw new Fault(
      'STORE_WRITE',
      `${refused + failed} of ${received} messages were not stored. Run the import again; it takes none twice.`,
    );
}

function tell(summary: ImportSummary): void {
  const { problems, isCancelled: _, isCutShort: __, ...counts } = summary;
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  if (counts.damaged > 0) process.stderr.write(damageText(counts.damaged, problems));
}

/** Part of the input was lost before it came here; what could be read is stored, so that is no failure. */
function damageText(damaged: number, problems: readonly string[]): string {
  const shown = problems.slice(0, 10).map((problem) => `  ${visible(problem)}\n`);
  const more = damaged > shown.length ? `  and ${damaged - shown.length} more\n` : '';
  return `lanwarden: ${damaged} damaged ${damaged === 1 ? 'part' : 'parts'} of the input could not be read:\n${shown.join('')}${more}`;
}

/** Uses the collector that runs on this folder; starts one without listeners in this process when there is none. */
async function withCollector(link: LinkClient, dir: string, settings: CollectorSettings): Promise<() => Promise<void>> {
  const holder = new Lock(join(dir, 'run', 'collector.lock')).holder();
  if (holder !== undefined) {
    await link.nextHealth(ANSWER_MS).catch((cause: unknown) => {
      throw new Fault(
        'COLLECTOR_AWAY',
        `The collector of this folder (process ${holder.pid}) does not answer. Try again, or stop it first.`,
        { cause },
      );
    });
    return () => Promise.resolve();
  }
  const { Collector } = await import('../collector.app.js');
  const collector = new Collector({
    settings,
    log: createLog('collector', 'warn', 2), // the result is on standard output
    mode: 'inline',
    listeners: false,
  });
  await collector.start();
  await link.nextHealth(ANSWER_MS);
  return () => collector.stop();
}

/** One line on standard error that is written over, on a terminal only. */
class Progress {
  readonly #total: number;
  #before = 0;
  #shownAt = 0;

  constructor(files: readonly string[]) {
    this.#total = files.reduce((sum, file) => sum + sizeOf(file), 0);
  }

  show(file: string, bytes: number, lines: number): void {
    if (!process.stderr.isTTY || Date.now() - this.#shownAt < 200) return;
    this.#shownAt = Date.now();
    const share = this.#total === 0 ? undefined : Math.min(1, (this.#before + bytes) / this.#total);
    const bar =
      share === undefined ? '' : `${'#'.repeat(Math.round(share * 30)).padEnd(30, '.')} ${Math.round(share * 100)} %  `;
    process.stderr.write(`\r\x1b[K${bar}${lines.toLocaleString('en')} messages  ${file}`);
  }

  finished(file: string): void {
    this.#before += sizeOf(file);
    if (process.stderr.isTTY && this.#before >= this.#total) process.stderr.write('\r\x1b[Ksealing ...');
  }

  /** What stands in a pipe that nobody closes may keep it waiting. */
  stopping(): void {
    this.end();
    process.stderr.write('lanwarden: stopping; what was read is stored. The same signal again ends it at once\n');
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
