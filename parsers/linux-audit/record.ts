// Reads records out of text: `[node=<host> ]type=<TYPE> msg=audit(<time>:<serial>): <name>=<value> ...`, several in one message too, the
// kernel's own `type=1400 audit(<time>:<serial>): ...`, and journald's `<TYPE> <name>=<value> ...`.
//
// The kernel and libaudit encode what strangers chose, so the first of two equal names counts. ausearch -i and audisp's interpretation take
// the encoding off: there `acct` may hold ` addr=10.0.0.1`, and of the names that come behind it the last one counts.

import { decodeText, isArgument } from './encoded.js';
import { typeOfNumber } from './types.js';

export interface AuditRecord {
  readonly type: string;
  readonly values: Map<string, string>;
}

export interface Stamp {
  /** ms since 1970; text where it was interpreted (`11/20/2026 10:00:01.243`). */
  readonly time: number | string | undefined;
  readonly serial: string;
}

export interface Read {
  readonly records: AuditRecord[];
  readonly stamp: Stamp | undefined;
  readonly node: string | undefined;
}

/** More names in one record are not kept. */
const MAX_VALUES = 160;
/** The same name again and again is no record. */
const MAX_PAIRS = 1_000;
const MAX_RECORDS = 64;

export function readRecords(text: string): Read | undefined {
  const records: AuditRecord[] = [];
  let at = headAt(text, 0);
  if (at < 0) return undefined;
  let stamp: Stamp | undefined;
  const node =
    text.startsWith('node=') || text.lastIndexOf('node=', at) >= 0
      ? wordAfter(text, text.lastIndexOf('node=', at), 5)
      : undefined;
  while (at >= 0 && records.length < MAX_RECORDS) {
    const open = text.indexOf('audit(', at);
    const close = text.indexOf(')', open);
    if (open < 0 || close < 0 || close - open > 60) break;
    const next = headAt(text, close);
    const head = text.slice(at + 5, open).replace(/\s*(?:msg=)?$/, '');
    const type = /^\d{4}$/.test(head) ? typeOfNumber(Number(head)) : head;
    if (!/^[A-Z][A-Z0-9_]*(?:\[\d+\])?$/.test(type)) break;
    stamp ??= readStamp(text.slice(open + 6, close));
    const body = text.slice(close + 1, next < 0 ? text.length : next).replace(/^ ?: ?/, '');
    records.push({ type, values: readValues(body, type) });
    at = next;
  }
  return records.length === 0 ? undefined : { records, stamp, node };
}

/** journald's transport `audit`, and what it passes on to syslog: `USER_AUTH pid=3021 uid=0 ... msg='...'` */
export function readJournalRecord(text: string): AuditRecord | undefined {
  const space = text.indexOf(' ');
  const type = text.slice(0, space);
  if (space < 3 || space > 40 || !/^[A-Z][A-Z0-9_]+(?:\[\d+\])?$/.test(type)) return undefined;
  const values = readValues(text.slice(space + 1), type);
  return values.size === 0 ? undefined : { type, values };
}

/** Where the next `type=<X> msg=audit(` or `type=<n> audit(` begins. */
function headAt(text: string, from: number): number {
  let at = text.indexOf('type=', from);
  while (at >= 0) {
    const isWord = at === 0 || text.charCodeAt(at - 1) <= 0x20;
    const space = text.indexOf(' ', at);
    if (
      isWord &&
      space > 0 &&
      space - at < 45 &&
      (text.startsWith('msg=audit(', space + 1) || text.startsWith('audit(', space + 1))
    )
      return at;
    at = text.indexOf('type=', at + 5);
  }
  return -1;
}

/** `1364481363.243:24287`, interpreted `11/20/2026 10:00:01.243:24287` */
export function readStamp(text: string): Stamp | undefined {
  const colon = text.lastIndexOf(':');
  const serial = text.slice(colon + 1);
  if (colon < 1 || !/^\d{1,20}$/.test(serial)) return undefined;
  const [, seconds, fraction] = /^(\d{1,11})\.(\d{1,3})$/.exec(text.slice(0, colon)) ?? [];
  if (seconds !== undefined) return { serial, time: Number(seconds) * 1000 + Number((fraction ?? '').padEnd(3, '0')) };
  const [, month, day, year, clock] =
    /^(\d\d)\/(\d\d)\/(\d{2,4}) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/.exec(text.slice(0, colon)) ?? [];
  if (clock === undefined) return { serial, time: undefined };
  return { serial, time: `${year?.length === 2 ? `20${year}` : year}-${month}-${day} ${clock}` };
}

