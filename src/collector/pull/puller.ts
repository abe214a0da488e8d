// One pull source: a timer that reads the new rows of its database and hands them in as messages. At least once: the cursor moves on when
// the rows are committed, and each row has a key by which the store knows it again. A file that cannot be read costs a finding, and nothing else.

import type { PullConfig } from '#config/schema.js';
import type { Clock } from '../../clock.js';
import { messageOf } from '../../faults.js';
import type { Frame, History, Receipt } from '../frame.js';
import { type Cursor, CursorFile } from './cursor.js';
import { FtlDatabase, type PulledRow } from './ftl-database.js';

const PAGE_ROWS = 1_000;
/** Older rows are history: the collector believes the time of a live message for seven days only. */
const LIVE_FOR_MS = 6 * 86_400_000;

/** Plain JSON, for the health page. */
export interface PullHealth {
  readonly source: string;
  readonly path: string;
  /** Rows handed in since the start. */
  readonly rows: number;
  /** Why nothing can be read now; undefined: all is well. */
  readonly problem?: string;
}

export interface PullParts {
  readonly dataDir: string;
  readonly clock: Clock;
  /** The pipeline's: resolves after commit, one receipt a frame, in order. */
  readonly submit: (frames: readonly Frame[]) => Promise<readonly Receipt[]>;
  /** Seals what was written as history. */
  readonly seal: () => Promise<void>;
}

export class Puller {
  readonly #cursors: CursorFile;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;
  #rows = 0;
  #problem: string | undefined;

  constructor(
    readonly source: string,
    readonly config: PullConfig,
    private readonly parts: PullParts,
  ) {
    this.#cursors = new CursorFile(parts.dataDir, source, config.path);
  }

  start(): void {
    this.#next(0);
  }

  /** Waits for the page under way. Safe to call twice. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  health(): PullHealth {
    const { source, config } = this;
    return {
      source,
      path: config.path,
      rows: this.#rows,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  #next(inMs: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#run().finally(() => this.#next(this.config.everyMs));
    }, inMs);
  }

  async #run(): Promise<void> {
    try {
      await this.#pull();
      this.#problem = undefined;
    } catch (error) {
      this.#problem = messageOf(error);
    }
  }

  async #pull(): Promise<void> {
    const db = await FtlDatabase.open(this.config.path);
    let hasHistory = false;
    try {
      let cursor = await this.#begin(db);
      while (!this.#isStopped) {
        const rows = await db.page(cursor, PAGE_ROWS);
        if (rows.length === 0 || this.#isStopped) break;
        const frames = this.#frames(rows);
        hasHistory ||= frames.some(({ history }) => history !== undefined);
        const receipts = await this.parts.submit(frames);
        const taken = countTaken(receipts);
        this.#rows += taken;
        if (taken > 0) await this.#cursors.write((cursor = positionOf(rows[taken - 1]!)));
        if (taken < rows.length)
          throw new Error(receipts[taken]!.reason ?? 'the collector takes no more at the moment');
        if (rows.length < PAGE_ROWS) break;
      }
    } finally {
      await db.close();
      if (hasHistory) await this.parts.seal();
    }
  }

  /** Where to go on; at the first start behind the newest row, or before the first row of the day that is asked for. */
  async #begin(db: FtlDatabase): Promise<Cursor> {
    const kept = await this.#cursors.read();
    const cursor = kept === undefined ? await this.#first(db) : await sameFile(db, kept);
    if (cursor !== kept) await this.#cursors.write(cursor);
    return cursor;
  }

  async #first(db: FtlDatabase): Promise<Cursor> {
    const { since } = this.config;
    if (since === undefined) return (await db.newest()) ?? NOTHING;
    const timestamp = Date.parse(since) / 1_000;
    if (!Number.isFinite(timestamp)) return NOTHING;
    const first = await db.firstSince(timestamp);
    return first === undefined ? ((await db.newest()) ?? NOTHING) : before(first);
  }

  #frames(rows: readonly PulledRow[]): Frame[] {
    const receivedAt = this.parts.clock.now();
    const oldest = receivedAt - LIVE_FOR_MS;
    const history: History = { reference: receivedAt };
    return rows.map((row) => ({
      bytes: Buffer.from(JSON.stringify(row.json)),
      json: row.json,
      receivedAt,
      transport: 'import',
      peer: { address: this.source, port: 0 },
      source: this.source,
      dedupeKey: `pull ${this.config.kind} ${row.id} ${row.timestamp}`,
      ...(row.timestamp * 1_000 < oldest ? { history } : {}),
    }));
  }
}

const NOTHING: Cursor = { id: 0, timestamp: 0 };

const positionOf = ({ id, timestamp }: Cursor): Cursor => ({ id, timestamp });
const before = ({ id, timestamp }: Cursor): Cursor => ({ id: id - 1, timestamp });

/**
 * The file may have been replaced or rotated (Pi-hole's documentation shows how): then its ids say nothing, and reading goes on with the
 * first row that is younger than the last one. Rows that were only deleted (retention, "flush logs") change nothing.
 */
async function sameFile(db: FtlDatabase, kept: Cursor): Promise<Cursor> {
  const row = await db.at(kept.id);
  const newest = row === undefined ? await db.newest() : undefined;
  const isOther = row === undefined ? newest !== undefined && newest.id < kept.id : row.timestamp !== kept.timestamp;
  if (!isOther || kept.id === 0) return kept;
  const younger = await db.firstSince(kept.timestamp);
  return younger === undefined ? kept : before(younger);
}

/** Rows up to the first that may be taken later; what a drop rule took, or a plugin failed on, is done with. */
function countTaken(receipts: readonly Receipt[]): number {
  const at = receipts.findIndex(isForLater);
  return at < 0 ? receipts.length : at;
}

function isForLater({ outcome, forbidden, lasting }: Receipt): boolean {
  if (outcome === 'failed') return lasting !== true;
  return outcome === 'refused' && forbidden !== true;
}
