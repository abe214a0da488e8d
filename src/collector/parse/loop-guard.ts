// A parser that loops cannot be interrupted in its own thread. So a watchdog thread looks at shared memory: which parser is at work,
// since which line, and the line's first bytes. When one line takes longer than the limit, the watchdog writes down who it was and
// ends the process; the next start leaves that parser out and says so.
//
//   shared memory: Int32 [0] the parser's slot or -1, [1] number of the line (wraps), [2] length of the line; then LINE_BYTES of it

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const IDLE = -1;
const HEADER_BYTES = 12;
const LINE_BYTES = 1_024;

/** Is told which parser is at work on which line. */
export interface ParserWatch {
  /** Before the parsers of a line are asked. */
  see(bytes: Buffer): void;
  /** @param slot of the parser's id, see Dispatcher.slotIds */
  enter(slot: number): void;
  leave(): void;
}

export class LoopGuard implements ParserWatch {
  readonly #shared = new SharedArrayBuffer(HEADER_BYTES + LINE_BYTES);
  readonly #state = new Int32Array(this.#shared, 0, 3);
  readonly #line = new Uint8Array(this.#shared, HEADER_BYTES);
  #worker: Worker | undefined;

  /** @param file where the watchdog leaves its note, see readStuckParser. */
  constructor(
    private readonly file: string,
    private readonly timeoutMs: number,
  ) {
    this.#state[0] = IDLE;
  }

  /** @param ids the parsers' ids by slot. */
  start(ids: readonly string[]): void {
    const data = { shared: this.#shared, ids, file: this.file, timeoutMs: this.timeoutMs, headerBytes: HEADER_BYTES };
    this.#worker = new Worker(WATCHDOG, {
      eval: true,
      execArgv: [],
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 8 },
    });
    this.#worker.unref();
  }

  /** Parsers came while it runs. @param ids by slot; the known ones keep theirs */
  learn(ids: readonly string[]): void {
    this.#worker?.postMessage(ids);
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  see(bytes: Buffer): void {
    const length = Math.min(bytes.length, LINE_BYTES);
    bytes.copy(this.#line, 0, 0, length);
    this.#state[2] = length;
    this.#state[1]! += 1;
  }

  enter(slot: number): void {
    this.#state[0] = slot;
  }

  leave(): void {
    this.#state[0] = IDLE;
  }
}

export interface StuckParser {
  readonly parser: string;
  /** First bytes of the line, as text. */
  readonly line: string;
}

/** The watchdog's note, if it left one. */
export function readStuckParsers(file: string): StuckParser[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as StuckParser);
  } catch {
    return []; // no note: nothing was stuck
  }
}

/** A fresh start by the operator gives every parser another chance; switching one off and on gives it to that one. */
export function forgetStuckParsers(file: string, parser?: string): void {
  const left = parser === undefined ? [] : readStuckParsers(file).filter((stuck) => stuck.parser !== parser);
  if (left.length === 0) rmSync(file, { force: true });
  else writeFileSync(file, left.map((stuck) => `${JSON.stringify(stuck)}\n`).join(''), { mode: 0o600 });
}

// Plain text on purpose: the thread must start in milliseconds, from sources as well as from the build, and load nothing.
const WATCHDOG = `
const { parentPort, workerData } = require('node:worker_threads');
const { appendFileSync } = require('node:fs');
const { shared, file, timeoutMs, headerBytes } = workerData;
let { ids } = workerData;
parentPort.on('message', (all) => { ids = all; });
const state = new Int32Array(shared, 0, 3);
const LOOKS = 8;
let seen = -1, looks = 0;
setInterval(() => {
  const parser = Atomics.load(state, 0), number = Atomics.load(state, 1);
  if (parser < 0 || number !== seen) { seen = number; looks = 0; return; }
  // Looks are counted, not time: while the whole process sleeps, nobody looks.
  if (++looks < LOOKS) return;
  const line = Buffer.from(shared, headerBytes, Atomics.load(state, 2)).toString('utf8');
  try { appendFileSync(file, JSON.stringify({ parser: ids[parser], line }) + '\\n', { mode: 0o600 }); }
  finally { process.kill(process.pid, 'SIGKILL'); }
}, timeoutMs / LOOKS);
`;
