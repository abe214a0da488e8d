// Sends historical lines to the collector over the link and waits for what became of them. A few chunks are under way at a time;
// the rest of the file waits, so memory stays small whatever its size.

import { createHash } from 'node:crypto';
import { Fault } from '../faults.js';
import type { LinkClient } from '../link/client.js';
import type { FromCollector, ImportCounts, ImportFrame } from '../link/messages.js';
import { changedAt, readLines } from './lines.js';
import { Ordinals } from './ordinals.js';

const CHUNK_LINES = 2_000;
const CHUNK_BYTES = 4 * 1024 * 1024;
const MAX_UNDER_WAY = 4;

export interface ImportOptions {
  /** Left out: configured sources that match, else `import`. */
  readonly source?: string;
  readonly framing: 'lf' | 'octet';
  /** ms from which years are inferred; left out: the file's last change, or the clock for standard input. */
  readonly now?: number;
  readonly onProgress?: (file: string, bytes: number, counts: ImportCounts) => void;
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

  get counts(): ImportCounts {
    return this.#counts;
  }

  /** Lines handed over so far. */
  get lines(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  /** @param id of this file within the connection. @throws Fault USAGE (unreadable), COLLECTOR_AWAY (ended meanwhile) */
  async importFile(file: string, id: number): Promise<void> {
    const reference = this.options.now ?? changedAt(file) ?? Date.now();
    const onProgress = (bytes: number): void => this.options.onProgress?.(file, bytes, this.#counts);
    let frames: ImportFrame[] = [];
    let bytes = 0;
    for await (const lines of readLines(file, { framing: this.options.framing, onProgress })) {
      for (const line of lines) {
        frames.push({
          bytes: line.bytes.toString('base64'),
          dedupeKey: this.#keyOf(line.bytes),
          ...(line.truncated && { truncated: true }),
        });
        bytes += line.bytes.length;
        if (frames.length < CHUNK_LINES && bytes < CHUNK_BYTES) continue;
        await this.#send(id, reference, frames);
        frames = [];
        bytes = 0;
      }
    }
    if (frames.length > 0) await this.#send(id, reference, frames);
    while (this.#underWay > 0) await this.#change();
  }

  /** Has the collector seal what was written. @throws Fault COLLECTOR_AWAY */
  async finish(): Promise<void> {
    this.link.send({ t: 'importEnd' });
    while (!this.#ended) await this.#change();
    this.#off();
  }

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
