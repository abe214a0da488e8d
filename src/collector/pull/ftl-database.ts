// Pi-hole's long-term database, read-only: pages of rows in the order of their ids, as the JSON that the parser `pihole` reads. One code for
// all versions of the file: `queries` is a table in old ones and a view in newer ones (over query_storage, domain_by_id, ...), and the
// columns that there are, are asked for. https://docs.pi-hole.net/database/query-database/

import { statSync } from 'node:fs';
import { Fault, messageOf } from '../../faults.js';
import { type Database, openDatabase } from '../../store/sqlite/driver.js';
import type { Cursor } from './cursor.js';

/** A row that was read, and what it is as a message. */
export interface PulledRow extends Cursor {
  /** One JSON object; absent columns and nulls are left out. */
  readonly json: Readonly<Record<string, string | number>>;
}

type Row = Readonly<Record<string, unknown>>;

/** In this order in the message. Those of the second line came with v5, the others with v6. */
const NEEDED = ['id', 'timestamp', 'type', 'status', 'domain', 'client'] as const;
const OPTIONAL = [
  'forward',
  'additional_info',
  'reply_type',
  'reply_time',
  'dnssec',
  'regex_id',
  'list_id',
  'ede',
] as const;
/** Names come from strangers; Pi-hole's own are at most 253 characters. */
const MAX_TEXT_CHARS = 2_048;

export class FtlDatabase {
  readonly #select: string;

  private constructor(
    private readonly db: Database,
    columns: readonly string[],
    hasClientNames: boolean,
  ) {
    const names = columns.map((name) => `q.${name}`);
    // The newest name is the one that counts; `ip` leads the table's unique index.
    const client = hasClientNames
      ? [
          `(select c.name from client_by_id c where c.ip = q.client and c.name <> '' order by c.id desc limit 1) client_name`,
        ]
      : [];
    this.#select = `select ${[...names, ...client].join(', ')} from queries q`;
  }

  /** @throws Fault STORE_READ that says what is wrong with the file and what to do */
  static async open(path: string): Promise<FtlDatabase> {
    if (!isFile(path)) throw unreadable(path, 'it does not exist, or is no file', 'Correct sources.pull.path.');
    const db = await openDatabase(path, 'read').catch((cause: unknown) => {
      throw readingFault(path, cause);
    });
    try {
      const has = new Set((await db.all<{ name: string }>(`pragma table_info(queries)`)).map(({ name }) => name));
      const missing = NEEDED.filter((name) => !has.has(name));
      if (missing.length > 0) throw unreadable(path, `its table queries has no ${missing.join(', ')}`, 'Is this Pi-hole’s database?'); // prettier-ignore
      const names = await db.all<{ name: string }>(`pragma table_info(client_by_id)`);
      const columns = [...NEEDED, ...OPTIONAL.filter((name) => has.has(name))];
      return new FtlDatabase(db, columns, ['ip', 'name'].every((each) => names.some(({ name }) => name === each))); // prettier-ignore
    } catch (cause) {
      await db.close();
      throw cause instanceof Fault && cause.code === 'STORE_READ' && cause.cause === undefined
        ? cause
        : readingFault(path, cause);
    }
  }

  /** Up to `limit` rows behind the cursor, oldest first. @throws Fault STORE_READ */
  async page({ id }: Cursor, limit: number): Promise<PulledRow[]> {
    const rows = await this.#all<Row>(`${this.#select} where q.id > $1 order by q.id limit $2`, [id, limit]);
    return rows.map(pulledRow).filter((row) => row !== undefined);
  }

  /** The newest row; undefined in an empty file. */
  async newest(): Promise<Cursor | undefined> {
    return (await this.#all<Cursor>('select id, timestamp from queries order by id desc limit 1', []))[0];
  }

  async at(id: number): Promise<Cursor | undefined> {
    return (await this.#all<Cursor>('select id, timestamp from queries where id = $1', [id]))[0];
  }

  /** The first row at or after a time (seconds since 1970). */
  async firstSince(timestamp: number): Promise<Cursor | undefined> {
    const sql = 'select id, timestamp from queries where timestamp >= $1 order by timestamp, id limit 1';
    return (await this.#all<Cursor>(sql, [timestamp]))[0];
  }

  close(): Promise<void> {
    return this.db.close();
  }

  async #all<T>(sql: string, bind: readonly number[]): Promise<T[]> {
    try {
      return bind.length === 0 ? await this.db.all<T>(sql) : await this.db.all<T>(sql, bind);
    } catch (cause) {
      throw readingFault(this.db.path, cause);
    }
  }
}

function pulledRow(row: Row): PulledRow | undefined {
  const { id, timestamp } = row;
  if (typeof id !== 'number' || typeof timestamp !== 'number') return undefined;
  const json: Record<string, string | number> = { source: 'pihole-FTL.db' };
  for (const [name, value] of Object.entries(row)) {
    const text = Buffer.isBuffer(value) ? value.toString('utf8') : value;
    if (typeof text === 'string' && text !== '') json[name] = text.slice(0, MAX_TEXT_CHARS);
    else if (typeof text === 'number' && Number.isFinite(text)) json[name] = text;
  }
  return { id, timestamp, json };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The driver's faults speak of our own store; this file is somebody else's. */
function readingFault(path: string, cause: unknown): Fault {
  const text = cause instanceof Fault && cause.cause !== undefined ? messageOf(cause.cause) : messageOf(cause);
  if (/SQLITE_(NOTADB|CORRUPT)/.test(text)) return unreadable(path, 'it is no SQLite database, or damaged', 'Is this Pi-hole’s database?'); // prettier-ignore
  if (/SQLITE_(BUSY|LOCKED)/.test(text)) return unreadable(path, 'another program has locked it', 'It is tried again.');
  if (/SQLITE_(CANTOPEN|PERM|READONLY|AUTH|IOERR)|EACCES/.test(text))
    return unreadable(path, `it could not be opened (${text})`, 'Let this program read it and its folder: with the group pihole, for instance.'); // prettier-ignore
  return unreadable(path, text, 'Is this Pi-hole’s database?');
}

function unreadable(path: string, why: string, next: string): Fault {
  return new Fault('STORE_READ', `${path}: ${why}. ${next}`);
}
