// What /proc says of processes (Linux). What has ended meanwhile takes nothing and is nobody.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Bytes: what is shared with others in parts. */
export function pssOf(pid) {
  return memoryOf(pid, 'smaps_rollup', 'Pss');
}

export function peakRssOf(pid) {
  return memoryOf(pid, 'status', 'VmHWM');
}

/**
 * CPU seconds. `withChildren`: of those that ended, too, so that a server of many processes loses nothing when one of them goes.
 * @param {string | number} pid also of a thread: `PID/task/TID`
 */
export function cpuSecondsOf(pid, withChildren = false) {
  const [user, system, childUser, childSystem] = (statOf(pid) ?? []).slice(11, 15).map(Number);
  if (user === undefined) return 0;
  return (user + system + (withChildren ? childUser + childSystem : 0)) / TICKS;
}

/** CPU seconds of its children that ended and were waited for. */
export function childrenSecondsOf(pid) {
  return cpuSecondsOf(pid, true) - cpuSecondsOf(pid);
}

/** All collectors of this machine, those that just start, too: whose they are is in their command line, and in their parent. */
export function collectors() {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const words = textOf(name, 'cmdline')?.split('\0') ?? [];
    return words.includes('collect') ? [{ pid: Number(name), parent: Number(statOf(name)?.[1]), words }] : [];
  });
}

export function killOne(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

/** Its fields behind the name of the program, which may hold anything. */
function statOf(pid) {
  const stat = textOf(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function memoryOf(pid, file, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(textOf(pid, file) ?? '')?.[1] ?? 0) * 1_024;
}

function textOf(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
