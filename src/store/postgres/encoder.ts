// Events become what one transaction copies in. Bit by bit, while they come in: the server works on the batch before meanwhile.

import { wordsOf } from '../../query/words.js';
import type { NewEvent } from '../event-store.js';
import type { FacetIds, FacetRow } from '../engine/facets.js';
import { RollupDelta } from '../engine/rollup.js';
import {
  COLUMNS,
  encodeRow,
  isUnsafe,
  isUnsafeAsJson,
  sanitizeRow,
  type RowIn,
  type SharedFields,
} from '../engine/row.js';
import { rowId } from '../engine/rowid.js';
import { MAX_WORD_BYTES } from './condition.js';
import { copyText } from './copy.js';
import type { PostgresSegment } from './state.js';

export interface EncodedBatch {
  /** Row ids of the events, in their order. */
  readonly ids: readonly number[];
  readonly rows: readonly Buffer[];
  readonly facets: readonly FacetRow[];
  /** `[minute, facet, count]` */
  readonly rollup: readonly (readonly [number, number, number])[];
  /** The segment, when this is stored. */
  readonly state: PostgresSegment;
}

const ROWS_A_CHUNK = 512;

export class BatchEncoder {
  readonly #ids: number[] = [];
  readonly #chunks: Buffer[] = [];
  readonly #rollup = new RollupDelta();
  readonly #shared: SharedFields;
  #odd = 0;

  /**
   * @param before the segment, when this batch is stored
   * @param ordinals of the events, where they have some already; else they follow on those of the segment
   */
  constructor(
    private readonly facets: FacetIds,
    private readonly before: PostgresSegment,
    private readonly ordinals?: readonly number[],
  ) {
    this.#shared = { facets, commons: NO_COMMONS };
  }

