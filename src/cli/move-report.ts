// What a move says to people: what it found, what is on both sides, and what to do next.

import type { Config } from '#config/schema.js';
import { Fault } from '../faults.js';
import type { Installation } from '../store/move/installation.js';
import type { Comparison, DayResult } from '../store/move/move.js';
import type { MoveRecord } from '../store/move/records.js';
import { renderTable, visible } from './terminal.js';

/** Wide enough for the table of days. */
const WIDTH = 100;
const SHOWN_DIGEST = 16;

export function foundText(
  { metadata, events, segments, spoolBytes }: Installation,
  dir: string,
  place: string,
  move: MoveRecord | undefined,
): string {
  const rows = segments.reduce((sum, each) => sum + each.rows, 0);
  const bytes = segments.reduce((sum, each) => sum + each.bytes, 0);
  const lines = [
    `from ${dir} to ${place}: ${stateOf(move)}`,
    metadata === undefined ? 'metadata: none in a file, they stay where they are' : `metadata: ${metadata}`,
    events === undefined
      ? 'events: none in SQLite, they stay where they are'
      : `events: ${number(rows)} in ${segments.length} segments, ${megabytes(bytes)} (PostgreSQL takes two to three times that)`,
  ];
  if (spoolBytes > 0)
    lines.push(
      `spool: ${megabytes(spoolBytes)} of messages wait in ${dir}/spool; they stay there and go to the new store at the next start`,
    );
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/** For standard output: a line for each table that differs or is not moved, one for the others, and one a day. */
export function resultText({ tables, leftBehind, days, unreadable }: Comparison): string {
  const columns = ['what', 'in source', 'in target', 'SHA-256', 'equal'].map((title) => ({ title }));
  const equal = tables.filter((each) => each.isEqual);
  const rows = number(equal.reduce((sum, each) => sum + each.rows, 0));
  const lines = [
    ...(equal.length > 0 ? [[`metadata, tables: ${equal.length}`, rows, rows, '', 'yes']] : []),
    ...tables
      .filter((each) => !each.isEqual)
      .map((each) => [`table ${each.name}`, number(each.rows), number(each.targetRows), '', 'NO']),
    ...leftBehind.map((each) => [`table ${each.name}`, number(each.rows), '', '', 'not moved']),
    ...days.map(dayLine),
  ];
  return renderTable(columns, lines, WIDTH) + unreadable.map((problem) => `not read: ${visible(problem)}\n`).join('');
}

export function notEqual({ tables, days, unreadable }: Comparison, move: MoveRecord | undefined): Fault {
  const count = tables.filter((each) => !each.isEqual).length + days.filter((each) => !each.isEqual).length;
  const what = `${count} tables or days differ${unreadable.length > 0 ? `, ${unreadable.length} segments cannot be read` : ''}`;
  if (move !== undefined && move.finished !== null)
    return new Fault(
      'CONFLICT',
      `${what}. This move was finished before: what came to either side since is seen here. To move anew, empty the database and run this again.`,
    );
  return new Fault(
    'CONFLICT',
    `${what}: the move is not finished. Look at the lines with NO; run this again, or go on with the old configuration, to which nothing was done.`,
  );
}

/** @param file of --to-file */
export function nextSteps(
  { metadata, events }: Installation,
  { leftBehind }: Pick<Comparison, 'leftBehind'>,
  { data }: Pick<Config, 'data'>,
  file: string | undefined,
): string {
  const key = metadata !== undefined ? 'database' : 'events';
  const variables = [`LANWARDEN_${key.toUpperCase()}__URL_FILE=${file}`];
  if (events !== undefined) variables.push('LANWARDEN_EVENTS__STORE=postgres');
  const address = file === undefined ? 'postgres://... (the address given with --to)' : `(the address in ${file})`;
  const lines = ['Everything that was moved is the same on both sides.', ...leftBehindLines(leftBehind)];
  lines.push('Now set, in lanwarden.yaml or /etc/lanwarden/config.yaml:', '');
  if (metadata !== undefined) lines.push('database:', `  url: ${address}`);
  if (events !== undefined) {
    lines.push('events:', '  store: postgres');
    if (metadata === undefined) lines.push(`  url: ${address}`);
  }
  lines.push(
    '',
    ...(file === undefined ? [] : [`or in the environment: ${variables.join(' ')}`]),
    `data.dir stays ${data.dir}: secret.key, the ledger, the spool and the baselines are there and are used from now on as before.`,
    `Then start Lanwarden. When you are content, delete ${[metadata, events].filter((path) => path !== undefined).join(' and ')}.`,
  );
  return lines.map((line) => `${visible(line)}\n`).join('');
}

function leftBehindLines(leftBehind: Comparison['leftBehind']): string[] {
  if (leftBehind.length === 0) return [];
  const names = leftBehind.map(({ name, rows }) => `${name} (${number(rows)} rows)`).join(', ');
  return [
    `Not moved, left behind in the old file, since no loaded module makes these tables: ${names}. To move them as well, load their module, empty the database and run this again.`,
  ];
}

function stateOf(move: MoveRecord | undefined): string {
  if (move === undefined) return 'the target is empty';
  if (move.finished === null) return 'an unfinished move, which goes on';
  return `moved already (finished ${new Date(move.finished).toISOString()})`;
}

function dayLine({ day, source, target, isEqual }: DayResult): string[] {
  const name = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  const digest = (source ?? target)?.digest.slice(0, SHOWN_DIGEST) ?? '';
  return [name, number(source?.events ?? 0), number(target?.events ?? 0), digest, isEqual ? 'yes' : 'NO'];
}

const number = (n: number): string => n.toLocaleString('en');
const megabytes = (bytes: number): string => `${number(Math.ceil(bytes / 1_000_000))} MB`;
