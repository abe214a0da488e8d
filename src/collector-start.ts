// Waits for the first answer of a collector that was just started. On a machine that is short of processor, memory or disk a start takes
// long: one that works is waited for, one that does nothing is not. What works tells the system's account of the process (Linux; elsewhere
// whatever is alive counts as working).

import { readdirSync, readFileSync } from 'node:fs';
import { Fault } from './faults.js';
import { type LinkClient, WHERE_TO_LOOK } from './link/client.js';
import type { CollectorHealth } from './link/messages.js';
import type { Log } from './log.js';

export interface StartLimits {
  /** Given up after so long in which it did nothing, ms. */
  readonly idleMs: number;
  /** Given up after so long in any case, ms. */
  readonly mostMs: number;
  /** The log says so often that it is waited for, ms. */
  readonly sayEveryMs: number;
}

export interface StartWait {
  readonly link: Pick<LinkClient, 'nextHealth'>;
  readonly log: Pick<Log, 'warn'>;
  /** Of the process. */
  readonly pid: number;
  /** Nobody waits any more: the process has ended. */
  readonly over: AbortSignal;
}

const LIMITS: StartLimits = { idleMs: 20_000, mostMs: 120_000, sayEveryMs: 15_000 };
/** So many looks at the process before it counts as idle. */
const LOOKS = 20;

/** It has not ended, and said nothing. */
export class SilentAtStart extends Fault {}

/** @throws SilentAtStart COLLECTOR_AWAY when it is given up, or nobody waits any more */
export async function firstAnswer({ link, log, pid, over }: StartWait, limits = LIMITS): Promise<CollectorHealth> {
  const startedAt = performance.now();
  let work = workOf(pid);
  let workedAt = startedAt;
  let saidAt = startedAt;
  for (;;) {
    const health = await link.nextHealth(limits.idleMs / LOOKS).catch(() => undefined); // not yet
    if (health !== undefined) return health;
    const now = performance.now();
    const before = work;
    work = workOf(pid);
    if (work === undefined || work.isBusy || work.account !== before?.account) workedAt = now;
    const silence = silenceOf(now - workedAt, now - startedAt, limits);
    if (silence !== undefined || over.aborted)
      throw new SilentAtStart(
        'COLLECTOR_AWAY',
        `The collector was started (process ${pid}) and does not answer${silence ?? ''}. ${WHERE_TO_LOOK}`,
      );
    if (now - saidAt < limits.sayEveryMs) continue;
    saidAt = now;
    const waited = `started ${inSeconds(now - startedAt)} ago and does not answer yet`;
    log.warn(
      { pid },
      `the collector was ${waited}; it is waited for while it works, ${inSeconds(limits.mostMs)} at most`,
    );
  }
}

/** Undefined: it is waited for. */
function silenceOf(idleMs: number, waitedMs: number, limits: StartLimits): string | undefined {
  if (idleMs >= limits.idleMs) return `: for ${inSeconds(idleMs)} it did nothing`;
  return waitedMs >= limits.mostMs ? `: it is at work, but ${inSeconds(waitedMs)} were not enough` : undefined;
}

interface Work {
  /** A thread of it runs, wants to run, or waits for a disk. */
  readonly isBusy: boolean;
  /** What the kernel counted of it: another text when it did something. */
  readonly account: string;
}

/** Undefined where the system does not tell. */
function workOf(pid: number): Work | undefined {
  try {
    // State 3, minflt 10, majflt 12, utime 14, stime 15; SQLite and files wait in threads of their own.
    const whole = statOf(`/proc/${pid}/stat`);
    const threads = readdirSync(`/proc/${pid}/task`).map((thread) => statOf(`/proc/${pid}/task/${thread}/stat`));
    return {
      isBusy: threads.some((field) => 'RD'.includes(field(3))),
      account: [10, 12, 14, 15].map(whole).join(' '),
    };
  } catch {
    return undefined; // another system, or the process (or a thread of it) has just ended
  }
}

/** A field by its number in proc_pid_stat(5); they stand behind the name of the program in brackets. */
function statOf(file: string): (number: number) => string {
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)!.split(' ');
  return (number) => fields[number - 3] ?? '';
}

function inSeconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
