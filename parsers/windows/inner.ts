// Accounts, addresses and commands inside a value: PowerShell's context, SQL Server's `[CLIENT: ...]` and audit records, OpenSSH's line.
// A text that anybody may choose can hold the same words, so each row says from which end the true ones are found.

import type { Fields } from '#src/event/event.js';
import type { WindowsRecord } from './record.js';
import { applyTo } from './targets.js';
import type { FieldTarget } from './targets.js';
import { valueNames, valueOf } from './values.js';
import type { ValueName } from './values.js';

export interface Inner {
  readonly from: readonly ValueName[];
  /** What stands before the value: behind a line break where `isLine`. */
  readonly before: string;
  readonly isLine: boolean;
  /** What ends the value; '' = the end of the line. */
  readonly after: string;
  readonly isLast: boolean;
  readonly to: FieldTarget;
}

type InnerRow = readonly [
  codes: string,
  from: string,
  before: string,
  after: string,
  end: 'first' | 'last',
  to: FieldTarget,
];

const SQL_LOGINS =
  '18453 18454 18455 18456 18450 18451 18452 18457 18458 18459 18460 18461 18470 18486 18487 18488 17806 17828 17832 17836';

/** `\n` at the begin of `before`: only at the begin of a line, behind blanks. */
const INNER: Readonly<Record<string, readonly InnerRow[]>> = {
  powershell: [
    // Host Application, which a caller chooses, stands before User in the context
    ['4100 4103', 'ContextInfo', '\nUser = ', '', 'last', 'user.name'],
    ['4100 4103', 'ContextInfo', '\nHost Application = ', '', 'first', 'process.command_line'],
    ['4100 4103', 'ContextInfo', '\nScript Name = ', '', 'first', 'file.path'],
    // UserId stands before HostApplication
    ['800', 'param2', '\nUserId=', '', 'first', 'user.name'],
    ['800', 'param2', '\nHostApplication=', '', 'first', 'process.command_line'],
    ['800', 'param2', '\nScriptName=', '', 'first', 'file.path'],
    ['400 403 600', 'param3', '\nHostApplication=', '', 'first', 'process.command_line'],
  ],
  'sql-server': [
    // the last of all values, whatever the name in the first
    [SQL_LOGINS, 'param3|param2|param1', '[CLIENT: ', ']', 'last', 'source.ip'],
    // who failed chooses the name and the program's: an address behind them proves nothing
    ['33205', 'param1', '\nserver_principal_name:', '', 'first', 'user.name'],
    ['33205', 'param1', '\ntarget_server_principal_name:', '', 'first', 'user.target.name'],
    ['33205', 'param1', '\ntarget_database_principal_name:', '', 'first', 'user.target.name'],
    ['33205', 'param1', '\naction_id:', '', 'first', 'winlog.sql.action_id'],
  ],
};

export function innerOf(scope: string, code: string): readonly Inner[] {
  const rows = (INNER[scope] ?? []).filter(([codes]) => codes.split(' ').includes(code));
  return rows.map(([, from, before, after, end, to]) => ({
    from: valueNames(from),
    before: before.startsWith('\n') ? before.slice(1) : before,
    isLine: before.startsWith('\n'),
    after,
    isLast: end === 'last',
    to,
  }));
}

export function applyInner(fields: Fields, record: WindowsRecord, inner: readonly Inner[]): void {
  for (const row of inner) {
    const text = valueOf(record, row.from);
    const value = text === undefined ? undefined : find(row, text);
    if (value !== undefined && fields[row.to] === undefined) applyTo(fields, row.to, value);
  }
}

/** The longest command line that Windows starts. */
const MAX_VALUE_LENGTH = 32_768;

function find(row: Inner, text: string): string | undefined {
  let at = row.isLast ? text.lastIndexOf(row.before) : text.indexOf(row.before);
  while (at > 0 && row.isLine && !isLineStart(text, at))
    at = row.isLast ? text.lastIndexOf(row.before, at - 1) : text.indexOf(row.before, at + 1);
  if (at < 0) return undefined;
  const start = at + row.before.length;
  const end = row.after === '' ? lineEnd(text, start) : text.indexOf(row.after, start);
  if (end < 0) return undefined;
  const value = text.slice(start, Math.min(end, start + MAX_VALUE_LENGTH)).trim();
  return value === '' ? undefined : value;
}

function isLineStart(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t')) before -= 1;
  return before < 0 || text[before] === '\n' || text[before] === '\r';
}

function lineEnd(text: string, from: number): number {
  const end = text.slice(from, from + MAX_VALUE_LENGTH).search(/[\r\n]/);
  return end < 0 ? text.length : from + end;
}
