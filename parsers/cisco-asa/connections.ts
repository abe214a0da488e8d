// Connections that were let in, and their ends (302xxx), translations (305xxx), and what the inspection of protocols saw.
// `from` and `to` are who began the connection and whom it went to: of an outbound one ASA tells the other end first.

import { flow } from '#src/event/flow.js';
import { CONNECTION, event, FILE_ACCESS, NETWORK_INFO, WEB_ACCESS, WEB_DENIED } from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const STARTED = flow('started');
const ENDED = flow('ended');
const ALLOWED = flow('allowed');
const NAT = event('flow_logged', CONNECTION, 1);
const SEEN = event('device_message', NETWORK_INFO, 1);

export const CONNECTIONS: readonly Pattern[] = [
  [
    'Built inbound ICMP connection for faddr <cisco_asa.from:phrase> gaddr <cisco_asa.gaddr> laddr <cisco_asa.to:text>[[ type <cisco_asa.icmp_type> code <cisco_asa.icmp_code>]]',
    { ...STARTED, 'network.transport': 'icmp', 'network.direction': 'inbound' },
  ],
  [
    'Built outbound ICMP connection for faddr <cisco_asa.to:phrase> gaddr <cisco_asa.gaddr> laddr <cisco_asa.from:text>[[ type <cisco_asa.icmp_type> code <cisco_asa.icmp_code>]]',
    { ...STARTED, 'network.transport': 'icmp', 'network.direction': 'outbound' },
  ],
  [
    'Teardown ICMP connection for faddr <cisco_asa.from:phrase> gaddr <cisco_asa.gaddr> laddr <cisco_asa.to:text>[[ type <cisco_asa.icmp_type> code <cisco_asa.icmp_code>]]',
    { ...ENDED, 'network.transport': 'icmp' },
  ],
  [
    'Built inbound <network.transport> connection <cisco_asa.connection_id> for <cisco_asa.from:phrase> to <cisco_asa.to:text>',
    { ...STARTED, 'network.direction': 'inbound' },
  ],
  [
    'Built outbound <network.transport> connection <cisco_asa.connection_id> for <cisco_asa.to:phrase> to <cisco_asa.from:text>',
    { ...STARTED, 'network.direction': 'outbound' },
  ],
  [
    'Built <network.transport> state-bypass connection <cisco_asa.connection_id> from <cisco_asa.from:phrase> to <cisco_asa.to:text>',
    STARTED,
  ],
  [
    'Teardown <network.transport> connection <cisco_asa.connection_id> for <cisco_asa.from:phrase> to <cisco_asa.to:phrase> duration <cisco_asa.took> bytes <network.bytes>[[ <event.reason:text>]]',
    ENDED,
  ],
  [
    'Teardown <network.transport> state-bypass connection <cisco_asa.connection_id> from <cisco_asa.from:phrase> to <cisco_asa.to:phrase> duration <cisco_asa.took> bytes <network.bytes>[[ <event.reason:text>]]',
    ENDED,
  ],
  [
    'Built <cisco_asa.stub:phrase> stub <network.transport> connection for <cisco_asa.from:phrase> to <cisco_asa.to:text>',
    STARTED,
  ],
  [
    'Teardown stub <network.transport> connection for <cisco_asa.from:phrase> to <cisco_asa.to:phrase> duration <cisco_asa.took> forwarded bytes <network.bytes>[[ <event.reason:text>]]',
    ENDED,
  ],
  [
    'Offloaded <network.transport> Flow for connection <cisco_asa.connection_id> from <cisco_asa.from:phrase> to <cisco_asa.to:text>',
    STARTED,
  ],
  [
    '<network.transport> Flow is no longer offloaded for connection <cisco_asa.connection_id> from <cisco_asa.from:phrase> to <cisco_asa.to:text>',
    SEEN,
  ],
  ['Built local-host <cisco_asa.from:text>', { ...NAT, 'event.action': 'flow_logged' }],
  ['Teardown local-host <cisco_asa.from:phrase> duration <cisco_asa.took>', NAT],
  [
    'Built <cisco_asa.translation> <network.transport> translation from <cisco_asa.from:phrase> to <cisco_asa.translated:text>',
    NAT,
  ],
  [
    'Teardown <cisco_asa.translation> <network.transport> translation from <cisco_asa.from:phrase> to <cisco_asa.translated:phrase> duration <cisco_asa.took>',
    NAT,
  ],
  ['Built <cisco_asa.translation> translation from <cisco_asa.from:phrase> to <cisco_asa.translated:text>', NAT],
  [
    'Teardown <cisco_asa.translation> translation from <cisco_asa.from:phrase> to <cisco_asa.translated:phrase> duration <cisco_asa.took>',
    NAT,
  ],
  [
    "access-list <rule.name> permitted <network.transport>[[ for user '<user.name:phrase>']][[ for user <user.name>]] <cisco_asa.acl_from:phrase> -> <cisco_asa.acl_to:phrase> hit-cnt <cisco_asa.hits> <_:text>",
    ALLOWED,
    accessList,
  ],
  [
    "access-list <rule.name> est-allowed <network.transport>[[ for user '<user.name:phrase>']][[ for user <user.name>]] <cisco_asa.acl_from:phrase> -> <cisco_asa.acl_to:phrase> hit-cnt <cisco_asa.hits> <_:text>",
    ALLOWED,
    accessList,
  ],
  [
    "access-list <rule.name> denied <network.transport>[[ for user '<user.name:phrase>']][[ for user <user.name>]] <cisco_asa.acl_from:phrase> -> <cisco_asa.acl_to:phrase> hit-cnt <cisco_asa.hits> <_:text>",
    flow('denied'),
    accessList,
  ],
  ['<network.transport> access permitted from <cisco_asa.from:phrase> to <cisco_asa.to:text>', ALLOWED],
  ['<network.transport> access requested from <cisco_asa.from:phrase> to <cisco_asa.to:text>', NAT],
  [
    'FTP connection from <cisco_asa.from:phrase> to <cisco_asa.to:phrase>, user <user.name> <cisco_asa.ftp> file <file.path:text>',
    event('ftp_transfer', FILE_ACCESS, 1),
  ],
  ['<source.ip:ip> Accessed URL <destination.ip>:<url.original:text>', event('web_allowed', WEB_ACCESS, 1)],
  ['<source.ip:ip> Accessed JAVA URL <destination.ip>:<url.original:text>', event('web_allowed', WEB_ACCESS, 1)],
  [
    'Access denied URL <url.original:text> SRC <source.ip> DEST <destination.ip> on interface <observer.ingress.interface.name>',
    event('web_blocked', WEB_DENIED, 1),
  ],
];

/** `inside/192.0.2.1(1025)(LOCAL\alice)`: brackets where the others have a slash. */
function accessList(fields: Parameters<NonNullable<Pattern[2]>>[0]): void {
  for (const [name, as] of [
    ['cisco_asa.acl_from', 'cisco_asa.from'],
    ['cisco_asa.acl_to', 'cisco_asa.to'],
  ] as const) {
    const text = (fields[name] as string | undefined) ?? '';
    delete fields[name];
    const slash = text.indexOf('/');
    fields[as] = `${text.slice(0, slash)}:${text.slice(slash + 1).replace(/\((\d{1,9})\)/, '/$1')}`;
  }
}
