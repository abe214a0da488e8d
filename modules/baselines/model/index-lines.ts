// Where each record of a model file lies. Kept in lines of a thousand, so that neither writing nor reading it takes long at a time.

import type { FileHandle } from 'node:fs/promises';
import type { ModelRecord } from '../engine/record.js';
import { lineOf, valueOf } from './line.js';
import { readLines } from './read-lines.js';

/** By `user:alice`; bytes without the line feed. */
export type Index = ReadonlyMap<string, { readonly offset: number; readonly bytes: number }>;

type Entry = readonly [key: string, offset: number, bytes: number];

const ENTRIES_PER_LINE = 1_000;

export class IndexLines {
  #entries: Entry[] = [];
  #lines: string[] = [];

  add({ kind, name }: ModelRecord, offset: number, bytes: number): void {
    this.#entries.push([`${kind}:${name}`, offset, bytes]);
    if (this.#entries.length === ENTRIES_PER_LINE) this.#close();
  }

  /** With line feeds. */
  lines(): readonly string[] {
    this.#close();
    return this.#lines;
  }

  #close(): void {
    if (this.#entries.length > 0) this.#lines.push(lineOf(this.#entries));
    this.#entries = [];
  }
}

/** What is damaged in it is left out. */
export async function readIndex(
  handle: FileHandle,
  range: { readonly from: number; readonly to: number },
): Promise<Index> {
  const index = new Map<string, { offset: number; bytes: number }>();
  await readLines(handle, range, (line) => {
    const entries = valueOf(line);
    if (!Array.isArray(entries)) return;
    for (const [key, offset, bytes] of entries as Entry[]) index.set(key, { offset, bytes });
  });
  return index;
}
