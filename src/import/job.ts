// One import through the running collector, away from the thread that asked for it: reading, unpacking and hashing a large file would
// keep a portal from answering. From the sources (under vitest) it runs in place: a thread could not load TypeScript.

import { Worker } from 'node:worker_threads';
import { Fault, messageOf } from '../faults.js';
import { runJob, type JobMessage, type JobProgress, type JobRequest } from './run-job.js';
import type { ImportSummary } from './run-import.js';

const IN_PLACE = import.meta.url.endsWith('.ts');
const MAX_HEAP_MB = 512;

export class ImportJob {
  readonly #cancelled = new AbortController();
  #worker: Worker | undefined;

  /** @param onProgress called some times a second */
  constructor(
    private readonly request: JobRequest,
    private readonly onProgress: (progress: JobProgress) => void,
  ) {}

  /** Once. @throws Fault USAGE (the file, the mapping), COLLECTOR_AWAY, BUG */
  run(): Promise<ImportSummary> {
    if (IN_PLACE) return runJob(this.request, this.onProgress, this.#cancelled.signal);
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./job-thread.js', import.meta.url), {
        workerData: this.request,
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      });
      this.#worker = worker;
      worker.on('message', (message: JobMessage) => {
        if (message.t === 'progress') return this.onProgress(message.progress);
        if (message.t === 'done') return resolve(message.summary);
        return reject(new Fault(message.code, message.text));
      });
      worker.on('error', (error) => reject(new Fault('BUG', `The import failed: ${messageOf(error)}`)));
      worker.on('exit', () => reject(new Fault('BUG', 'The import ended without a word.')));
    });
  }

  /** What was stored stays; `run` answers with what became of it. */
  cancel(): void {
    this.#cancelled.abort();
    this.#worker?.postMessage('cancel');
  }

  /** At once, without an answer worth waiting for. */
  async stop(): Promise<void> {
    this.#cancelled.abort();
    await this.#worker?.terminate();
  }
}
