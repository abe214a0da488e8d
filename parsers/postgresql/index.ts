// PostgreSQL's log, with any log_line_prefix, from its file or through syslog. A sentence begins behind `LOG:  `, `FATAL:  ` and their kin; what stands
// before is the prefix, which may hold names that a client chose, so names and addresses are taken from the sentence, not from there.
// https://www.postgresql.org/docs/current/runtime-config-logging.html

import { readIp } from '#src/event/address.js';
import { writtenText } from '#src/event/container.js';
import type { Fields, Level } from '#src/event/event.js';
import { DATABASE_ERROR, DATABASE_INFO, event } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put, putHost } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';
import { readCsv, readJson, type LogRecord } from './records.js';

/** Of csvlog and jsonlog: the SQLSTATE behind the severity, and names that only PostgreSQL has together. */
const FORMS = [',LOG,00000,', ',FATAL,', ',ERROR,', ',PANIC,', ',WARNING,', '"error_severity":"'];

export default defineParser({
  id: 'postgresql',
  title: 'PostgreSQL',
  contract: '^1.0.0',
  family: 'application',
  hint: { apps: ['postgres*'], contains: ['LOG:  ', 'FATAL:  ', 'ERROR:  ', 'PANIC:  ', ...FORMS] },
  parse,
});

const MARK = /\b(LOG|FATAL|ERROR|PANIC|WARNING|NOTICE|DETAIL|HINT|QUERY|STATEMENT|CONTEXT):  /g;
/** Through syslog a message is cut at its newlines, in a statement or a name: what follows the first piece begins as the client likes. */
const LATER_PIECE = /^\[\d{1,10}-(?:[2-9]|\d{2,10})\] /;
const TIME =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: ([A-Z]{3,5}|[+-]\d\d(?::?\d\d)?))?(?: |:[^ ]{0,250}:)\[(\d{1,10})(?:-\d{1,10})?\]/;
/** `%u@%d` and `client=%h` of common prefixes. */
const CLIENT = /(?:\bclient=|\bhost=)([0-9a-fA-F.:]{2,45})(?=[ ,]|$)/;

function parse(line: SyslogLine): Fields | undefined {
  const record = line.json === undefined ? readCsv(line.searched) : readJson(line.json);
  if (record !== undefined) return ofRecord(record);
  const isOwn = line.app?.toLowerCase().startsWith('postgres') === true;
  const whole = isOwn ? line.message.replace(/^\[\d{1,10}-\d{1,10}\] /, '') : writtenText(line);
  const time = TIME.exec(whole);
  if (!isOwn && time === null) return undefined;
  const marks = [...whole.slice(0, 2000).matchAll(MARK)];
  const mark = marks[0];
  if (mark === undefined) return undefined;
  const isLater = isOwn && LATER_PIECE.test(line.message);
  if (isLater && readRefusal(whole, marks) === undefined) return undefined;
  const isAmbiguous = isLater || marks.length > 1;
  const fields = isAmbiguous ? readAmbiguous(whole, marks) : readSaid(whole, mark);
  if (fields === undefined) return undefined;
  fields['network.protocol'] = 'postgresql';
  if (!isAmbiguous) putPrefix(fields, whole.slice(0, mark.index));
  if (!isOwn && time !== null) {
    fields['@timestamp'] = time[2] === undefined ? time[1]! : `${time[1]} ${time[2]}`;
    put(fields, 'process.pid', time[3]);
  }
  const local = fields['source.domain'];
  if (local === '[local]' || local === 'local') delete fields['source.domain'];
  return fields;
}

/** Undefined for a line that goes on with the one before. */
function readSaid(whole: string, mark: RegExpExecArray): Fields | undefined {
  if (SILENT.has(mark[1]!)) return undefined;
  const text = textBehind(whole, mark);
  const fields = MESSAGES.match(text) ?? other(mark[1]!, text);
  put(fields, 'log.level', mark[1]!.toLowerCase());
  return fields;
}

const textBehind = (whole: string, mark: RegExpExecArray): string => whole.slice(mark.index + mark[0].length);

/**
 * A client that has not logged on chooses the names in the prefix, and who logs on those in the sentence: which mark is PostgreSQL's,
 * nobody can tell. A refusal among them stands, for it is nobody's logon: the last, because what it quotes is the name that was tried.
 * Any other logon is only words, and no address is believed.
 */
