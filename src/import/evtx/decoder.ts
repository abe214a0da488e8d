// Decodes chunks in a thread of its own, in the order in which they are given. From the sources (under vitest) it decodes in place: a
// thread could not load TypeScript.

import { Worker } from 'node:worker_threads';
import { Fault, messageOf } from '../../faults.js';
import { decodeChunk, type DecodedChunk } from './chunk.js';

const IN_PLACE = import.meta.url.endsWith('.ts');
const MAX_HEAP_MB = 256;

interface Waiting {
  readonly resolve: (decoded: DecodedChunk | undefined) => void;
  readonly reject: (fault: Fault) => void;
}

export class ChunkDecoder {
  #worker: Worker | undefined;
  readonly #waiting: Waiting[] = [];

  /** Takes the bytes over. Undefined for a chunk that was never used. @throws Fault BUG when the thread ends */
  decode(bytes: Buffer): Promise<DecodedChunk | undefined> {
    if (IN_PLACE) return Promise.resolve(decodeChunk(bytes));
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      const { buffer } = bytes;
      // A small Buffer lies in Node's shared pool, which must stay here.
      if (bytes.byteLength === buffer.byteLength) worker.postMessage(bytes, [buffer as ArrayBuffer]);
      else worker.postMessage(bytes);
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./decoder-thread.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    worker.on('message', (decoded: DecodedChunk | undefined) => this.#waiting.shift()?.resolve(decoded));
    worker.on('error', (error) => this.#end(messageOf(error)));
    worker.on('exit', () => this.#end('it ended'));
    return worker;
  }

  #end(why: string): void {
    const fault = new Fault('BUG', `The thread that decodes event logs failed: ${why}`);
    for (const { reject } of this.#waiting.splice(0)) reject(fault);
    this.#worker = undefined;
  }
}
