// A lock file that names its holder. A holder that is gone (or whose process id now belongs to another program) holds nothing.

import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Fault, messageOf } from '../faults.js';

export interface Holder {
  readonly pid: number;
  /** The kernel's start time of the process, where it can be told (Linux). */
  readonly started: string;
}

export class Lock {
  #held = false;

  constructor(private readonly path: string) {}

  /** The living process that holds it; may be this one. */
  holder(): Holder | undefined {
    const holder = readHolder(this.path);
    return holder !== undefined && isAlive(holder) ? holder : undefined;
  }

  /** @throws Fault CONFLICT naming the holder. */
  take(purpose: string): void {
    for (let tries = 0; tries < 5; tries += 1) {
      if (this.tryTake()) return;
    }
    const pid = this.holder()?.pid;
    throw new Fault(
      'CONFLICT',
      `${purpose}: process ${pid ?? '?'} does that already (${this.path}). Stop it, or use another data.dir.`,
    );
  }

  tryTake(): boolean {
    if (this.holder() !== undefined) return false;
    const own = `${this.path}.${process.pid}`;
    try {
      writeFileSync(own, JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) } satisfies Holder), {
        mode: 0o600,
      });
      this.#held = this.#place(own);
    } catch (error) {
      throw new Fault(
        'DATA_DIR',
        `Cannot write ${this.path}: ${messageOf(error)}. Give this user the right to write there, or set another data.dir.`,
        {
          cause: error,
        },
      );
    } finally {
      rmSync(own, { force: true });
    }
    return this.#held;
  }

  /** A link is made whole or not at all, by one process. What a dead holder left is moved aside, by one process too. */
  #place(own: string): boolean {
    if (existsSync(this.path)) {
      const aside = `${own}.stale`;
      try {
        renameSync(this.path, aside);
      } catch {
        return false; // another process was faster; the caller tries again
      }
      const moved = readHolder(aside);
      rmSync(aside, { force: true });
      // Between our look and our move somebody took it for good: that one keeps it, unless it was taken once more.
      if (moved !== undefined && isAlive(moved)) {
        this.#giveBack(moved);
        return false;
      }
    }
    try {
      linkSync(own, this.path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  #giveBack(holder: Holder): void {
    try {
      writeFileSync(this.path, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }

  release(): void {
    if (this.#held && readHolder(this.path)?.pid === process.pid) rmSync(this.path, { force: true });
    this.#held = false;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined; // no file, or one that was cut while it was written: nobody holds it
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startTimeOf(pid) === started;
}

/** Field 22 of /proc/<pid>/stat; behind the command name, which may hold anything but ends at the last parenthesis. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return ''; // no /proc: the process id alone must do
  }
}
