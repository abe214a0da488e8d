// Unraid: logons to its web page, its array and parity checks. https://docs.unraid.net/unraid-os/manual/

import type { Fields } from '#src/event/event.js';
import { event, HOST_ERROR, HOST_INFO, LOGON, PROCESS_END, PROCESS_START } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'unraid',
  title: 'Unraid',
  contract: '^1.0.0',
  family: 'storage',
  hint: { apps: ['webgui', 'emhttpd', 'emhttp', 'mover'] },
  parse,
});

const FAILED = event('application_login', LOGON, 3, 'failure');

const TABLE = new PatternTable(
  [
    ['Successful login user <user.name:text> from <source.ip>', event('application_login', LOGON, 1, 'success')],
    // Unraid 7, then before it; further attempts are not even looked at
    [
      'Unsuccessful login user <user.name:text> from <source.ip:ip>.[[ Ignoring login attempts for <_> seconds.]]',
      FAILED,
    ],
    ['Unsuccessful login user <user.name:text> from <source.ip>', FAILED],
    ['Ignoring login attempts for <user.name:text> from <source.ip>', FAILED],
    ['Starting services...', event('device_message', HOST_INFO, 1)],
    ['Stopping services...', event('device_message', HOST_INFO, 2)],
    ['mdcmd (<_>): check <unraid.kind:text>', event('device_message', HOST_INFO, 1)],
    ['shcmd (<_>): <process.command_line:text>', event('process_started', PROCESS_START, 1)],
    ['error: <event.reason:text>', event('device_message', HOST_ERROR, 2)],
    ['read SMART <unraid.device:text>', event('device_message', HOST_INFO, 1)],
    ['spinning down <unraid.device:text>', event('device_message', HOST_INFO, 1)],
    ['mover: started', event('service_started', PROCESS_START, 1)],
    ['mover: finished', event('service_stopped', PROCESS_END, 1)],
  ],
  'unraid',
);

const PROGRAMS: ReadonlySet<string> = new Set(['webgui', 'emhttpd', 'emhttp', 'mover']);

function parse(line: SyslogLine): Fields | undefined {
  return PROGRAMS.has(line.app?.toLowerCase() ?? '') ? TABLE.match(line.message) : undefined;
}