/** Names that libaudit writes behind `acct`. */
const BEHIND_ACCOUNT: ReadonlySet<string> = new Set(['exe', 'hostname', 'addr', 'terminal', 'res']);

export function readValues(body: string, type: string): Map<string, string> {
  const values = new Map<string, string>();
  if (body.startsWith('avc:')) readAvc(values, body);
  let isInterpreted = false;
  let at = 0;
  for (let left = MAX_PAIRS; at < body.length && values.size < MAX_VALUES && left > 0; left -= 1) {
    const sign = body.indexOf('=', at);
    if (sign < 0) break;
    let nameAt = sign;
    while (nameAt > at && isNameChar(body.charCodeAt(nameAt - 1))) nameAt -= 1;
    const name = body.slice(nameAt, sign);
    const from = sign + 1;
    if (name === 'msg' && body.charCodeAt(from) === 0x27) {
      at = from + 1; // what a program said through libaudit: names and values like outside
      if (body.startsWith('avc:', at)) readAvc(values, body.slice(at));
      continue;
    }
    const end = endOfValue(body, from, name, type);
    at = end + 1;
    if (name === '') continue;
    const isQuoted = body.charCodeAt(from) === 0x22;
    const raw = isQuoted ? body.slice(from + 1, end) : body.slice(from, end);
    const value = isQuoted || (type === 'SYSCALL' && isArgument(name)) ? raw : decodeText(name, raw);
    if (name === 'acct' && !isQuoted && value === raw) isInterpreted = true;
    if (!values.has(name) || (isInterpreted && BEHIND_ACCOUNT.has(name))) values.set(name, value);
  }
  if (isInterpreted) widenAccount(values, body);
  return values;
}

/** An interpreted account name runs to the last ` exe=`. */
function widenAccount(values: Map<string, string>, body: string): void {
  const at = body.indexOf('acct=');
  const exe = body.lastIndexOf(' exe=');
  if (at >= 0 && exe > at) values.set('acct', body.slice(at + 5, exe));
}

/** Interpreted commands and titles run to where the next known name begins, else to the end. */
const RUNS_ON = new Map([
  ['proctitle', ''],
  ['cmd', ' exe='],
  ['saddr', ''],
]);

function endOfValue(body: string, from: number, name: string, type: string): number {
  if (body.charCodeAt(from) === 0x22) {
    const close = body.indexOf('"', from + 1);
    return close < 0 ? body.length : close;
  }
  if (body.charCodeAt(from) === 0x7b) {
    const close = body.indexOf('}', from);
    return close < 0 ? body.length : close + 1;
  }
  let end = from;
  while (end < body.length && !isBoundary(body.charCodeAt(end))) end += 1;
  if (name === 'op') return endOfPhrase(body, end);
  const stop = RUNS_ON.get(name);
  if (stop === undefined || (name === 'proctitle' && type !== 'PROCTITLE')) return end;
  if (stop === '') return body.charCodeAt(end) === 0x20 && name === 'proctitle' ? body.length : end;
  const other = body.indexOf(stop, from);
  const terminal = body.indexOf(' terminal=', from);
  const first = other < 0 ? terminal : terminal < 0 ? other : Math.min(other, terminal);
  return first > end ? first : end;
}

/** `op=adding user acct="eve"`: a few words, up to the next name. */
function endOfPhrase(body: string, from: number): number {
  let end = from;
  while (body.charCodeAt(end) === 0x20 && end - from < 80) {
    let next = end + 1;
    while (next < body.length && !isBoundary(body.charCodeAt(next)) && body.charCodeAt(next) !== 0x3d) next += 1;
    if (next === end + 1 || body.charCodeAt(next) === 0x3d) break;
    end = next;
  }
  return end;
}

/** `avc:  denied  { read write } for  pid=1 ...` */
function readAvc(values: Map<string, string>, body: string): void {
  const [, verdict, permissions] = /^avc: {1,2}(denied|granted) {1,2}\{ ?([^}]{0,200})\}/.exec(body) ?? [];
  if (verdict === undefined) return;
  values.set('seresult', verdict);
  values.set('seperms', (permissions ?? '').trim());
}

/** Blank, the quote that ends msg='...', and the group separator before auditd's translated names. */
function isBoundary(code: number): boolean {
  return code <= 0x20 || code === 0x27;
}

function isNameChar(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x5f ||
    code === 0x5b ||
    code === 0x5d
  );
}

function wordAfter(text: string, at: number, skip: number): string | undefined {
  if (at < 0 || at > 120) return undefined;
  const end = text.indexOf(' ', at + skip);
  return end < 0 ? undefined : text.slice(at + skip, end);
}
