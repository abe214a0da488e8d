// Small servers of a machine, and who asked them: NFS (rpc.mountd), rsync, TFTP, SNMP, xinetd. File and module names are a stranger's.
// https://man7.org/linux/man-pages/man8/mountd.8.html https://rsync.samba.org/ https://www.net-snmp.org/

import type { Fields } from '#src/event/event.js';
import { CONNECTION_DENIED, CONNECTION_END, CONNECTION_START, event, FILE_ACCESS, FILE_CREATION, LOGON, PROCESS_ERROR, SESSION_END, SESSION_START } from '#src/event/kinds.js'; // prettier-ignore
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const MOUNTED = event('share_connected', SESSION_START, 1, 'success');
const MOUNT_REFUSED = event('share_connected', CONNECTION_DENIED, 3, 'failure');
const ASKED = event('service_asked', CONNECTION_START, 1);
const REFUSED = event('service_asked', CONNECTION_DENIED, 3, 'failure');
const LOGIN_REFUSED = event('application_login', LOGON, 3, 'failure');

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'linux_system');

/** rsync's word for a peer without a name. */
const named = (fields: Fields): void => {
  const all = fields as Record<string, unknown>;
  if (all['source.domain'] === 'UNKNOWN' || all['source.domain'] === 'UNDETERMINED') delete all['source.domain'];
};

/** `nas1.example.org (192.0.2.7)`: a name that the server looked up is anybody's who runs a name server. */
export const RSYNC = table([
  ['rsync allowed access on module <linux_system.module:phrase> from <source.domain> (<source.ip>)', ASKED, named],
  ['rsync denied on module <linux_system.module:phrase> from <source.domain> (<source.ip>)', REFUSED, named],
  ['connect from <source.domain> (<source.ip>)', ASKED, named],
  ['rsync on <linux_system.module:text> from <user.name>@<source.domain> (<source.ip>)', { ...ASKED, 'event.action': 'file_transferred' }, named],
  ['rsync to <linux_system.module:text> from <user.name>@<source.domain> (<source.ip>)', { ...ASKED, 'event.action': 'file_transferred' }, named],
  ['rsync on <linux_system.module:text> from <source.domain> (<source.ip>)', { ...ASKED, 'event.action': 'file_transferred' }, named],
  ['rsync to <linux_system.module:text> from <source.domain> (<source.ip>)', { ...ASKED, 'event.action': 'file_transferred' }, named],
  ['auth failed on module <linux_system.module> from <source.domain> (<source.ip>) for <user.name:text>: <event.reason:phrase>', LOGIN_REFUSED, named],
  ['auth failed on module <linux_system.module> from <source.domain> (<source.ip>): <event.reason:text>', LOGIN_REFUSED, named],
  ['sent <_> bytes  received <_> bytes  total size <_>', { ...ASKED, 'event.type': CONNECTION_END.type }],
]); // prettier-ignore

export const MOUNTD = table([
  ['authenticated mount request from <source:endpoint> for <file.path:text> (<_:phrase>)', MOUNTED],
  ['authenticated unmount request from <source:endpoint> for <file.path:text> (<_:phrase>)', event('share_disconnected', SESSION_END, 1)],
  ['refused mount request from <source:host> for <file.path:text> (<_:phrase>): <event.reason:phrase>', MOUNT_REFUSED],
  ['refused mount request from <source:host> for <file.path:text> (<_:phrase>)', MOUNT_REFUSED],
  ['refused unmount request from <source:host> for <file.path:text> (<_:phrase>): <event.reason:phrase>', MOUNT_REFUSED],
  ['mount request from <source.ip> for non existent path <file.path:text>', MOUNT_REFUSED],
  ['mount request denied from <source.ip> for <file.path:text>', MOUNT_REFUSED],
  ['mount request succeeded from <source.ip> for <file.path:text>', MOUNTED],
]); // prettier-ignore

export const TFTP = table([
  ['RRQ from <source.ip> filename <file.path:text>', event('file_transferred', FILE_ACCESS, 1)],
  ['WRQ from <source.ip> filename <file.path:text>', event('file_transferred', FILE_CREATION, 2)],
]);

export const SNMPD = table([
  ['Connection from UDP: [<source.ip>]:<source.port>->[<destination.ip>]:<destination.port>', ASKED],
  ['Connection from UDP: [<source.ip>]:<source.port>', ASKED],
  ['Connection from TCP: [<source.ip>]:<source.port>', ASKED],
  ['Connection from UDP: [<source.ip>]:<source.port> REFUSED', REFUSED],
  ['Authentication failed for <linux_system.community:text>', LOGIN_REFUSED],
]);

export const XINETD = table([
  ['START: <service.name> pid=<_> from=<source.ip>', ASKED],
  ['START: <service.name> pid=<_> from=<<no address>', ASKED],
  ['START: <service.name> from=<source.ip>', ASKED],
  ['START: <service.name> from=<<no address>', ASKED],
  [
    'EXIT: <service.name> status=<process.exit_code> pid=<_> duration=<_>',
    { ...ASKED, 'event.type': CONNECTION_END.type },
  ],
  ['EXIT: <service.name> pid=<_> duration=<_>', { ...ASKED, 'event.type': CONNECTION_END.type }],
  ['FAIL: <service.name> <event.reason> from=<source.ip>', REFUSED],
  ['Server <service.name> is not starting: <event.reason:text>', event('service_failed', PROCESS_ERROR, 2)],
]);
