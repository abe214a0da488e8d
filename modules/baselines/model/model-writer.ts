// The parts of a model file in the order in which they are written; see model-file.ts.

import type { FileHandle } from 'node:fs/promises';
import type { ModelRecord } from '../engine/record.js';
import { IndexLines } from './index-lines.js';
import { lineOf, valueOf } from './line.js';
import type { ModelHeader } from './model-file.js';
import { Slices } from './slices.js';

export interface Footer {
  /** Where the records begin, and the index; bytes. */
  readonly records: number;
  readonly index: number;
  /** Of the footer itself: a file that was cut or that grew is not whole. */
  readonly end: number;
  /** Records of kind `engine`: all of them are needed. */
  readonly shared: number;
}

/** Fixed, so that it is found from the end: four numbers below 2^53 and their names. */
export const FOOTER_BYTES = 160;
const FLUSH_CHARS = 262_144;
const MAX_HEADER_BYTES = 1_048_576;

export class ModelWriter {
  #text: string[] = [];
  #chars = 0;
  #offset = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly header: ModelHeader,
  ) {}

  async write(records: Iterable<ModelRecord>): Promise<void> {
    const slices = new Slices();
    const index = new IndexLines();
    let shared = 0;
    this.#add(lineOf(this.header));
    const recordsAt = this.#offset;
    for (const record of records) {
      const offset = this.#offset;
      this.#add(lineOf([record.kind, record.name, record.data]));
      index.add(record, offset, this.#offset - offset - 1);
      if (record.kind === 'engine') shared += 1;
      if (this.#chars >= FLUSH_CHARS) await this.#flush();
      if (slices.isOver) await slices.pause();
    }
    const indexAt = this.#offset;
    for (const line of index.lines()) this.#add(line);
    this.#add(footerLine({ records: recordsAt, index: indexAt, end: this.#offset, shared }));
    await this.#flush();
  }

  #add(line: string): void {
    this.#text.push(line);
    this.#chars += line.length;
    this.#offset += Buffer.byteLength(line);
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#text.join(''));
    this.#text = [];
    this.#chars = 0;
    await this.handle.writeFile(bytes);
  }
}

export async function readFooter(handle: FileHandle, size: number): Promise<Footer | undefined> {
  const at = size - FOOTER_BYTES;
  if (at < 0) return undefined;
  const line = Buffer.alloc(FOOTER_BYTES);
  await handle.read(line, 0, FOOTER_BYTES, at);
  const end = line.indexOf('}') + 1;
  const footer = valueOf(line.subarray(0, end)) as Footer | undefined;
  return footer?.end === at ? footer : undefined;
}

export async function readHeader(handle: FileHandle, footer: Footer): Promise<ModelHeader | undefined> {
  if (footer.records > MAX_HEADER_BYTES) return undefined;
  const line = Buffer.alloc(footer.records - 1);
  await handle.read(line, 0, line.length, 0);
  return valueOf(line) as ModelHeader | undefined;
}

/** Filled up with spaces. */
function footerLine(footer: Footer): string {
  return `${lineOf(footer)
    .trimEnd()
    .padEnd(FOOTER_BYTES - 1)}\n`;
}
