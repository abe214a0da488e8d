// The log services' words about themselves: rsyslogd, syslog-ng, journald, logrotate. What they lose nobody sees.

import { event, HOST_ERROR, HOST_INFO, NETWORK_ERROR, PROCESS_END, PROCESS_START } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const STARTED = event('service_started', PROCESS_START, 1);
const STOPPED = event('service_stopped', PROCESS_END, 2);
const LOST = event('log_interrupted', HOST_ERROR, 3);
const INFO = event('log_message', HOST_INFO, 1);
const UNREACHABLE = event('log_interrupted', NETWORK_ERROR, 2);

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'linux_system');

/** https://www.rsyslog.com/doc/ */
export const RSYSLOGD = table([
  ['[origin software="rsyslogd" swVersion="<service.version:phrase>" x-pid="<_>" x-info="<_:phrase>"] start', STARTED],
  ['[origin software="rsyslogd" swVersion="<service.version:phrase>" x-pid="<_>" x-info="<_:phrase>"] exiting on signal <_>', STOPPED],
  ['[origin software="rsyslogd" swVersion="<service.version:phrase>" x-pid="<_>" x-info="<_:phrase>"] rsyslogd was HUPed', INFO],
  ['imuxsock lost <linux_system.count:int> messages from pid <_> due to rate-limiting', LOST],
  ['imjournal: <linux_system.count:int> messages lost due to rate-limiting[[ (<_:phrase>)]]', LOST],
  ['imuxsock: Acquired UNIX socket <_:text>', INFO],
  ['imjournal: journal files changed, reloading...<_:text>', INFO],
  ["rsyslogd's userid changed to <user.id>", INFO],
  ["rsyslogd's groupid changed to <group.id>", INFO],
  ["action '<linux_system.destination:phrase>' suspended<event.reason:text>", UNREACHABLE],
  ["action '<linux_system.destination:phrase>' resumed<_:text>", INFO],
  ['cannot connect to <server:endpoint>: <event.reason:text>', UNREACHABLE],
  ["omfwd: TCPSendBuf error <_>, destruct TCP Connection to <server.ip>:<server.port> [<_:phrase>]", UNREACHABLE],
]); // prettier-ignore

/** https://syslog-ng.github.io/ */
export const SYSLOG_NG = table([
  ["syslog-ng starting up; version='<service.version:phrase>'<_:text>", STARTED],
  ["syslog-ng shutting down; version='<service.version:phrase>'<_:text>", STOPPED],
  ['Syslog connection established; <_:text>', INFO],
  ['Syslog connection broken; <event.reason:text>', UNREACHABLE],
  ['Syslog connection failed; <event.reason:text>', UNREACHABLE],
  ['Syslog connection accepted; fd=\'<_>\', client=\'AF_INET(<source:endpoint>)\', local=\'AF_INET(<_>)\'', INFO],
  ['Syslog connection closed; fd=\'<_>\', client=\'AF_INET(<source:endpoint>)\', local=\'AF_INET(<_>)\'', INFO],
  ['Number of allowed concurrent connections reached, rejecting connection; <event.reason:text>', LOST],
  ['Log statistics; <_:text>', INFO],
]); // prettier-ignore

export const JOURNALD = table([
  ['Suppressed <linux_system.count:int> messages from <service.name>', LOST],
  ['Missed <linux_system.count:int> kernel messages', LOST],
  ['Journal started', STARTED],
  ['Journal stopped', STOPPED],
  ['Received SIGTERM from PID <_> (<process.parent.name>).', STOPPED],
  ['Forwarding to syslog missed <linux_system.count:int> messages.', LOST],
  ['Vacuuming done, freed <linux_system.freed> of archived journals from <file.path>.', INFO],
  ['File <file.path:text> corrupted or uncleanly shut down, renaming and replacing.', LOST],
  ['<_> Journal (<file.path>) is <linux_system.size>, max <_>, <_> free.', INFO],
]);
