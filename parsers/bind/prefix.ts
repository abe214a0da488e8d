// What may stand before a message of named, after the options of its channels (print-time, print-category, print-severity):
//
//   [19-Oct-2026 05:34:02.425 ][queries: ][info: ]<message>
//
// https://bind9.readthedocs.io/en/latest/reference.html#logging-block-grammar

import { monthOf } from '#src/event/month.js';
/** The categories of BIND 9.9 to 9.20. A word that is none of them belongs to the message. */
export const CATEGORIES: ReadonlySet<string> = new Set([
  'client',
  'cname',
  'config',
  'database',
  'default',
  'delegation-only',
  'dispatch',
  'dnssec',
  'dnstap',
  'drop',
  'edns-disabled',
  'general',
  'lame-servers',
  'network',
  'notify',
  'nsid',
  'queries',
  'query-errors',
  'rate-limit',
  'resolver',
  'responses',
  'rpz',
  'rpz-passthru',
  'security',
  'serve-stale',
  'sig0',
  'spill',
  'sslkeylog',
  'trust-anchor-telemetry',
  'unmatched',
  'update',
  'update-security',
  'xfer-in',
  'xfer-out',
  'zoneload',
]);
const SEVERITIES: ReadonlySet<string> = new Set(['critical', 'error', 'warning', 'notice', 'info', 'dynamic']);
const DATE = /^(\d\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d:\d\d:\d\d\.\d{3}) /;
const MAX_WORD_CHARS = 24;

export interface Prefix {
  /** Wall-clock text. */
  readonly time: string | undefined;
  readonly category: string | undefined;
  readonly severity: string | undefined;
  readonly body: string;
}

export function readPrefix(text: string): Prefix {
  const date = DATE.exec(text);
  const month = date === null ? 0 : monthOf(date[2]!);
  const hasDate = date !== null && month > 0;
  const time = hasDate ? `${date[3]}-${String(month).padStart(2, '0')}-${date[1]} ${date[4]}` : undefined;
  let at = hasDate ? date[0].length : 0;
  const category = wordAt(text, at);
  const hasCategory = category !== undefined && CATEGORIES.has(category);
  if (hasCategory) at += category.length + 2;
  const severity = wordAt(text, at);
  const hasSeverity = severity !== undefined && isSeverity(severity);
  if (hasSeverity) at += severity.length + 2;
  return {
    time,
    category: hasCategory ? category : undefined,
    severity: hasSeverity ? severity : undefined,
    body: at === 0 ? text : text.slice(at),
  };
}

/** The word before the next `: `. */
function wordAt(text: string, at: number): string | undefined {
  const colon = text.indexOf(': ', at);
  return colon < 0 || colon - at > MAX_WORD_CHARS ? undefined : text.slice(at, colon);
}

function isSeverity(word: string): boolean {
  return SEVERITIES.has(word) || (word.startsWith('debug ') && word.length < 10);
}
