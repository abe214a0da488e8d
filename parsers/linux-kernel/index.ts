// Messages of the Linux kernel that a house should know of: memory, faults, USB, disks, network, hardware. Packets of its firewall are
// netfilter's, audit records linux-audit's. Names in these lines (programs, devices) may be a stranger's: they stay text.

import type { Fields } from '#src/event/event.js';
import { event, HOST_ERROR } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { readDevice } from './devices.js';
import { readMachine } from './machine.js';
import { readNetwork } from './network.js';
import { readProcess } from './processes.js';

export default defineParser({
  id: 'linux-kernel',
  title: 'Linux kernel',
  contract: '^1.0.0',
  family: 'linux',
  hint: { apps: ['kernel'] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  if (line.app?.toLowerCase() !== 'kernel' || line.message.includes(' SRC=')) return undefined;
  const text = withoutUptime(line.message);
  if (text.startsWith('audit: ')) return readAuditLoss(text);
  return readProcess(text) ?? readDevice(text) ?? readNetwork(text) ?? readMachine(text);
}

/** `audit: backlog limit exceeded`, `audit: audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64`; records are linux-audit's. */
function readAuditLoss(text: string): Fields | undefined {
  if (!text.startsWith('audit: backlog limit exceeded') && !text.startsWith('audit: audit_lost=')) return undefined;
  const fields = event('audit_lost', HOST_ERROR, 3, 'failure');
  put(fields, 'linux_kernel.audit_lost', /^audit: audit_lost=(\d{1,12})/.exec(text)?.[1]);
  return fields;
}

/** `[12345.678901] `, `<4>` */
function withoutUptime(message: string): string {
  if (message.charCodeAt(0) !== 0x5b) return message;
  const close = message.indexOf('] ');
  return close > 0 && close < 24 && /^\[ *\d+\.\d+$/.test(message.slice(0, close)) ? message.slice(close + 2) : message;
}
