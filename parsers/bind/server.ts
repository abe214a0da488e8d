// What named says about itself, its zones, and the servers that it asks.

import {
  DNS_ANSWER,
  DNS_BLOCK,
  DNS_ERROR,
  DNS_INFO,
  DNS_SERVER_END as END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START as START,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, LOGON_DENIED } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { putTriple, putZone } from './names.js';

const message = event('dns_server_message', INFO, 1);
const warning = event('dns_server_warning', INFO, 2);
const upstream = event('dns_server_warning', DNS_ERROR, 2);
const invalid = event('dns_validation', DNS_INFO, 2, 'failure');
const loaded = event('dns_zone_loaded', DNS_INFO, 1, 'success');
const notLoaded = event('dns_zone_loaded', DNS_ERROR, 3, 'failure');
const limited = event('dns_rate_limited', DNS_BLOCK, 2, 'failure');

const triple = (fields: Fields): void => {
  const what = fields['bind.what'];
  delete fields['bind.what'];
  if (typeof what === 'string') putTriple(fields, what);
};
const zone = (fields: Fields): void => {
  const what = fields['bind.what'];
  delete fields['bind.what'];
  if (typeof what === 'string') putZone(fields, what);
};

/** The other server's code. */
const answered = (fields: Fields): void => {
  const code = String(fields['bind.rcode']);
  delete fields['bind.rcode'];
  putResponseCode(fields, code);
  triple(fields);
};

