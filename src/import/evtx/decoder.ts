// Decodes chunks in a thread of its own, in the order in which they are given. From the sources (under vitest) it decodes in place: a
// thread could not load TypeScript.

import { Worker } from 'node:worker_threads';
import { Fault, messageOf } from '../../faults.js';
import { decodeChunk, type DecodedChunk } from './chunk.js';

const IN_PLACE = import.meta.url.endsWith('.ts');
const THREAD = new URL('./decoder-thread.js', import.meta.url);
const MAX_HEAP_MB = 256;
/** A chunk takes some milliseconds. */
const DEADLINE_MS = 10_000;

interface Waiting {
  readonly bytes: Buffer;
  readonly resolve: (decoded: DecodedChunk | undefined) => void;
  readonly reject: (fault: Fault) => void;
}

export class ChunkDecoder {
  #worker: Worker | undefined;
  /** The first one is in the thread. */
  readonly #waiting: Waiting[] = [];
  #deadline: NodeJS.Timeout | undefined;

  /** @param thread of tests; left out: decoder-thread.js, or no thread from the sources */
  constructor(private readonly thread: URL | undefined = IN_PLACE ? undefined : THREAD) {}

  /**
   * Takes the bytes over. Undefined for a chunk that was never used; one that took all its time or memory is a damaged one.
   * @throws Fault BUG when the thread ends
   */
  decode(bytes: Buffer): Promise<DecodedChunk | undefined> {
    if (this.thread === undefined) return Promise.resolve(decodeChunk(bytes));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
      if (this.#waiting.length === 1) this.#give();
    });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#end('it was stopped');
    await worker?.terminate();
  }

  #give(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const worker = (this.#worker ??= this.#start(this.thread!));
    this.#deadline = setTimeout(() => {
      void this.#drop(worker);
      this.#answer(damaged(`a chunk that was not read in ${DEADLINE_MS / 1000} s`));
    }, DEADLINE_MS);
    const { buffer } = first.bytes;
    // A small Buffer lies in Node's shared pool, which must stay here.
    if (first.bytes.byteLength === buffer.byteLength) worker.postMessage(first.bytes, [buffer as ArrayBuffer]);
    else worker.postMessage(first.bytes);
  }

  #answer(decoded: DecodedChunk | undefined): void {
    clearTimeout(this.#deadline);
    this.#waiting.shift()?.resolve(decoded);
    this.#give();
  }

  #start(thread: URL): Worker {
    const worker = new Worker(thread, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    worker.on('message', (decoded: DecodedChunk | undefined) => this.#answer(decoded));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return this.#end(messageOf(error));
      void this.#drop(worker);
      this.#answer(damaged(`a chunk that took over ${MAX_HEAP_MB} MB of memory`));
    });
    worker.on('exit', () => this.#end('it ended'));
    return worker;
  }

  /** The next chunk gets another thread. */
  #drop(worker: Worker): Promise<number> {
    this.#worker = undefined;
    worker.removeAllListeners();
    return worker.terminate();
  }

  #end(why: string): void {
    clearTimeout(this.#deadline);
    const fault = new Fault('BUG', `The thread that decodes event logs failed: ${why}`);
    for (const { reject } of this.#waiting.splice(0)) reject(fault);
    this.#worker = undefined;
  }
}

function damaged(problem: string): DecodedChunk {
  return { events: [], damaged: 1, problems: [problem] };
}
