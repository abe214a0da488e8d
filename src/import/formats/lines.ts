// Text with one message a line (or octet-counted frames, RFC 6587) as records.

import { MAX_FRAME_BYTES } from '#config/schema.js';
import { FrameSplitter } from '../../collector/listen/framing.js';
import type { InputRecord } from '../record.js';

/** Buffers stay valid until the next array is asked for. Longer lines than `maxBytes` are cut and tagged. */
export async function* readLines(
  bytes: AsyncIterable<Buffer>,
  framing: 'lf' | 'octet',
  maxBytes = MAX_FRAME_BYTES,
): AsyncGenerator<readonly InputRecord[]> {
  const splitter = framing === 'octet' ? new FrameSplitter(maxBytes) : new LineSplitter(maxBytes);
  let lines: InputRecord[] = [];
  const emit = (line: Buffer, truncated: boolean): void => void lines.push({ bytes: line, truncated });
  for await (const chunk of bytes) {
    splitter.push(chunk, emit);
    if (lines.length > 0) yield lines;
    lines = [];
  }
  splitter.end(emit);
  if (lines.length > 0) yield lines;
}

/** Files hold one line a LF; what looks like an octet count in a file is text. */
class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);

  constructor(private readonly maxBytes: number) {}

  push(chunk: Buffer, emit: (bytes: Buffer, truncated: boolean) => void): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
      this.#cut(data.subarray(from, end), emit);
      from = end + 1;
    }
    this.#rest = data.subarray(from);
    // The rest of a line without end: keep what a cut line shows and one byte that says that it was longer.
    if (this.#rest.length > 8 * this.maxBytes) this.#rest = this.#rest.subarray(0, this.maxBytes + 1);
  }

  end(emit: (bytes: Buffer, truncated: boolean) => void): void {
    this.#cut(this.#rest, emit);
    this.#rest = Buffer.alloc(0);
  }

  #cut(line: Buffer, emit: (bytes: Buffer, truncated: boolean) => void): void {
    const end = line.at(-1) === 13 ? line.length - 1 : line.length;
    if (end > 0) emit(line.subarray(0, Math.min(end, this.maxBytes)), end > this.maxBytes);
  }
}
