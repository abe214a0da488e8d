// Runs the imports of this portal one after the other, through its running collector. What the end of the portal cut off is said and can
// be started again: no message is taken twice. What other portals on the database were given is theirs.

import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import { Fault, messageOf } from '#src/faults.js';
import { ImportJob } from '#src/import/job.js';
import type { ImportSummary } from '#src/import/run-import.js';
import type { JobProgress } from '#src/import/run-job.js';
import { CLOCK, LOG } from '#src/portal/deps.js';
import { ImportFiles, type ImportFile } from './import-files.js';
import { Uploads } from './uploads.js';
import { ImportSettings } from './import-settings.js';

const HOUR_MS = 3_600_000;

@Injectable()
export class ImportQueue implements OnModuleInit, OnModuleDestroy {
  #running: { readonly id: number; readonly job: ImportJob; progress: JobProgress } | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(
    private readonly files: ImportFiles,
    private readonly uploads: Uploads,
    private readonly settings: ImportSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.files.claim(await this.uploads.names());
    for (const { id } of await this.files.inState('queued', 'running')) {
      const error = 'The portal was ended during this import. Start it again: no message is taken twice.';
      await this.files.change(id, ['queued', 'running'], { state: 'failed', endedAt: this.clock.now(), error });
    }
    const known = await this.files.inState('uploaded', 'failed', 'cancelled');
    await this.uploads.removeOthers(new Set(known.map(({ storedAs }) => storedAs)));
  }

  async onModuleDestroy(): Promise<void> {
    this.#isOver = true;
    await this.#running?.job.stop();
    await this.#turn;
  }

  /** Of the import that runs now. */
  progressOf(id: number): JobProgress | undefined {
    return this.#running?.id === id ? this.#running.progress : undefined;
  }

  /** Resolves when the queue is empty; for tests and the end. */
  whenIdle(): Promise<void> {
    return this.#turn;
  }

  /** @returns false when it is not there to be started */
  async start(id: number, how: Partial<ImportFile>): Promise<boolean> {
    const to = { ...how, state: 'queued', error: null, summary: null, startedAt: null, endedAt: null } as const;
    if (!(await this.files.change(id, ['uploaded', 'failed', 'cancelled'], to))) return false;
    this.#turn = this.#turn
      .then(() => this.#run(id))
      .catch((error: unknown) =>
        this.log.error({ err: error, import: id }, 'what became of an import could not be kept'),
      );
    return true;
  }

  /** One that waits is out at once; one that runs ends as soon as what it sent is stored. */
  async cancel(id: number): Promise<boolean> {
    if (await this.files.change(id, ['queued'], { state: 'cancelled', endedAt: this.clock.now() })) return true;
    if (this.#running?.id !== id) return false;
    this.#running.job.cancel();
    return true;
  }

  async remove(file: ImportFile): Promise<boolean> {
    if (!(await this.files.change(file.id, ['uploaded', 'failed', 'cancelled', 'done'], { storedAs: '' })))
      return false;
    await this.uploads.remove(file.storedAs);
    return true;
  }

  /** Uploads that nobody starts do not stay. */
  @Interval(HOUR_MS)
  async clean(): Promise<void> {
    const old = this.clock.now() - this.settings.now().keepUploadsHours * HOUR_MS;
    for (const file of await this.files.inState('uploaded', 'failed', 'cancelled'))
      if ((file.endedAt ?? file.uploadedAt) < old && file.storedAs !== '') await this.remove(file);
    await this.files.forgetOld();
  }

  async #run(id: number): Promise<void> {
    const file = await this.files.byId(id);
    if (this.#isOver || file?.state !== 'queued') return;
    const isOurs = await this.files.change(id, ['queued'], { state: 'running', startedAt: this.clock.now() });
    if (!isOurs) return; // cancelled a moment ago
    try {
      const summary = await this.#job(file).run();
      const error = whatIsMissing(summary);
      const state = summary.isCancelled ? 'cancelled' : error === null ? 'done' : 'failed';
      await this.files.change(id, ['running'], { state, endedAt: this.clock.now(), summary, error });
      if (state === 'done') await this.remove({ ...file, state });
    } catch (error) {
      if (this.#isOver) return; // said at the next start
      const isExpected = error instanceof Fault && error.code !== 'BUG';
      if (!isExpected) this.log.error({ err: error, import: id }, 'import failed');
      const change = { state: 'failed', endedAt: this.clock.now(), error: messageOf(error) } as const;
      await this.files.change(id, ['running'], change);
    } finally {
      this.#running = undefined;
    }
  }

  #job(file: ImportFile): ImportJob {
    const job = new ImportJob(
      {
        dataDir: this.uploads.dataDir,
        file: { path: this.uploads.pathOf(file.storedAs), name: file.name },
        format: file.format ?? 'lines',
        dayOrder: file.dayOrder ?? 'mdy',
        ...(file.source !== null && file.source !== '' && { source: file.source }),
        ...(file.mapping !== null && { mapping: file.mapping }),
        ...(file.delimiter !== null && file.delimiter !== '' && { delimiter: file.delimiter }),
      },
      (progress) => {
        if (this.#running?.id === file.id) this.#running.progress = progress;
      },
    );
    this.#running = { id: file.id, job, progress: { bytes: 0, records: 0 } };
    return job;
  }
}

/** A file of which something is missing is kept, and said. */
function whatIsMissing({ isCancelled, isCutShort, refused, failed }: ImportSummary): string | null {
  if (isCancelled) return null;
  if (refused + failed > 0) return 'Some messages were not stored. Start it again: no message is taken twice.';
  if (!isCutShort) return null;
  return 'The file could not be unpacked to its end. What stands before the damage is stored, and the file is kept. If you have a whole copy of it, import that: no message is taken twice.';
}
