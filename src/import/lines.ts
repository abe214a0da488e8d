// Reads files as the commands take them: plain or gzip, `-` for standard input, split into lines (or octet-counted frames) as bytes.

import { createReadStream, statSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MAX_FRAME_BYTES } from '#config/schema.js';
import { FrameSplitter } from '../collector/listen/framing.js';
import { Fault, messageOf } from '../faults.js';

/** Longer lines are cut and tagged. */
const MAX_LINE_BYTES = MAX_FRAME_BYTES;

export interface InputLine {
  readonly bytes: Buffer;
  readonly truncated: boolean;
}

export interface InputOptions {
  readonly framing: 'lf' | 'octet';
  /** Called with the bytes read so far, before decompression. */
  readonly onProgress?: (bytes: number) => void;
}

/** ms since 1970 of the last change of a file; undefined for standard input. @throws Fault USAGE when it cannot be read */
export function changedAt(file: string): number | undefined {
  return file === '-' ? undefined : stat(file).mtimeMs;
}

export function sizeOf(file: string): number {
  return file === '-' ? 0 : stat(file).size;
}

/** Arrays of lines, in order, as they are read. Buffers stay valid until the next array is asked for. */
export async function* readLines(file: string, options: InputOptions): AsyncIterable<readonly InputLine[]> {
  const splitter = options.framing === 'octet' ? new FrameSplitter(MAX_LINE_BYTES) : new LineSplitter();
  let lines: InputLine[] = [];
  const emit = (bytes: Buffer, truncated: boolean): void => void lines.push({ bytes, truncated });
  try {
    for await (const chunk of open(file, options.onProgress)) {
      splitter.push(chunk as Buffer, emit);
      if (lines.length > 0) yield lines;
      lines = [];
    }
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('USAGE', `Cannot read ${file}: ${messageOf(cause)}`, { cause });
  }
  splitter.end(emit);
  if (lines.length > 0) yield lines;
}

function open(file: string, onProgress: InputOptions['onProgress']): Readable {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 262_144 });
  let read = 0;
  if (onProgress !== undefined) input.on('data', (chunk: Buffer) => onProgress((read += chunk.length)));
  return file.endsWith('.gz') ? pipeline(input, createGunzip(), () => undefined) : input; // the reader of the last stream is told
}

/** Files hold one line a LF; what looks like an octet count in a file is text. */
class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer, emit: (bytes: Buffer, truncated: boolean) => void): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
      cut(data.subarray(from, end), emit);
      from = end + 1;
    }
    this.#rest = data.subarray(from);
    // The rest of a line without end: keep what a cut line shows and one byte that says that it was longer.
    if (this.#rest.length > 8 * MAX_LINE_BYTES) this.#rest = this.#rest.subarray(0, MAX_LINE_BYTES + 1);
  }

  end(emit: (bytes: Buffer, truncated: boolean) => void): void {
    cut(this.#rest, emit);
    this.#rest = Buffer.alloc(0);
  }
}

function cut(line: Buffer, emit: (bytes: Buffer, truncated: boolean) => void): void {
  const end = line.at(-1) === 13 ? line.length - 1 : line.length;
  if (end > 0) emit(line.subarray(0, Math.min(end, MAX_LINE_BYTES)), end > MAX_LINE_BYTES);
}

function stat(file: string): { mtimeMs: number; size: number } {
  try {
    return statSync(file);
  } catch (cause) {
    throw new Fault('USAGE', `Cannot read ${file}: ${messageOf(cause)}`, { cause });
  }
}
