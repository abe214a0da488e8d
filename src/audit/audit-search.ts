// Reads the audit log, newest first, without ever holding up the database: what an index answers is one query; what has to be looked
// at entry by entry (text, a second filter) is looked at in windows that grow while they are quick, until the time for a page is over.

import { QueryTypes, type Sequelize } from 'sequelize';
import type { KeptAuditEntry } from './audit-log.js';

export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly outcome?: 'success' | 'failure';
  /** Somewhere in target, address or details, as it is; upper and lower case of a to z are the same. */
  readonly text?: string;
  /** ms since 1970, included. */
  readonly from?: number;
  /** ms since 1970, not included. */
  readonly to?: number;
}

/** The last entry that was looked at. */
export interface AuditCursor {
  readonly at: number;
  readonly id: number;
}

export interface AuditPage {
  readonly entries: readonly KeptAuditEntry[];
  /** Where to go on; undefined at the end. */
  readonly next: AuditCursor | undefined;
}

interface Row {
  readonly id: number;
  readonly at: number | string;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly outcome: KeptAuditEntry['outcome'];
  readonly address: string | null;
  readonly details: string | null;
}

const COLUMNS = 'id, at, actor, action, target, outcome, address, details';
/** Columns with an index of their own, the one that says most first. */
const INDEXED = ['action', 'actor', 'outcome'] as const;
const FIRST_WINDOW = 2_000;
/** Holds a page up by about 10 ms at the most. */
const MAX_WINDOW = 16_000;
/** A window twice as large takes twice as long: below this it still fits. */
const QUICK_MS = 6;
/** After so long the page is shown as far as it is. */
const PAGE_MS = 25;

export async function searchAudit(
  db: Sequelize,
  filter: AuditFilter,
  after: AuditCursor | undefined,
  limit: number,
): Promise<AuditPage> {
  const { outer, inner, values } = conditionsOf(filter);
  const entries: KeptAuditEntry[] = [];
  const startedAt = performance.now();
  let cursor = after;
  for (let window = FIRST_WINDOW; ;) {
    const windowStartedAt = performance.now();
    const rows = await readWindow(db, { inner, outer, values, cursor, window, limit: limit + 1 - entries.length });
    entries.push(...rows.found.map(toEntry));
    if (entries.length > limit) return full(entries.slice(0, limit));
    if (rows.last === undefined) return { entries, next: undefined };
    cursor = rows.last;
    const now = performance.now();
    if (now - startedAt > PAGE_MS) return { entries, next: cursor };
    if (now - windowStartedAt < QUICK_MS) window = Math.min(MAX_WINDOW, window * 2);
  }
}

function full(entries: readonly KeptAuditEntry[]): AuditPage {
  const { at, id } = entries.at(-1)!;
  return { entries, next: { at, id } };
}

interface Window {
  readonly inner: readonly string[];
  readonly outer: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly cursor: AuditCursor | undefined;
  readonly window: number;
  readonly limit: number;
}

/**
 * `last`: the last entry of the window, found or not; undefined when the window reached the end. It is fixed first: what is written
 * meanwhile must not move the border.
 */
async function readWindow(
  db: Sequelize,
  { inner, outer, values, cursor, window, limit }: Window,
): Promise<{ readonly found: readonly Row[]; readonly last: AuditCursor | undefined }> {
  const named: Record<string, unknown> = { ...values, cursorAt: cursor?.at, cursorId: cursor?.id };
  const select = (columns: string, conditions: readonly string[], end: string): Promise<Row[]> => {
    const sql = `SELECT ${columns} FROM audit_entries ${where(conditions)} ORDER BY at DESC, id DESC ${end}`;
    return db.query<Row>(sql, { type: QueryTypes.SELECT, bind: usedIn(sql, named) });
  };
  const begin = cursor === undefined ? inner : [...inner, '(at, id) < ($cursorAt, $cursorId)'];
  if (outer.length === 0) return { found: await select(COLUMNS, begin, `LIMIT ${limit}`), last: undefined };

  const [border] = await select('at, id', begin, `LIMIT 1 OFFSET ${window - 1}`);
  if (border === undefined)
    return { found: await select(COLUMNS, [...begin, ...outer], `LIMIT ${limit}`), last: undefined };
  const last = { at: Number(border.at), id: border.id };
  Object.assign(named, { lastAt: last.at, lastId: last.id });
  const within = [...begin, '(at, id) >= ($lastAt, $lastId)', ...outer];
  return { found: await select(COLUMNS, within, `LIMIT ${limit}`), last };
}

/** SQLite takes no value that the statement does not name. */
function usedIn(sql: string, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => sql.includes(`$${name}`)));
}

/** One equality goes where the index is; the rest is looked at within the window. */
function conditionsOf(filter: AuditFilter): Pick<Window, 'inner' | 'outer' | 'values'> {
  const equal = INDEXED.filter((column) => filter[column] !== undefined).map((column) => `${column} = $${column}`);
  const inner = [
    ...equal.slice(0, 1),
    ...(filter.from === undefined ? [] : ['at >= $from']),
    ...(filter.to === undefined ? [] : ['at < $to']),
  ];
  const outer = equal.slice(1);
  if (filter.text) outer.push(`(${['target', 'address', 'details'].map(contains).join(' OR ')})`);
  const text = `%${(filter.text ?? '').replaceAll(/[!%_]/g, '!$&')}%`;
  return { inner, outer, values: { ...filter, text } };
}

const contains = (column: string): string => `LOWER(COALESCE(${column}, '')) LIKE LOWER($text) ESCAPE '!'`;

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;

function toEntry({ details, at, ...row }: Row): KeptAuditEntry {
  return { ...row, at: Number(at), details: details === null ? {} : (JSON.parse(details) as Record<string, unknown>) };
}