function readAmbiguous(whole: string, marks: readonly RegExpExecArray[]): Fields {
  const first = marks[0]!;
  const fields = readRefusal(whole, marks) ?? readFirst(whole, first);
  if (fields['log.level'] === undefined && !SILENT.has(first[1]!)) put(fields, 'log.level', first[1]!.toLowerCase());
  for (const field of ['source.ip', 'source.domain', 'source.port'] as const) delete fields[field];
  fields.tags = ['postgresql.ambiguous'];
  return fields;
}

/** Where the first mark is a name's, the refusal is not far behind it. */
function readRefusal(whole: string, marks: readonly RegExpExecArray[]): Fields | undefined {
  const first = marks[0]!;
  return marks
    .filter(({ index }) => index - first.index <= LONGEST_NAMES_CHARS)
    .map((mark) => readSaid(whole, mark))
    .findLast((said) => said !== undefined && isRefusal(said));
}

/** Of the names in a prefix: three of 63 and what stands between them. */
const LONGEST_NAMES_CHARS = 200;

function readFirst(whole: string, first: RegExpExecArray): Fields {
  const said = readSaid(whole, first);
  return said === undefined || isLogon(said) ? other(first[1]!, textBehind(whole, first)) : said;
}

const isLogon = (fields: Fields): boolean => fields['event.category']?.includes('authentication') === true;
const isRefusal = (fields: Fields): boolean => isLogon(fields) && fields['event.outcome'] === 'failure';

function ofRecord(record: LogRecord): Fields {
  const fields = MESSAGES.match(record.message) ?? other(record.severity, record.message);
  fields['network.protocol'] = 'postgresql';
  put(fields, 'log.level', record.severity.toLowerCase());
  if (fields['user.name'] === undefined) put(fields, 'user.name', record.user);
  put(fields, 'postgresql.database', record.database);
  if (fields['source.ip'] === undefined) putHost(fields, 'source', record.host === '[local]' ? undefined : record.host);
  if (fields['source.port'] === undefined) put(fields, 'source.port', record.port);
  put(fields, 'process.pid', record.pid);
  if (record.code !== '00000') put(fields, 'event.code', record.code);
  put(fields, 'postgresql.session_id', record.session);
  if (record.time !== undefined) fields['@timestamp'] = record.time;
  return fields;
}

/** Lines that go on with the one before. */
const SILENT: ReadonlySet<string> = new Set(['DETAIL', 'HINT', 'QUERY', 'STATEMENT', 'CONTEXT']);

function other(severity: string, text: string): Fields {
  const isError = severity === 'ERROR' || severity === 'FATAL' || severity === 'PANIC';
  const level: Level = severity === 'PANIC' ? 4 : severity === 'FATAL' ? 3 : isError || severity === 'WARNING' ? 2 : 1;
  const fields = event(
    'database_message',
    isError ? DATABASE_ERROR : DATABASE_INFO,
    level,
    isError ? 'failure' : undefined,
  );
  put(fields, 'event.reason', text.slice(0, 500));
  return fields;
}

/** `%t:%r:%u@%d:[%p]:`, as Amazon RDS and others have it. */
const TIGHT =
  /^[\d: .-]{19,26}[A-Z]{0,5}:([0-9a-fA-F.:]{2,45})\((\d{1,5})\):([\w.$-]{1,63}|\[unknown\])@([\w.$-]{1,63}|\[unknown\]):\[\d{1,10}\]:$/;

function putPrefix(fields: Fields, prefix: string): void {
  const tight = TIGHT.exec(prefix);
  if (tight !== null) {
    const [, ip, port, name, base] = tight;
    if (fields['source.ip'] === undefined && put(fields, 'source.ip', ip)) put(fields, 'source.port', port);
    if (fields['user.name'] === undefined && name !== '[unknown]') put(fields, 'user.name', name);
    if (fields['postgresql.database'] === undefined && base !== '[unknown]') put(fields, 'postgresql.database', base);
    return;
  }
  const client = CLIENT.exec(prefix)?.[1];
  if (fields['source.ip'] === undefined && client !== undefined && readIp(client) !== undefined)
    put(fields, 'source.ip', client);
  const pair = /(?:^|[\s\]])([\w.$-]{1,63})@([\w.$-]{1,63}) $/.exec(prefix);
  const user = pair?.[1] ?? /\buser=([\w.$-]{1,63})(?=[ ,])/.exec(prefix)?.[1];
  const database = pair?.[2] ?? /\bdb=([\w.$-]{1,63})(?=[ ,])/.exec(prefix)?.[1];
  if (fields['user.name'] === undefined && user !== '[unknown]') put(fields, 'user.name', user);
  if (fields['postgresql.database'] === undefined && database !== '[unknown]')
    put(fields, 'postgresql.database', database);
}
