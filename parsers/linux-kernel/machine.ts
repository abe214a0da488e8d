// The machine and the kernel themselves: faults, hardware, temperature, modules, start and end.

import type { Fields, Level } from '#src/event/event.js';
import { event, HOST_CHANGE, HOST_END, HOST_ERROR, HOST_INFO, HOST_START, type Kind } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const SENTENCES: readonly (readonly [beginning: RegExp, action: string, kind: Kind, level: Level])[] = [
  [/^Kernel panic - not syncing/, 'kernel_fault', HOST_ERROR, 4],
  [/^(?:watchdog: )?BUG: |^Oops: |^Unable to handle kernel |^general protection fault/, 'kernel_fault', HOST_ERROR, 3],
  [/^INFO: task .{1,80} blocked for more than \d+ seconds|^rcu: INFO: |^INFO: rcu_/, 'kernel_fault', HOST_ERROR, 2],
  [/^WARNING: (?:CPU|possible)/, 'kernel_fault', HOST_ERROR, 2],
  [
    /^(?:mce: )?\[Hardware Error\]|^EDAC .{1,40}: \d+ [CU]E |^pcieport .{1,40}: AER: |^ACPI (?:BIOS )?Error/,
    'hardware_error',
    HOST_ERROR,
    3,
  ],
  [/temperature above threshold/, 'temperature_alarm', HOST_ERROR, 2],
  [/temperature\/speed normal/, 'temperature_alarm', HOST_INFO, 1],
  [
    /: module verification failed|: loading out-of-tree module taints kernel|: module license .{1,40} taints kernel/,
    'module_tainted',
    HOST_CHANGE,
    2,
  ],
  [/^Linux version \d/, 'kernel_started', HOST_START, 1],
  [/^reboot: /, 'system_shutdown', HOST_END, 2],
];

/** The longest part of a message that is looked at. */
const MAX_CHARS = 400;

export function readMachine(text: string): Fields | undefined {
  const head = text.slice(0, MAX_CHARS);
  const found = SENTENCES.find(([beginning]) => beginning.test(head));
  if (found === undefined) return undefined;
  const [, action, kind, level] = found;
  const fields = event(action, kind, level);
  if (action === 'module_tainted') put(fields, 'linux_kernel.module', text.slice(0, text.indexOf(': ')));
  if (kind === HOST_ERROR) put(fields, 'event.reason', text);
  return fields;
}