  /** Those that are still to do, at most so many of them. */
  add(events: readonly NewEvent[], atMost = Infinity): void {
    const until = Math.min(events.length, this.#ids.length + atMost);
    while (this.#ids.length < until) {
      let lines = '';
      const end = Math.min(until, this.#ids.length + ROWS_A_CHUNK);
      while (this.#ids.length < end) lines += this.#line(events[this.#ids.length]!);
      this.#chunks.push(Buffer.from(lines));
    }
  }

  finish(events: readonly NewEvent[]): EncodedBatch {
    this.add(events);
    const { before } = this;
    const facets = this.facets.takeAdded();
    let { minId = Infinity, maxId = -Infinity } = before;
    for (const id of this.#ids) {
      if (id < minId) minId = id;
      if (id > maxId) maxId = id;
    }
    const count = this.#ids.length;
    const edges = before.rows + count === 0 ? {} : { minId, maxId };
    return {
      ids: this.#ids,
      rows: this.#chunks,
      facets,
      rollup: this.#rollup.rows(),
      state: {
        ...before,
        ...edges,
        rows: before.rows + count,
        nextOrdinal: before.nextOrdinal + count,
        odd: before.odd + this.#odd,
        facets: before.facets + facets.length,
        facetBytes: before.facetBytes + facets.reduce((sum, [, json]) => sum + json.length, 0),
      },
    };
  }

  #line({ event }: NewEvent): string {
    const { startOfDay, nextOrdinal } = this.before;
    const row = encodeRow(event, startOfDay, this.#shared);
    if (isUnsafeRow(row)) sanitizeRow(row, event);
    const { message } = event;
    const words = typeof message === 'string' ? wordsCell(message) : { text: '\\N', isWhole: true };
    if (!words.isWhole) row[ODD] = 1;
    if (row[ODD] === 1) this.#odd += 1;
    const nth = this.#ids.length;
    const id = rowId(row[0] as number, this.ordinals?.[nth] ?? nextOrdinal + nth);
    this.#ids.push(id);
    this.#rollup.add(id, row[FACET] as number);
    const at = row[MESSAGE];
    row[0] = id;
    let line = '';
    for (const cell of PLAIN_CELLS) line += `${row[cell] ?? '\\N'}\t`;
    for (const cell of ADDRESS_CELLS) line += row[cell] === null ? '\\N\t' : `\\\\x${row[cell] as string}\t`;
    for (const cell of TEXT_CELLS) line += `${textCell(row[cell])}\t`;
    const message_ = typeof at === 'number' ? `${at}\t\\N` : `\\N\t${textCell(at)}`;
    return `${line}${message_}\t${words.text}\n`;
  }
}

const cellsOf = (...names: readonly (typeof COLUMNS)[number][]): number[] => names.map((name) => COLUMNS.indexOf(name));
const [FACET, ODD, MESSAGE] = cellsOf('facet', 'odd', 'message') as [number, number, number];
const PLAIN = ['id', 'received', 'facet', 'src_port', 'dst_port', 'pid', 'score', 'hour_of_week', 'odd'] as const;
const ADDRESSES = ['src_ip', 'dst_ip'] as const;
const TEXTS = ['user', 'domain', 'raw', 'fields'] as const;
const [PLAIN_CELLS, ADDRESS_CELLS, TEXT_CELLS] = [PLAIN, ADDRESSES, TEXTS].map((names) => cellsOf(...names)) as [
  number[],
  number[],
  number[],
];

/** The cells of a line. */
export const COPIED_COLUMNS = [...PLAIN, ...ADDRESSES, ...TEXTS, 'message_at', 'message', 'words']
  .map((name) => `"${name}"`)
  .join(', ');

/** What SQLite's segments share beside facets is not shared here: COPY takes bytes faster than a second table is asked. */
const NO_COMMONS: SharedFields['commons'] = {
  begin: () => undefined,
  take: () => false,
  end: () => null,
  takeAdded: () => [],
};

function textCell(cell: RowIn[number] | undefined): string {
  return cell === null || cell === undefined ? '\\N' : copyText(cell as string);
}

/** Whether some cell may hold what a text of PostgreSQL cannot (NUL, half a surrogate pair). */
function isUnsafeRow(row: RowIn): boolean {
  for (const at of TEXT_CELLS) {
    const text = row[at];
    if (typeof text !== 'string') continue;
    if (isUnsafeAsJson(text)) return true;
  }
  const message = row[MESSAGE];
  return typeof message === 'string' && isUnsafe(message);
}

/** PostgreSQL knows so many places of a word in a text, and places up to MAX_PLACE. */
const MAX_PLACES = 255;
const MAX_PLACE = 16_383;
/** And 1 MiB of words and places in a row: https://www.postgresql.org/docs/current/textsearch-limitations.html */
const MAX_VECTOR_BYTES = 900_000;
const BYTES_A_PLACE = 8;

/** A tsvector that was taken apart already: `failed:1 password:2`. What is beyond its bounds makes the row odd. */
function wordsCell(message: string): { readonly text: string; readonly isWhole: boolean } {
  const words = wordsOf(message);
  if (words.length > MAX_PLACES || message.length > MAX_WORD_BYTES / 4) return longWordsCell(words);
  let text = '';
  for (let i = 0; i < words.length; i += 1) text += `${words[i]}:${i + 1} `;
  return { text, isWhole: true };
}

function longWordsCell(words: readonly string[]): { readonly text: string; readonly isWhole: boolean } {
  const counts = new Map<string, number>();
  const kept: string[] = [];
  let bytes = 0;
  for (const [at, word] of words.entries()) {
    const count = (counts.get(word) ?? 0) + 1;
    counts.set(word, count);
    const fits = at < MAX_PLACE - 1 && count <= MAX_PLACES && word.length <= MAX_WORD_BYTES / 4;
    if (!fits) continue;
    bytes += Buffer.byteLength(word) + BYTES_A_PLACE;
    if (bytes > MAX_VECTOR_BYTES) break;
    kept.push(`${word}:${at + 1}`);
  }
  return { text: kept.join(' '), isWhole: kept.length === words.length };
}
