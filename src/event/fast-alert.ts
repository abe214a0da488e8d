// The alert line that Snort made and Suricata took over:
//
//   [11/20[/2026]-10:00:01.123456 ][[Drop] ][[**] ][1:2001219:20] ET SCAN Something [**] [Classification: x] [Priority: 2] {TCP} 203.0.113.9:5555 -> 192.0.2.1:22
//
// The rule's own text is its author's; ends, protocol and priority are read behind it, from the end of the line.
// https://docs.suricata.io/en/latest/output/eve/eve-json-output.html; Snort 2 manual §2.6, Snort 3 alert_fast and alert_syslog

import { MONTHS } from './month.js';
import type { Fields, Level } from './event.js';
import type { FieldName } from './fields.js';
import { completeFlow } from './flow.js';
import { event, INTRUSION_DENIED, INTRUSION_INFO } from './kinds.js';
import { put, putHost, type Side } from './put.js';

const TIME = /^(\d\d)\/(\d\d)(?:\/(\d{2,4}))?-(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? {1,4}/;
const VERDICT = /^\[(Drop|wDrop|Block|WDrop|drop|block|allow|Reject|reject|alert)\] {1,2}/;
const RULE = /^\[(\d{1,10}):(\d{1,10}):(\d{1,10})\] {1,2}/;
const CLASS = /\[Classification: ([^\]]{0,120})\]/;
const PRIORITY = /\[Priority: (\d{1,9})\]/;
const ENDS = /\{([\w-]{1,20})\} {1,2}(\S{1,64}) -> (\S{1,64})$/;

/** @param prefix of the fields that take what does not fit: the parser's id. Undefined: no such line. */
export function readFastAlert(message: string, prefix: string): Fields | undefined {
  const time = TIME.exec(message);
  let text = message.slice(time?.[0].length ?? 0).trimEnd();
  let verdict: string | undefined;
  // Suricata writes the verdict before the first asterisks, Snort 3 behind them
  for (let n = 0; n < 2; n += 1) {
    const found = VERDICT.exec(text);
    if (found !== null) {
      verdict = found[1]!.toLowerCase();
      text = text.slice(found[0].length);
    }
    if (text.startsWith('[**] ')) text = text.slice(5);
  }
  const rule = RULE.exec(text);
  if (rule === null) return undefined;
  const ends = ENDS.exec(text);
  const behind = endOfName(text, rule[0].length);
  const tail = text.slice(behind);
  const priority = PRIORITY.exec(tail)?.[1];
  const isStopped = verdict === 'drop' || verdict === 'block' || verdict === 'reject';
  const fields = event('ids_alert', isStopped ? INTRUSION_DENIED : INTRUSION_INFO, levelOfPriority(priority));
  putTime(fields, time);
  put(fields, `${prefix}.gid`, rule[1]);
  put(fields, 'rule.id', rule[2]);
  put(fields, 'rule.version', rule[3]);
  put(fields, 'rule.name', text.slice(rule[0].length, behind).trim().replaceAll(/^"|"$/g, ''));
  put(fields, 'rule.category', CLASS.exec(tail)?.[1]);
  put(fields, `${prefix}.priority`, priority);
  put(fields, `${prefix}.verdict`, verdict);
  if (ends === null) return fields;
  put(fields, 'network.transport', ends[1]!.toLowerCase());
  const hasPorts = ['TCP', 'UDP', 'SCTP'].includes(ends[1]!.toUpperCase());
  putAlertEnd(fields, 'source', ends[2]!, hasPorts, prefix);
  putAlertEnd(fields, 'destination', ends[3]!, hasPorts, prefix);
  return completeFlow(fields);
}

/** Of a rule: 1 is the gravest. */
export function levelOfPriority(priority: string | undefined): Level {
  return priority === '1' ? 4 : priority === '2' ? 3 : 2;
}

/** The name ends before ` [**]`, else before ` [Classification: `, ` [Priority: ` or ` {`. */
function endOfName(text: string, from: number): number {
  for (const mark of [' [**]', ' [Classification: ', ' [Priority: ', ' {']) {
    const at = text.lastIndexOf(mark);
    if (at >= from) return at;
  }
  return text.length;
}

/** Wall-clock text: with the year as ISO 8601 writes it, without one as syslog does. */
function putTime(fields: Fields, time: RegExpExecArray | null): void {
  if (time === null) return;
  const [, month = '', day = '', year, clock = '', fraction = '0'] = time;
  const ms = fraction.slice(0, 3).padEnd(3, '0');
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return;
  if (year === undefined) fields['@timestamp'] = `${name} ${day} ${clock}.${ms}`;
  else fields['@timestamp'] = `${year.length === 2 ? `20${year}` : year}-${month}-${day} ${clock}.${ms}`;
}

/** IPv6 stands without brackets before its port, so the protocol tells whether the last group is one. */
function putAlertEnd(fields: Fields, side: Side, text: string, hasPort: boolean, prefix: string): void {
  const own = `${prefix}.${side}` as FieldName;
  const colon = hasPort ? text.lastIndexOf(':') : -1;
  putHost(fields, side, colon < 0 ? text : text.slice(0, colon), own);
  if (colon >= 0) put(fields, `${side}.port`, text.slice(colon + 1), `${own}_port` as FieldName);
}
