// The portal's end of the training: a thread of its own, so that pages do not wait for it, with bounded memory. From the sources (under
// vitest) it runs in place: a thread could not load TypeScript.

import { totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Fault, messageOf } from '#src/faults.js';
import { learn } from './learn.js';
import type { FromThread, ToThread, TrainingHooks, TrainingJob, TrainingResult } from './training-job.js';

const IN_PLACE = import.meta.url.endsWith('.ts');
const MB = 1_048_576;
/** Half of the machine at most, and never more than 10,000 users need. */
const MAX_HEAP_MB = Math.round(Math.min(4_096, Math.max(512, totalmem() / MB / 2)));
/** A cancelled thread that does not end by itself is ended. */
const PATIENCE_MS = 10_000;

/** @returns undefined: it was cancelled. @throws Fault or Error saying why it failed */
export async function runTraining(
  job: TrainingJob,
  hooks: TrainingHooks,
  signal: AbortSignal,
): Promise<TrainingResult | undefined> {
  if (!IN_PLACE) return new TrainingThread(job, hooks, signal).result;
  try {
    return await learn(job, hooks, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

class TrainingThread {
  readonly result: Promise<TrainingResult | undefined>;
  readonly #worker: Worker;

  constructor(
    job: TrainingJob,
    private readonly hooks: TrainingHooks,
    private readonly signal: AbortSignal,
  ) {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    this.#worker.unref(); // nobody's end waits for it
    this.result = this.#follow();
  }

  async #follow(): Promise<TrainingResult | undefined> {
    let patience: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.#send({ t: 'cancel' });
      patience = setTimeout(() => void this.#worker.terminate(), PATIENCE_MS).unref();
    };
    try {
      if (this.signal.aborted) cancel();
      else this.signal.addEventListener('abort', cancel, { once: true });
      return await this.#end();
    } finally {
      clearTimeout(patience);
      this.signal.removeEventListener('abort', cancel);
      await this.#worker.terminate();
    }
  }

  #end(): Promise<TrainingResult | undefined> {
    return new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromThread) => {
        if (message.t === 'done') return resolve(message.result);
        if (message.t === 'cancelled') return resolve(undefined);
        if (message.t === 'failed') return reject(new Error(message.error));
        if (message.t === 'progress') return this.hooks.progress(message.progress);
        const done =
          message.t === 'history' ? this.hooks.history(message.day, message.found) : this.hooks.publish(message.model);
        done.then(() => this.#send({ t: 'did', id: message.id }), reject);
      });
      this.#worker.once('error', (error) => reject(reasonOf(error)));
      this.#worker.once('exit', () =>
        this.signal.aborted ? resolve(undefined) : reject(new Error('The thread of the training ended by itself.')),
      );
    });
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

function reasonOf(error: unknown): Error {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new Fault(
      'TOO_LARGE',
      `More is to be learned than fits into ${MAX_HEAP_MB} MB. Lower baselines.maxUsers or baselines.historyDays; the model before stays in use.`,
    );
  return new Error(messageOf(error), { cause: error });
}
