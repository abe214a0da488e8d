// The journal on disk: what the live stage knows beside the model file it stands on. Records are appended as they change, and count when
// the line behind them says up to which position of the store they go:
//
//   header | record | record | kept: position | record | kept: position | (what was being written when it ended: left out)
//
// The last record of a name is the one that counts.

import { type FileHandle, open } from 'node:fs/promises';
import type { ModelRecord } from '../engine/record.js';
import { jsonOf, keyIn, recordOf, valueOf } from '../model/line.js';
import { readLines } from '../model/read-lines.js';

/** To be raised with what the lines mean. */
export const JOURNAL_VERSION = 1;

export interface JournalHeader {
  readonly version: number;
  /** File that the records stand on; undefined: on nothing. */
  readonly model: string | undefined;
}

export interface Kept {
  /** Of the store: what was committed up to here is known ... */
  readonly position: string;
  /** ... and so many live events behind it, which were on their way. */
  readonly inFlight: number;
  /** ms, event time; undefined: there was none. */
  readonly newest?: number;
  /** Of whom it is, where collectors share a store: StageOrders.scores. */
  readonly term?: string;
}

export interface Journal {
  readonly header: JournalHeader;
  readonly kept: Kept;
  /** Entities whose last record is damaged: they are as the model knows them. */
  readonly damaged: readonly string[];
  /** Each record that counts, in slices. What `take` throws on is named in the answer. */
  records(take: (record: ModelRecord) => void): Promise<readonly string[]>;
}

/** Undefined: there is none that could be used; `why` tells, where there is a file. */
export async function readJournal(path: string): Promise<Journal | { readonly why: string } | undefined> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => error);
  if (handle instanceof Error)
    return handle.code === 'ENOENT' ? undefined : { why: `it cannot be opened: ${handle.message}` };
  try {
    const lines = await linesOf(handle);
    if (lines.header?.version !== JOURNAL_VERSION)
      return { why: 'it is of another version, or its beginning is damaged' };
    if (lines.kept === undefined) return { why: 'it was never finished' };
    const shared = [...lines.damaged].find((key) => key.startsWith('engine:'));
    if (shared !== undefined) return { why: `what all entities share is damaged (${shared})` };
    const { header, kept, damaged, offsets } = lines;
    return { header, kept, damaged: [...damaged], records: (take) => recordsAt(path, offsets, take) };
  } finally {
    await handle.close();
  }
}

/** For people: a line of which not even that can be read. */
const UNNAMED = 'a record whose name is damaged';

interface Lines {
  header?: JournalHeader;
  kept?: Kept;
  /** Where the last record of each name is. */
  readonly offsets: Map<string, number>;
  readonly damaged: Set<string>;
}

async function linesOf(handle: FileHandle): Promise<Lines> {
  const lines: Lines = { offsets: new Map(), damaged: new Set() };
  let waiting: { readonly key: string; readonly offset: number; readonly isDamaged: boolean }[] = [];
  const { size } = await handle.stat();
  await readLines(handle, { from: 0, to: size }, (line, offset) => {
    if (offset === 0) {
      lines.header = valueOf(line) as JournalHeader;
      return;
    }
    const json = jsonOf(line);
    if (json?.startsWith('{') === true) {
      lines.kept = JSON.parse(json) as Kept;
      for (const each of waiting) note(lines, each);
      waiting = [];
      return;
    }
    const key = keyIn(line) ?? UNNAMED;
    waiting.push({ key, offset, isDamaged: json === undefined || key === UNNAMED });
  });
  return lines;
}

function note(
  { offsets, damaged }: Lines,
  line: { readonly key: string; readonly offset: number; readonly isDamaged: boolean },
): void {
  if (line.isDamaged) {
    damaged.add(line.key);
    offsets.delete(line.key);
    return;
  }
  damaged.delete(line.key);
  offsets.set(line.key, line.offset);
}

async function recordsAt(
  path: string,
  offsets: ReadonlyMap<string, number>,
  take: (record: ModelRecord) => void,
): Promise<readonly string[]> {
  const refused: string[] = [];
  const wanted = new Set(offsets.values());
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    await readLines(handle, { from: 0, to: size }, (line, offset) => {
      if (!wanted.has(offset)) return;
      const record = recordOf(valueOf(line));
      if (record === undefined) return;
      try {
        take(record);
      } catch {
        refused.push(`${record.kind}:${record.name}`);
      }
    });
    return refused;
  } finally {
    await handle.close();
  }
}
