// The portal's end of the thread of trials: starts it, asks it one thing at a time, ends it when a parser does not come back.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Fault, messageOf } from '../faults.js';
import type { Config } from '#config/schema.js';
import type { TrialInput } from './run-trial.js';
import { IDLE, SHARED_BYTES, type FromThread, type ThreadData } from './thread-messages.js';
import type { TrialResult } from './trial.js';

const START_MS = 20_000;
const TRIAL_MS = 2_000;
const MAX_HEAP_MB = 256;

export class TrialThread {
  readonly #state: Int32Array;
  readonly #worker: Worker;
  #parsers: readonly string[] = [];
  #nextId = 1;
  #isOver = false;

  private constructor(config: Config) {
    const shared = new SharedArrayBuffer(SHARED_BYTES);
    this.#state = new Int32Array(shared);
    this.#state[0] = IDLE;
    this.#worker = new Worker(new URL('./trial-thread.js', import.meta.url), {
      workerData: { shared, ...threadSettings(config) } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    this.#worker.unref(); // nobody's end waits for it
    this.#worker.on('error', () => (this.#isOver = true)); // whoever waits is told by #answer
    this.#worker.once('exit', () => (this.#isOver = true));
  }

  /** @throws Fault PLUGIN_INVALID when a parser keeps it from loading */
  static async start(config: Config): Promise<TrialThread> {
    const thread = new TrialThread(config);
    const message = await thread.#answer(
      START_MS,
      () => 'The parsers, and the files of the enrichment, were not read in time.',
    );
    if (message.t === 'ready') thread.#parsers = message.parsers;
    return thread;
  }

  /** True when it can be asked no more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** One at a time. @throws Fault PLUGIN_INVALID (a parser did not come back; the thread is over), BUG */
  async run(input: TrialInput): Promise<TrialResult> {
    const id = this.#nextId++;
    this.#worker.postMessage({ id, input });
    const message = await this.#answer(TRIAL_MS, () => this.#stuckText(), id);
    if (message.t === 'done') return message.result;
    throw new Fault('BUG', `The trial failed: ${message.t === 'failed' ? message.error : message.t}`);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#worker.terminate();
  }

  #answer(withinMs: number, lateText: () => string, id?: number): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        act();
      };
      const fail = (text: string): void => settle(() => reject(new Fault('PLUGIN_INVALID', text)));
      const onMessage = (message: FromThread): void => settle(() => resolve(message));
      const onError = (error: unknown): void => fail(`The trial ended: ${messageOf(error)}.`);
      const onExit = (): void => fail('The trial was ended.');
      const onLate = (): void => {
        // This process was busy, not the thread: the answer is on its way.
        if (id !== undefined && Atomics.load(this.#state, 1) === id) return void (timer = setTimeout(onLate, withinMs));
        const text = lateText();
        this.#worker.off('exit', onExit);
        void this.stop().finally(() => fail(text));
      };
      let timer = setTimeout(onLate, withinMs);
      this.#worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    });
  }

  #stuckText(): string {
    const parser = this.#parsers[Atomics.load(this.#state, 0)];
    const seconds = TRIAL_MS / 1_000;
    if (parser === undefined) return `The trial was not done after ${seconds} s and was ended. Try a shorter message.`;
    return `The parser ${parser} did not come back within ${seconds} s from this message. Switch it off before such a message arrives: it would end the collector.`;
  }
}

/** What a thread is made with: with others it must be made anew. */
export function threadSettings(config: Config): Omit<ThreadData, 'shared'> {
  const { data, plugins, networks, assets, lists, rdns, geoip } = config;
  const enrichment = { networks, assets, lists, geoip, rdns: { ...rdns, enabled: false } };
  return { plugins, enrichment, copies: join(data.dir, 'run', 'trial-parsers') };
}
