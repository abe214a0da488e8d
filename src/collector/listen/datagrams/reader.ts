// Reads a UDP socket in a thread of its own. A sender over UDP does not wait: what comes while the collector parses, collects garbage or
// writes would fill the kernel's buffer, and be dropped there. From the sources (under vitest) it reads in place: a thread could not load
// TypeScript.

import { Worker } from 'node:worker_threads';
import type { Clock } from '#src/clock.js';
import type { DatagramBatch } from './batch.js';
import { type BoundDatagrams, type DatagramHooks, type DatagramPlace, DatagramSocket } from './socket.js';

export type ToReader =
  { readonly t: 'open'; readonly place: DatagramPlace } | { readonly t: 'taken' } | { readonly t: 'close' };

export type FromReader =
  | { readonly t: 'bound'; readonly bound: BoundDatagrams }
  | { readonly t: 'unbound'; readonly code: string | undefined; readonly message: string }
  | { readonly t: 'batch'; readonly batch: DatagramBatch }
  | { readonly t: 'failed'; readonly reason: string }
  | { readonly t: 'closed' };

export interface DatagramReader {
  /** Rejects with the system's error; it may be tried again then. */
  open(place: DatagramPlace): Promise<BoundDatagrams>;
  /** Everything that was read is handled when it resolves. */
  close(): Promise<void>;
}

export interface ReaderHooks extends Pick<DatagramHooks, 'failed'> {
  readonly give: (batch: DatagramBatch) => void;
  /**
   * By a failure of its own; its socket is closed, and may be opened again.
   * @param lost datagrams that it had read, and that were not given
   */
  readonly ended: (reason: string, lost: number) => void;
}

/** Handed to the thread: how many datagrams it has read since it was started. */
export interface ReaderData {
  readonly read: SharedArrayBuffer;
}

const IN_PLACE = import.meta.url.endsWith('.ts');
/** The bytes of what waits lie outside of the heap; in it are addresses of senders. */
const MAX_HEAP_MB = 64;
/** Nearly all of what it makes dies young, but a collection of a large young space is a pause. */
const MAX_YOUNG_MB = 4;

/** @param hooks `give` is called with the next batch when it has returned */
export function readerOf(hooks: ReaderHooks, clock: Clock): DatagramReader {
  if (!IN_PLACE) return new ReaderThread(hooks);
  const give = (batch: DatagramBatch): void => {
    hooks.give(batch);
    socket.taken();
  };
  const socket: DatagramSocket = new DatagramSocket({ give, failed: hooks.failed }, clock);
  return socket;
}

interface Thread {
  readonly worker: Worker;
  /** How many datagrams it has read since it was started. */
  readonly read: Int32Array<SharedArrayBuffer>;
  /** How many of them came here. */
  given: number;
}

class ReaderThread implements DatagramReader {
  #thread: Thread | undefined;
  /** Who asked last, until it is answered. */
  #asked: { readonly resolve: (bound: BoundDatagrams) => void; readonly reject: (error: Error) => void } | undefined;
  #closed: (() => void) | undefined;

  constructor(private readonly hooks: ReaderHooks) {}

  open(place: DatagramPlace): Promise<BoundDatagrams> {
    const { worker } = (this.#thread ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      worker.postMessage({ t: 'open', place } satisfies ToReader);
    });
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      thread.worker.postMessage({ t: 'close' } satisfies ToReader);
    });
    this.#thread = undefined;
    await thread.worker.terminate();
  }

  #start(): Thread {
    const read = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('./reader-thread.js', import.meta.url), {
      workerData: { read: read.buffer } satisfies ReaderData,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: MAX_YOUNG_MB },
    });
    const thread: Thread = { worker, read, given: 0 };
    let problem = new Error('it stopped without a word');
    worker.on('message', (message: FromReader) => this.#hear(thread, message));
    worker.on('error', (error) => (problem = error));
    // What it gave before it ended has come by then.
    worker.once('exit', () => this.#ended(thread, problem));
    return thread;
  }

  #hear(thread: Thread, message: FromReader): void {
    switch (message.t) {
      case 'batch':
        thread.given += message.batch.ends.length + message.batch.thrownAway;
        this.hooks.give(message.batch);
        // Not at once: a port hands on what comes while it does so, and in a flood the loop would not come round.
        setImmediate(() => thread.worker.postMessage({ t: 'taken' } satisfies ToReader));
        return;
      case 'bound':
        return this.#asked?.resolve(message.bound);
      case 'unbound':
        return this.#asked?.reject(Object.assign(new Error(message.message), { code: message.code }));
      case 'failed':
        return this.hooks.failed(message.reason);
      case 'closed':
        return this.#closed?.();
    }
  }

  #ended(thread: Thread, problem: Error): void {
    if (this.#thread !== thread) return; // as it was asked to
    this.#thread = undefined;
    this.#asked?.reject(problem);
    this.#closed?.();
    const lost = (Atomics.load(thread.read, 0) - thread.given) | 0; // across the wrap, too
    this.hooks.ended(`The thread that reads the socket ended: ${problem.message}`, lost);
  }
}
