// Pi-hole FTL's own log: v6 `2026-11-20 10:00:01.123 CET [414/T415] INFO: <text>`, v5 `[2026-11-20 10:00:01.123 414M] <text>`, and the
// same through syslog. Sentences after FTL 5.0 to 6.4 (message-table.c, main.c, auth.c, ntp/client.c).

import {
  DNS_BLOCK,
  DNS_SERVER_END as END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START as START,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, LOGOFF, LOGON, NETWORK_ERROR } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { parseServer } from './server.js';

const message = event('dns_server_message', INFO, 1);
const warning = event('dns_server_warning', INFO, 2);
const trouble = event('dns_server_warning', INFO, 3);
const limited = event('dns_rate_limited', DNS_BLOCK, 2, 'failure');

const PATTERNS: readonly Pattern[] = [
  ['Rate-limiting <source.ip> for at least <_:text>', limited],
  ['Still rate-limiting <source.ip> as it made additional <pihole.queries:int> queries', limited],
  ['Ending rate-limitation of <source.ip>', event('dns_server_message', INFO, 1)],
  ['########## FTL started<_:text>', event('dns_server_started', START, 1)],
  ['########## FTL terminated<_:text>', event('dns_server_stopped', END, 2)],
  ['Shutting down<_:text>', event('dns_server_stopped', END, 2)],
  ['FTL branch: <_:text>', message],
  ['FTL version: <pihole.version:text>', message],
  ['Blocking status is disabled<_:text>', trouble],
  ['Error in dnsmasq configuration: <event.reason:text>', trouble],
  ['Error in dnsmasq core: <event.reason:text>', trouble],
  ['FATAL ERROR in dnsmasq core: <event.reason:text>', trouble],
  [
    'Connection error (<destination.ip>#<destination.port>): <event.reason:text>',
    event('dns_server_warning', NETWORK_ERROR, 2),
  ],
  ['Long-term load (<_:text>', warning],
  ['Disk shortage <_:text>', trouble],
  ['Shared memory shortage <_:text>', trouble],
  ['RAM shortage <_:text>', trouble],
  ['List with ID <_> (<pihole.list_url:text>) was inaccessible during last gravity run', warning],
  ['Invalid regex <_> filter <event.reason:text>', warning],
  ['Client <source.ip> is managed by <_:text>', warning],
  ['Host name of client "<source.ip>" => <event.reason:text>', warning],
  ['HOSTNAME WARNING: Host name of client "<source.ip>" => <event.reason:text>', warning],
  ['SSL/TLS certificate <file.path:text> does not match domain <_>', warning],
  ['No free API seats available<_:text>', warning],
  ['API: Password incorrect: <_:text>', event('device_login', LOGON, 3, 'failure')],
  ['API: Password incorrect', event('device_login', LOGON, 3, 'failure')],
  [
    'API: Registered new user: user_id <_> valid_until: <_:text> remote_addr <source.ip> (accepted due to correct response)',
    event('device_login', LOGON, 1, 'success'),
  ],
  [
    'API: Registered new user: user_id <_> valid_until: <_:text> remote_addr <source.ip> (accepted due to empty password)',
    event('device_login', LOGON, 2, 'success'),
  ],
  ['API Auth: User with ID <_> wants to log out', event('device_logout', LOGOFF, 1)],
  ['Wrote config file:<_:text>', event('dns_server_message', CONFIGURATION_CHANGE, 1)],
  ['Config file written to <file.path:text>', event('dns_server_message', CONFIGURATION_CHANGE, 1)],
  ['Restarting FTL: <event.reason:text>', warning],
];

const TABLE = new PatternTable(PATTERNS, 'pihole');
const CORE = 'WARNING in dnsmasq core: ';

/** A line of FTL; what is not in the table is told by its level. */
export function parseFtl(text: string): Fields {
  const line = readPrefix(text);
  const [level, rest] = splitLevel(line?.text ?? text);
  const fields = readText(level, rest);
  if (line?.time !== undefined) fields['@timestamp'] = line.time;
  return fields;
}

/** A line of FTL.log that has no syslog header: only with its brackets, so that nobody else's text is taken for one. */
export function parseFtlFile(text: string): Fields | undefined {
  return readPrefix(text) === undefined ? undefined : parseFtl(text);
}

function readText(level: string, text: string): Fields {
  if (text.startsWith(CORE)) {
    const inner = parseServer(text.slice(CORE.length));
    return inner !== undefined && (inner['event.severity'] ?? 1) > 1 ? inner : { ...warning };
  }
  const known = TABLE.match(text);
  if (known !== undefined) return known;
  if (level === '' || level === 'INFO' || level === 'DEBUG') return { ...message };
  return level === 'WARNING' || level === 'NOTICE' ? { ...warning } : { ...trouble };
}

const LEVELS: ReadonlySet<string> = new Set([
  'EMERG',
  'ALERT',
  'CRIT',
  'ERR',
  'ERROR',
  'WARN',
  'WARNING',
  'NOTICE',
  'INFO',
  'DEBUG',
]);

function splitLevel(text: string): readonly [string, string] {
  const colon = text.indexOf(': ');
  if (colon < 3 || colon > 24) return ['', text];
  const word = text.slice(0, colon);
  const level = word.startsWith('DEBUG') ? 'DEBUG' : word === 'WARN' ? 'WARNING' : word;
  return LEVELS.has(level) ? [level, text.slice(colon + 2)] : ['', text];
}

interface FtlLine {
  readonly time: string | undefined;
  readonly text: string;
}

/**
 * `[414/T415] `, `[51M] ` (the syslog header has the time), `[2026-11-20 10:00:01.123 CET 414M] `, or time, zone and `[51M] `.
 * The zone's abbreviation says nothing certain (`CST`); the source's clock supplies the zone.
 */
function readPrefix(text: string): FtlLine | undefined {
  const open = text.indexOf('[');
  if (open !== 0 && (open < 24 || open > 34)) return undefined;
  const close = text.indexOf('] ', open);
  if (close < 0 || close - open > 48) return undefined;
  const inner = text.slice(open + 1, close);
  const rest = text.slice(close + 2).trimStart();
  if (open > 0) return PROCESS.test(inner) && TIME.test(text) ? { time: text.slice(0, 23), text: rest } : undefined;
  if (PROCESS.test(inner)) return { time: undefined, text: rest };
  const isFull = TIME.test(inner) && PROCESS.test(inner.slice(inner.lastIndexOf(' ') + 1));
  return isFull ? { time: inner.slice(0, 23), text: rest } : undefined;
}

/** `414M` main process, `414/T415` a thread, `414/F416` a fork. */
const PROCESS = /^\d{1,10}(?:M|\/[A-Z]\d{0,10})?$/;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} /;
