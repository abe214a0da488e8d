// Descriptors of sockets that a service manager opened for this process (sd_listen_fds(3)): LISTEN_FDS of them, from 3 on, for the process
// LISTEN_PID. `serve` hands them on to its collector under the same numbers; the id of a child is not known before it runs, so there
// LISTEN_PPID names the parent in place of LISTEN_PID.

import { Fault } from '#src/faults.js';

export interface InheritedDescriptor {
  readonly fd: number;
  /** What the service manager calls it (LISTEN_FDNAMES), by default its unit; for messages only. */
  readonly name: string;
}

/** SD_LISTEN_FDS_START: behind standard input, output and error. */
const FIRST = 3;
const MAX_DESCRIPTORS = 64;
const VARIABLES = ['LISTEN_PID', 'LISTEN_PIDFDID', 'LISTEN_FDS', 'LISTEN_FDNAMES'];

/** Empty where the variables are missing, or meant for another process. @throws Fault CONFIG_INVALID */
export function descriptorsIn(env: NodeJS.ProcessEnv, pid: number, parentPid: number): readonly InheritedDescriptor[] {
  if (env['LISTEN_PID'] !== String(pid) && env['LISTEN_PPID'] !== String(parentPid)) return [];
  const text = env['LISTEN_FDS'] ?? '0';
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= MAX_DESCRIPTORS)) {
    const what = `LISTEN_FDS: found ${JSON.stringify(text.slice(0, 40))}, expected how many sockets are handed over, ${MAX_DESCRIPTORS} at the most`;
    throw new Fault('CONFIG_INVALID', `${what}. See the socket unit.`);
  }
  const names = (env['LISTEN_FDNAMES'] ?? '').split(':', count);
  return Array.from({ length: count }, (_, index) => ({ fd: FIRST + index, name: names[index] || 'unnamed' }));
}

/** The environment for a child that gets the same descriptors; for one of a process that has none, without the variables. */
export function handedOn(env: NodeJS.ProcessEnv, pid: number, descriptorCount: number): NodeJS.ProcessEnv {
  const { LISTEN_PPID: _ofOurParent, ...others } = env;
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !VARIABLES.includes(name)));
  if (descriptorCount === 0) return rest;
  const { LISTEN_FDS, LISTEN_FDNAMES = '' } = env;
  return { ...rest, LISTEN_FDS, LISTEN_FDNAMES, LISTEN_PPID: String(pid) };
}
