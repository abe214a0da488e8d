// chronyd, ntpd, systemd-timesyncd. https://chrony-project.org/documentation.html https://doc.ntp.org/
// The server is whom the clock follows; a step of the clock makes times in the log jump.

import { event, HOST_CHANGE, HOST_ERROR, HOST_INFO, HOST_START, HOST_END } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const FOLLOWS = event('clock_changed', HOST_INFO, 1);
const INFO = event('device_message', HOST_INFO, 1);
const STEPPED = event('clock_changed', HOST_CHANGE, 2);
const PROBLEM = event('clock_problem', HOST_ERROR, 2);
const STARTED = event('service_started', HOST_START, 1);
const STOPPED = event('service_stopped', HOST_END, 1);

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'linux_system');

export const CHRONY = table([
  ['Selected source <server:host>', FOLLOWS],
  ['Selected source <server:host> (<_:phrase>)', FOLLOWS],
  ['Source <server.ip> online', INFO],
  ['Source <server.ip> offline', PROBLEM],
  ['Source <server.ip> replaced with <_:phrase>', INFO],
  ['Detected falseticker <server:host>[[ (<_:phrase>)]]', PROBLEM],
  ["Can't synchronise: no selectable sources<_:text>", PROBLEM],
  ["Can't synchronise: no majority<_:text>", PROBLEM],
  ['No suitable source for synchronisation', PROBLEM],
  ['Could not add source <server:host>', PROBLEM],
  ['Received KoD RATE from <server.ip>', PROBLEM],
  ['System clock was stepped by <linux_system.seconds> seconds', STEPPED],
  ['System clock wrong by <linux_system.seconds> seconds[[, adjustment started]]', STEPPED],
  ['System clock TAI offset set to <linux_system.seconds> seconds', INFO],
  ['Forward time jump detected!', STEPPED],
  ['Backward time jump detected!', STEPPED],
  ['chronyd version <service.version> starting<_:text>', STARTED],
  ['chronyd exiting', STOPPED],
  ['Frequency <linux_system.frequency:phrase> read from <file.path>', INFO],
  ['Could not resolve address of initstepslew server<_:text>', PROBLEM],
]);

export const NTPD = table([
  ['synchronized to <server:host>, stratum <linux_system.stratum>', FOLLOWS],
  ['time reset <linux_system.seconds> s', STEPPED],
  ['step time server <server:host> offset <linux_system.seconds> sec', STEPPED],
  ['adjust time server <server:host> offset <linux_system.seconds> sec', FOLLOWS],
  ['no servers reachable', PROBLEM],
  ['no server suitable for synchronization found', PROBLEM],
  ['kernel reports TIME_ERROR: <event.reason:text>', PROBLEM],
  ['frequency error <linux_system.frequency> PPM exceeds tolerance <_> PPM', PROBLEM],
  ['ntpd <service.version> <_:phrase>: Starting', STARTED],
  ['ntpd exiting on signal <_:text>', STOPPED],
  ['bind(<_>) AF_INET<_:phrase> failed: <event.reason:text>', PROBLEM],
  ['Listen normally on <_> <observer.ingress.interface.name> <host.ip>:123', INFO],
  ['Soliciting pool server <server.ip>', INFO],
]);

export const TIMESYNCD = table([
  ['Initial clock synchronization to <_:text>.', FOLLOWS],
  ['Contacted time server <server.ip>:123 (<server.domain>).', FOLLOWS],
  ['Contacted time server [<server.ip>]:123 (<server.domain>).', FOLLOWS],
  ['Initial synchronization to time server <server.ip>:123 (<server.domain>).', FOLLOWS],
  ['Synchronized to time server <server.ip>:123 (<server.domain>).', FOLLOWS],
  ['Synchronized to time server for the first time <server.ip>:123 (<server.domain>).', FOLLOWS],
  ['Timed out waiting for reply from <server.ip>:123 (<server.domain>).', PROBLEM],
  ['System clock time unset or jumped backwards, restoring from recorded timestamp: <_:text>', STEPPED],
  ['System clock time advanced to built-in epoch: <_:text>', STEPPED],
  ['Server has too large root distance. Disconnecting.', PROBLEM],
  ['Network configuration changed, trying to establish connection.', INFO],
  ['No network connectivity, watching for changes.', PROBLEM],
]);
