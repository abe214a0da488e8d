// Processes that the kernel ended: mm/oom_kill.c, arch/*/mm/fault.c, arch/x86/kernel/traps.c, kernel/signal.c.

import type { Fields } from '#src/event/event.js';
import { event, PROCESS_END, PROCESS_ERROR } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

export function readProcess(text: string): Fields | undefined {
  if (text.includes('ill') && text.includes('rocess ')) {
    const found =
      /^(?:Out of memory: |Memory cgroup out of memory: |oom_reaper: )?Kill(?:ed)? process (\d{1,10}) ?\(([^)]{1,64})\)/.exec(
        text,
      );
    if (found !== null) return killed(text, found[1], found[2]);
  }
  if (text.startsWith('oom-kill:')) {
    const fields = killed(text, /,pid=(\d{1,10})/.exec(text)?.[1], /,task=([^,]{1,64})/.exec(text)?.[1]);
    put(fields, 'linux_kernel.constraint', /constraint=([A-Z_]{1,40})/.exec(text)?.[1]);
    return fields;
  }
  const invoked = text.indexOf(' invoked oom-killer:');
  if (invoked > 0 && invoked < 64) return killed(text, undefined, text.slice(0, invoked));
  const fault =
    /^(?:traps: )?([^[\]]{1,64})\[(\d{1,10})\]:? (segfault|general protection|trap invalid opcode|trap divide error|trap int3|bad frame|potentially unexpected fatal signal)/.exec(
      text,
    );
  if (fault === null) return undefined;
  const fields = event('process_fault', PROCESS_ERROR, 2, 'failure');
  put(fields, 'linux_kernel.process', fault[1]);
  put(fields, 'linux_kernel.process_id', fault[2]);
  put(fields, 'event.reason', text.slice(fault[0].length - (fault[3] ?? '').length));
  return fields;
}

function killed(text: string, pid: string | undefined, name: string | undefined): Fields {
  const fields = event('out_of_memory', PROCESS_END, 3);
  put(fields, 'linux_kernel.process', name);
  put(fields, 'linux_kernel.process_id', pid);
  put(fields, 'user.id', /[, ](?:UID:|uid=)(\d{1,10})/.exec(text)?.[1]);
  put(fields, 'event.reason', text);
  return fields;
}