const PATTERNS: readonly Pattern[] = [
  [
    "lame server resolving '<bind.what:phrase>' (in '<bind.zone:text>'?): <destination.ip>#<destination.port>",
    upstream,
    triple,
  ],
  [
    "<bind.rcode> unexpected RCODE resolving '<bind.what:text>': <destination.ip>#<destination.port>",
    upstream,
    answered,
  ],
  [
    "unexpected RCODE (<bind.rcode>) resolving '<bind.what:text>': <destination.ip>#<destination.port>",
    upstream,
    answered,
  ],
  ["success resolving '<bind.what:phrase>' <event.reason:text>", event('dns_reply', DNS_ANSWER, 1, 'success'), triple],
  ["broken trust chain resolving '<bind.what:text>': <destination.ip>#<destination.port>", invalid, triple],
  ["no valid RRSIG resolving '<bind.what:text>': <destination.ip>#<destination.port>", invalid, triple],
  ["no valid signature found resolving '<bind.what:text>': <destination.ip>#<destination.port>", invalid, triple],
  ["insecurity proof failed resolving '<bind.what:text>': <destination.ip>#<destination.port>", invalid, triple],
  ['validating @<_>: <bind.what> <dns.question.type>: <event.reason:text>', invalid, triple],
  ['validating <bind.what>: <event.reason:text>', invalid, triple],
  [
    'DNS format error from <destination.ip>#<destination.port> resolving <bind.what> for client <source.ip>#<source.port>: <event.reason:text>',
    upstream,
    triple,
  ],
  [
    'DNS format error from <destination.ip>#<destination.port> resolving <bind.what> for <_>: <event.reason:text>',
    upstream,
    triple,
  ],
  [
    'DNS format error from <destination.ip>#<destination.port> resolving <bind.what>: <event.reason:text>',
    upstream,
    triple,
  ],
  [
    "skipping nameserver '<bind.server:phrase>' because it is a CNAME, while resolving '<bind.what:text>'",
    upstream,
    triple,
  ],
  ["<event.reason:phrase> resolving '<bind.what:text>': <destination.ip>#<destination.port>", upstream, triple],

  ['zone <bind.what>: loaded serial <bind.serial>[[ (<_:text>]]', loaded, zone],
  ['zone <bind.what>: transferred serial <bind.serial>[[: <_:text>]]', loaded, zone],
  ['zone <bind.what>: sending notifies<_:text>', event('dns_zone_loaded', DNS_INFO, 1), zone],
  ['zone <bind.what>: not loaded due to errors.', notLoaded, zone],
  ['zone <bind.what>: loading from master file <event.reason:text>', notLoaded, zone],
  ['zone <bind.what>: loading from primary file <event.reason:text>', notLoaded, zone],
  ['zone <bind.what>: expired', notLoaded, zone],
  [
    'zone <bind.what>: refused notify from non-<_>: <source.ip>#<source.port>',
    event('dns_refused', DNS_BLOCK, 2, 'failure'),
    zone,
  ],
  [
    'zone <bind.what>: notify from <source.ip>#<source.port>: <event.reason:text>',
    event('dns_zone_loaded', DNS_INFO, 1),
    zone,
  ],
  ['zone <bind.what>: refresh: <event.reason:text>', event('dns_transfer', DNS_ERROR, 2, 'failure'), zone],
  ['zone <bind.what>: <event.reason:text>', event('dns_zone_loaded', DNS_INFO, 1), zone],
  [
    "transfer of '<bind.what:phrase>' from <source.ip>#<source.port>: Transfer status: success",
    event('dns_transfer', DNS_INFO, 1, 'success'),
    zone,
  ],
  [
    "transfer of '<bind.what:phrase>' from <source.ip>#<source.port>: Transfer completed: <_:text>",
    event('dns_transfer', DNS_INFO, 1, 'success'),
    zone,
  ],
  [
    "transfer of '<bind.what:phrase>' from <source.ip>#<source.port>: Transfer status: <event.reason:text>",
    event('dns_transfer', DNS_ERROR, 2, 'failure'),
    zone,
  ],
  [
    "transfer of '<bind.what:phrase>' from <source.ip>#<source.port>: failed <event.reason:text>",
    event('dns_transfer', DNS_ERROR, 2, 'failure'),
    zone,
  ],
  [
    "transfer of '<bind.what:phrase>' from <source.ip>#<source.port>: <event.reason:text>",
    event('dns_transfer', DNS_INFO, 1),
    zone,
  ],

  ['limit <bind.limit:phrase> responses to <bind.network>[[ <_:text>]]', limited],
  [
    'stop limiting <bind.limit:phrase> responses to <bind.network>[[ <_:text>]]',
    event('dns_server_message', DNS_INFO, 1),
  ],
  ['no more TCP clients: <event.reason:text>', warning],
  ['no more recursive clients: <event.reason:text>', warning],

  ['starting BIND <bind.version><_:text>', event('dns_server_started', START, 1)],
  ['running', event('dns_server_started', START, 1)],
  ['shutting down<_:text>', event('dns_server_stopped', END, 2)],
  ['exiting[[ <event.reason:text>]]', event('dns_server_stopped', END, 2)],
  ['reloading configuration succeeded', event('dns_server_started', CONFIGURATION_CHANGE, 1, 'success')],
  [
    'reloading configuration failed: <event.reason:text>',
    event('dns_server_warning', CONFIGURATION_CHANGE, 3, 'failure'),
  ],
  [
    "received control channel command '<process.command_line:text>'",
    event('dns_server_message', CONFIGURATION_CHANGE, 1),
  ],
  [
    'invalid command from <source.ip>#<source.port>: <event.reason:text>',
    event('dns_refused', LOGON_DENIED, 3, 'failure'),
  ],
  ['could not <event.reason:text>', warning],
  ['all zones loaded', message],
  ['loading configuration from <_:text>', message],
  ['listening on <_:text>', message],
  ['no longer listening on <_:text>', message],
  ['command channel listening on <_:text>', message],
  ['managed-keys-zone<_:text>', message],
  ['resolver priming query complete<_:text>', message],
];

const TABLE = new PatternTable(PATTERNS, 'bind');

export function parseServer(text: string): Fields | undefined {
  return TABLE.match(text);
}

/** For what no table has, by the severity that named gave it; without one it is nobody's business. */
export function bySeverity(severity: string | undefined): Fields | undefined {
  if (severity === undefined) return undefined;
  if (severity === 'critical' || severity === 'error') return event('dns_server_warning', INFO, 3);
  return severity === 'warning' ? { ...warning } : { ...message };
}
