// Technitium's other sentences: logons to its web page, what administrators did there, DHCP, refusals, its own state.
// After WebServiceAuthApi.cs, WebServiceZonesApi.cs, DhcpServer.cs and DnsServer.cs.

import {
  DNS_BLOCK,
  DNS_ERROR,
  DNS_SERVER_END as END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START as START,
  putQuestion,
  putQuestionType,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_END,
  CONNECTION_START,
  event,
  GROUP_CREATION,
  GROUP_DELETION,
  LOGOFF,
  LOGON,
  PROTOCOL_INFO,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const failed = event('device_login', LOGON, 3, 'failure');
const refused = event('dns_refused', DNS_BLOCK, 2, 'failure');
const changed = event('config_changed', CONFIGURATION_CHANGE, 2, 'success');

/** MACs are written `AA-BB-CC-DD-EE-FF`. */
const mac = (fields: Fields): void => {
  const hardware = fields['source.mac'];
  if (typeof hardware !== 'string') return;
  if (/^[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}$/.test(hardware)) {
    fields['source.mac'] = hardware.replaceAll('-', ':').toLowerCase();
    return;
  }
  delete fields['source.mac'];
  fields['technitium.hardware'] = hardware;
};

const PATTERNS: readonly Pattern[] = [
  ['DnsServerCore.DnsWebServiceException: Invalid username or password for user: <user.name:text>', failed],
  ['DnsServerCore.DnsWebServiceException: Invalid username or password<_:text>', failed],
  ['DnsServerCore.DnsWebServiceException: Invalid OTP<_:text>', failed],
  ['DnsServerCore.DnsWebServiceException: Access was denied<_:text>', event('device_login', LOGON, 3, 'failure')],
  [
    'DnsServerCore.DnsWebServiceException: Max limit of <_> attempts exceeded. <event.reason:text>',
    event('account_locked', LOGON, 3, 'failure'),
  ],
  ['DnsServerCore.InvalidTokenWebServiceException: <event.reason:text>', event('device_login', LOGON, 1, 'failure')],
  ['[<user.name>] User logged in.', event('device_login', LOGON, 1, 'success')],
  ['[<user.name>] User logged out.', event('device_logout', LOGOFF, 1)],
  ['[<user.name>] Password was changed successfully.', event('password_changed', USER_CHANGE, 2, 'success')],
  [
    '[<user.name>] User account was created successfully with username: <user.target.name:text>',
    event('user_created', USER_CREATION, 2, 'success'),
  ],
  [
    '[<user.name>] User account was deleted successfully with username: <user.target.name:text>',
    event('user_deleted', USER_DELETION, 2, 'success'),
  ],
  [
    '[<user.name>] User account details were updated successfully for user: <user.target.name:text>',
    event('user_changed', USER_CHANGE, 2, 'success'),
  ],
  [
    '[<user.name>] Group was created successfully with name: <group.name:text>',
    event('group_created', GROUP_CREATION, 2, 'success'),
  ],
  [
    '[<user.name>] Group was deleted successfully with name: <group.name:text>',
    event('group_deleted', GROUP_DELETION, 2, 'success'),
  ],
  ['[<user.name>] <event.reason:text>', changed],
  [
    'DHCP Server leased IP address [<source.ip>] to <source.domain> [<source.mac>] for scope: <technitium.scope:text>',
    event('dhcp_ack', CONNECTION_START, 1, 'success'),
    mac,
  ],
  [
    'DHCP Server leased IP address [<source.ip>] to [<source.mac>] for scope: <technitium.scope:text>',
    event('dhcp_ack', CONNECTION_START, 1, 'success'),
    mac,
  ],
  [
    'DHCP Server offered IP address [<source.ip>] to <source.domain> [<source.mac>] for scope: <technitium.scope:text>',
    event('dhcp_offer', PROTOCOL_INFO, 1),
    mac,
  ],
  [
    'DHCP Server offered IP address [<source.ip>] to [<source.mac>] for scope: <technitium.scope:text>',
    event('dhcp_offer', PROTOCOL_INFO, 1),
    mac,
  ],
  [
    'DHCP Server released IP address [<source.ip>] that was leased to <source.domain> [<source.mac>] for scope: <technitium.scope:text>',
    event('dhcp_release', CONNECTION_END, 1, 'success'),
    mac,
  ],
  [
    'DHCP Server released IP address [<source.ip>] that was leased to [<source.mac>] for scope: <technitium.scope:text>',
    event('dhcp_release', CONNECTION_END, 1, 'success'),
    mac,
  ],
  ['DNS Server refused a zone transfer request <event.reason:text>', event('dns_transfer', DNS_BLOCK, 3, 'failure')],
  ['DNS Server refused <event.reason:text>', refused],
  [
    "DNS Client subnet '<technitium.network>' is being rate limited <event.reason:text>",
    event('dns_rate_limited', DNS_BLOCK, 2, 'failure'),
  ],
  [
    'DNS Server failed to resolve the request with QNAME: <dns.question.name>; QTYPE: <dns.question.type>; QCLASS: <_:text>',
    event('dns_reply', DNS_ERROR, 2, 'failure'),
    question,
  ],
  ['DNS Server failed to resolve <event.reason:text>', event('dns_reply', DNS_ERROR, 2, 'failure')],
  ['DNS Server was started<_:text>', event('dns_server_started', START, 1)],
  ['DNS Server was bound successfully: <_:text>', event('dns_server_started', START, 1)],
  ['DNS Server was stopped<_:text>', event('dns_server_stopped', END, 2)],
  ['Logging started.', event('dns_server_started', START, 1)],
  ['Logging stopped.', event('dns_server_stopped', END, 2)],
];

const TABLE = new PatternTable(PATTERNS, 'technitium');

/** Undefined for sentences nobody asks about; exceptions are trouble whatever they say. */
export function parseServer(text: string): Fields | undefined {
  const known = TABLE.match(text);
  if (known !== undefined) return known;
  const isException = /^[\w.]{1,80}Exception: /.test(text.slice(0, 100)) || text.startsWith('System.');
  return event(isException ? 'dns_server_warning' : 'dns_server_message', INFO, isException ? 2 : 1);
}

function question(fields: Fields): void {
  const name = fields['dns.question.name'];
  const type = fields['dns.question.type'];
  delete fields['dns.question.type'];
  if (name !== undefined) putQuestion(fields, name);
  if (typeof type === 'string') putQuestionType(fields, type.replace(/;$/, ''));
}
