// What dnsmasq and FTL say about themselves: starts, stops, warnings, rate limits.

import type { Fields } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';
import { DNS_BLOCK, SERVER_END, SERVER_INFO, SERVER_START, event } from './kinds.js';
import { putQuestion } from './names.js';

const REBIND = 'possible DNS-rebind attack detected: ';

/** dnsmasq's own sentences; undefined for those nobody asks about. */
export function parseServer(text: string): Fields | undefined {
  if (text.startsWith('started, version '))
    return withVersion(event('dns_server_started', SERVER_START, 1), text.slice(17));
  if (text.startsWith('exiting on receipt of ')) return event('dns_server_stopped', SERVER_END, 2);
  if (text.startsWith(REBIND)) {
    const fields = event('dns_rebind', DNS_BLOCK, 3, 'failure');
    putQuestion(fields, text.slice(REBIND.length));
    return fields;
  }
  if (text.startsWith('ignoring query from non-local network ')) return readForeign(text.slice(38));
  if (WARNINGS.some((words) => text.startsWith(words))) return event('dns_server_warning', SERVER_INFO, 2);
  if (ROUTINE.some((words) => text.startsWith(words))) return event('dns_server_message', SERVER_INFO, 1);
  return undefined;
}

const WARNINGS = [
  'Maximum number of concurrent DNS queries reached',
  'Insecure DS reply received',
  'reducing DNS packet size',
  'nameserver ',
  'failed to ',
  'warning: ',
  'no servers found in ',
];
const ROUTINE = [
  'using ',
  'read /',
  'compile time options: ',
  'cleared cache',
  'reading /',
  'listening on ',
  'DNSSEC ',
  'bad address ',
];

/**
 * FTL: v6 `INFO: <text>` (in its own file behind `[2026-11-20 10:00:01.123 CET 414M] `), v5 without the level.
 */
export function parseFtl(text: string): Fields {
  const bracket = text.startsWith('[') ? text.indexOf('] ') + 2 : 0;
  const body = text.slice(bracket).trimStart();
  const [level, rest] = splitLevel(body);
  const client = /^(?:Still r|R)ate-limiting ([0-9a-fA-F.:]{2,45}) /.exec(rest)?.[1];
  if (client !== undefined) return withClient(event('dns_rate_limited', DNS_BLOCK, 2, 'failure'), client);
  if (rest.includes('FTL started')) return event('dns_server_started', SERVER_START, 1);
  if (rest.includes('FTL terminated') || rest.startsWith('Shutting down'))
    return event('dns_server_stopped', SERVER_END, 2);
  if (rest.startsWith('Blocking status is disabled')) return event('dns_server_warning', SERVER_INFO, 3);
  if (level === 'INFO' || level === 'DEBUG' || level === '') return event('dns_server_message', SERVER_INFO, 1);
  return event('dns_server_warning', SERVER_INFO, level === 'WARNING' || level === 'NOTICE' ? 2 : 3);
}

function splitLevel(text: string): readonly [string, string] {
  const [, level, rest] =
    /^(EMERG|ALERT|CRIT|ERR|ERROR|WARN|WARNING|NOTICE|INFO|DEBUG[A-Z_]*): (.*)$/s.exec(text) ?? [];
  if (level === undefined || rest === undefined) return ['', text];
  return [level === 'WARN' ? 'WARNING' : level.startsWith('DEBUG') ? 'DEBUG' : level, rest];
}

/** `192.0.2.7 (logged only once)` */
function readForeign(text: string): Fields {
  return withClient(event('dns_refused', DNS_BLOCK, 2, 'failure'), text.split(' ', 1)[0] ?? '');
}

function withClient(fields: Fields, client: string): Fields {
  const ip = readIp(client);
  if (ip !== undefined) fields['source.ip'] = ip;
  return fields;
}

function withVersion(fields: Fields, text: string): Fields {
  const version = text.split(' ', 1)[0] ?? '';
  if (version !== '') fields['pihole.version'] = version.slice(0, 60);
  return fields;
}
