// libvirt and QEMU: machines that start and end, and libvirt's errors. https://libvirt.org/kbase/debuglogs.html

import type { Fields } from '#src/event/event.js';
import { event, HOST_END, HOST_ERROR, HOST_INFO, HOST_START, LOGON } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'libvirt',
  title: 'libvirt and QEMU',
  contract: '^1.0.0',
  family: 'virtualization',
  hint: {
    apps: ['libvirtd', 'virtqemud', 'virtlogd', 'virtlockd', 'virtnetworkd', 'virtproxyd', 'systemd-machined', 'qemu*', 'libvirt-guests.sh'],
    contains: [': error : vir', ': warning : vir', 'starting up libvirt version: ', ': shutting down, reason='],
  },
  parse,
}); // prettier-ignore

const STARTED = event('vm_started', HOST_START, 1);
const STOPPED = event('vm_stopped', HOST_END, 1);
const PROBLEM = event('device_message', HOST_ERROR, 2);

const TABLE = new PatternTable(
  [
    ['starting up libvirt version: <service.version>, <_:text>', STARTED],
    ['shutting down, reason=crashed', event('vm_stopped', HOST_END, 3, 'failure')],
    ['shutting down, reason=failed', event('vm_stopped', HOST_END, 3, 'failure')],
    ['shutting down, reason=<event.reason>', STOPPED],
    ['New machine <libvirt.machine>.', STARTED],
    ['Machine <libvirt.machine> terminated.', STOPPED],
    ["Domain id=<_> name='<libvirt.machine:text>' uuid=<libvirt.uuid> is tainted: <event.reason>", event('device_message', HOST_INFO, 2)],
    ['authentication failed: <event.reason:text>', event('application_login', LOGON, 3, 'failure')],
    ['internal error: <event.reason:text>', PROBLEM],
    ['operation failed: <event.reason:text>', PROBLEM],
    ['Unable to <event.reason:text>', PROBLEM],
    ['Failed to <event.reason:text>', PROBLEM],
    ['End of file while reading data: Input/output error', event('device_message', HOST_INFO, 1)],
    ['Starting shutdown on guest: <libvirt.machine:text>', STOPPED],
    ['Resuming guest <libvirt.machine:text>: done', STARTED],
  ],
  'libvirt',
); // prettier-ignore

/** `1234: error : virNetSocketReadWire:1791 : `: thread, level, function and line. */
const HEAD = /^(\d{1,10}: )?(?:(error|warning|info|debug) : (\w{1,80}):\d{1,6} : )?/;
const ALONE = /^(?:\d{1,10}: (?:error|warning) : vir|starting up libvirt version: |shutting down, reason=)/;
const PROGRAMS = /^(?:libvirtd|virt\w{1,20}d|systemd-machined|qemu[\w.-]{0,40}|libvirt-guests\.sh)$/;

function parse(line: SyslogLine): Fields | undefined {
  const text = line.message.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+\d{4}: /, '');
  if (line.app === undefined ? !ALONE.test(text) : !PROGRAMS.test(line.app.toLowerCase())) return undefined;
  const [head = '', , level, place] = HEAD.exec(text) ?? [];
  const fields = TABLE.match(text.slice(head.length)) ?? (level === 'error' || level === 'warning' ? { ...PROBLEM } : undefined);
  if (fields === undefined) return undefined;
  if (place !== undefined) fields['libvirt.function'] = place;
  if (level !== undefined) fields['message'] = text.slice(head.length) || text;
  return fields;
} // prettier-ignore
