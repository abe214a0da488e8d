// Sends historical lines to the collector over the link and waits for what became of them. A few chunks are under way at a time;
// the rest of the file waits, so memory stays small whatever its size.

import { createHash } from 'node:crypto';
import { Fault } from '../faults.js';
import type { LinkClient } from '../link/client.js';
import type { FromCollector, ImportCounts, ImportFrame } from '../link/messages.js';
import { changedAt, openInput } from './bytes.js';
import { formatOf, readRecords, type Format, type FormatOptions } from './format.js';
import { Ordinals } from './ordinals.js';
import type { InputRecord, OnDamage } from './record.js';

const CHUNK_LINES = 2_000;
const CHUNK_BYTES = 4 * 1024 * 1024;
const MAX_UNDER_WAY = 4;

/** Problems are for people: so many are kept, the rest is counted. */
const MAX_PROBLEMS = 50;

export interface ImportOptions extends FormatOptions {
  /** Left out: told by the file. */
  readonly format?: Format;
  /** Left out: configured sources that match, else `import`. */
  readonly source?: string;
  /** ms from which years are inferred; left out: the file's last change, or the clock for standard input. */
  readonly now?: number;
  readonly onProgress?: (file: string, bytes: number, counts: ImportCounts) => void;
  /** Ends the reading; what was sent stays stored. */
  readonly signal?: AbortSignal;
}

export class Importer {
  readonly #ordinals = new Ordinals();
  readonly #counts: Record<keyof ImportCounts, number> = {
    stored: 0,
    duplicate: 0,
    filtered: 0,
    limited: 0,
    refused: 0,
    failed: 0,
  };
  readonly #off: () => void;
  #underWay = 0;
  #wake: (() => void) | undefined;
  #ended = false;
  #broken: Fault | undefined;

  constructor(
    private readonly link: LinkClient,
    private readonly options: ImportOptions,
  ) {
    const offMessages = link.onMessage((message) => this.#receive(message));
    const offHealth = link.onHealth((health) => {
      if (health === undefined) this.#break();
    });
    this.#off = () => {
      offMessages();
      offHealth();
    };
  }

  /** Records and stretches of the input that could not be read. */
  damaged = 0;
  /** Of a packed input what stands behind a damage was not read. */
  isCutShort = false;
  /** What was wrong with them: the first MAX_PROBLEMS. */
  readonly problems: string[] = [];

  get counts(): ImportCounts {
    return this.#counts;
  }

  /** Lines handed over so far. */
  get lines(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  /**
   * @param id of this file within the connection
   * @param name by which people know it and the format is told, where the file has another on disk
   * @throws Fault USAGE (unreadable, mapping does not fit), COLLECTOR_AWAY (ended meanwhile)
   */
  async importFile(file: string, id: number, name = file): Promise<void> {
    const { now, onProgress } = this.options;
    const reference = now ?? changedAt(file) ?? Date.now();
    const input = await openInput(file, {
      name,
      onProgress: (bytes) => onProgress?.(file, bytes, this.#counts),
      onDamage: (count, problems) => {
        this.isCutShort = true;
        this.#onDamage(count, problems);
      },
    });
    try {
      const records = readRecords(input, formatOf(name, input.head, this.options), this.options, this.#onDamage);
      await this.#sendAll(records, id, reference);
    } finally {
      input.close();
    }
  }

  async #sendAll(records: AsyncIterable<readonly InputRecord[]>, id: number, reference: number): Promise<void> {
    const { signal } = this.options;
    let frames: ImportFrame[] = [];
    let bytes = 0;
    for await (const batch of records) {
      if (signal?.aborted) break;
      for (const record of batch) {
        frames.push(this.#frame(record));
        bytes += record.bytes.length + (record.key?.length ?? 0);
        if (frames.length < CHUNK_LINES && bytes < CHUNK_BYTES) continue;
        await this.#send(id, reference, frames);
        frames = [];
        bytes = 0;
      }
    }
    if (frames.length > 0) await this.#send(id, reference, frames);
  }

  /** Waits for what was sent and has the collector seal it; also behind a file that failed. @throws Fault COLLECTOR_AWAY */
  async finish(): Promise<void> {
    while (this.#underWay > 0) await this.#change();
    this.link.send({ t: 'importEnd' });
    while (!this.#ended) await this.#change();
    this.#off();
  }

  #frame({ bytes, truncated, given, key = bytes }: InputRecord): ImportFrame {
    return {
      bytes: bytes.toString('base64'),
      dedupeKey: this.#keyOf(key),
      ...(truncated && { truncated }),
      ...(given !== undefined && { given }),
    };
  }

  readonly #onDamage: OnDamage = (count, problems) => {
    this.damaged += count;
    this.problems.push(...problems.slice(0, MAX_PROBLEMS - this.problems.length));
  };

  async #send(id: number, reference: number, frames: readonly ImportFrame[]): Promise<void> {
    while (this.#underWay >= MAX_UNDER_WAY) await this.#change();
    if (this.#broken !== undefined) throw this.#broken;
    this.#underWay += 1;
    this.link.send({
      t: 'import',
      id,
      reference,
      frames,
      ...(this.options.source === undefined ? {} : { source: this.options.source }),
    });
  }

  #receive(message: FromCollector): void {
    if (message.t === 'imported') {
      this.#underWay -= 1;
      for (const outcome of Object.keys(this.#counts) as (keyof ImportCounts)[])
        this.#counts[outcome] += message.counts[outcome];
    }
    if (message.t === 'importEnded') this.#ended = true;
    this.#wake?.();
  }

  #break(): void {
    this.#broken = new Fault(
      'COLLECTOR_AWAY',
      `The collector ended during the import. ${this.lines} lines were handled; run the import again, it takes no line twice.`,
    );
    this.#wake?.();
  }

  /** Resolves at the next message. @throws Fault COLLECTOR_AWAY */
  async #change(): Promise<void> {
    if (this.#broken === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** The same line of the same input has the same key each time: its digest and its place among equal lines. */
  #keyOf(line: Buffer): string {
    const digest = createHash('sha1').update(line).digest();
    return `${digest.toString('base64')}:${this.#ordinals.next(digest)}`;
  }
}
