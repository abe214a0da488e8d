// `lanwarden import`: historical logs in event time, through the running collector or one of its own. No line is taken twice.

import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { Fault } from '../faults.js';
import { Importer } from '../import/importer.js';
import { sizeOf } from '../import/lines.js';
import { LinkClient } from '../link/client.js';
import { Lock } from '../link/lock.js';
import type { CollectorSettings } from '../link/messages.js';
import { createLog } from '../log.js';
import { parseWhen } from '../time-range.js';
import { prepareDataDir } from '../data-dir.js';
import { collectorSettings } from './portal-settings.js';

const ANSWER_MS = 5_000;

interface Options {
  readonly source?: string;
  readonly framing: 'lf' | 'octet';
  readonly now?: string;
}

export default function importLogs(command: Command): void {
  command
    .argument('<file...>', 'files with one message a line (.gz is unpacked); - is standard input')
    .option('--source <name>', 'the device these lines are from')
    .addOption(new Option('--framing <kind>', 'how messages are separated').choices(['lf', 'octet']).default('lf'))
    .option(
      '--now <time>',
      'the time from which missing years are inferred (ISO 8601); left out: the file’s last change',
    )
    .action(async (files: string[], options: Options, self: Command) => {
      const settings = await collectorSettings(self);
      for (const file of files)
        if (file.endsWith('.evtx'))
          throw new Fault(
            'USAGE',
            `${file}: this version does not read .evtx files. Convert it to JSON lines (evtx_dump -o jsonl) first.`,
          );
      for (const file of files) sizeOf(file);
      const dir = prepareDataDir(settings.config.data.dir);
      const link = new LinkClient(dir);
      link.start();
      let stop: (() => Promise<void>) | undefined;
      try {
        stop = await withCollector(link, dir, settings);
        await run(link, files, options);
      } finally {
        link.stop();
        await stop?.();
      }
    });
}

async function run(link: LinkClient, files: readonly string[], options: Options): Promise<void> {
  const progress = new Progress(files);
  const importer = new Importer(link, {
    framing: options.framing,
    ...(options.source === undefined ? {} : { source: options.source }),
    ...(options.now === undefined ? {} : { now: parseWhen(options.now, Date.now()) }),
    onProgress: (file, bytes) => progress.show(file, bytes, importer.lines),
  });
  for (const [id, file] of files.entries()) {
    await importer.importFile(file, id);
    progress.finished(file);
  }
  progress.sealing();
  await importer.finish();
  progress.end();
  process.stdout.write(`${JSON.stringify({ received: importer.lines, ...importer.counts })}\n`);
  const { refused, failed } = importer.counts;
  if (refused + failed > 0)
    throw new Fault(
      'STORE_WRITE',
      `${refused + failed} of ${importer.lines} lines were not stored. Run the import again; it takes no line twice.`,
    );
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
    log: createLog('collector', 'warn'),
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
    process.stderr.write(`\r\x1b[K${bar}${lines.toLocaleString('en')} lines  ${file}`);
  }

  finished(file: string): void {
    this.#before += sizeOf(file);
  }

  sealing(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[Ksealing ...');
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
