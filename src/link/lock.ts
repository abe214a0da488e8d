// A lock file that names its holder. A holder that is gone (or whose process id now belongs to another program) holds nothing.

import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { Fault } from '../faults.js';

export interface Holder {
  readonly pid: number;
  /** The kernel's start time of the process, where it can be told (Linux). */
  readonly started: string;
}

export class Lock {
  #held = false;

  constructor(private readonly path: string) {}

  /** The living process that holds it, ourselves included. */
  holder(): Holder | undefined {
    const holder = readHolder(this.path);
    return holder !== undefined && isAlive(holder) ? holder : undefined;
  }

  /** @throws Fault CONFLICT naming the holder. */
  take(purpose: string): void {
    for (let tries = 0; tries < 3; tries += 1) {
      if (this.tryTake()) return;
    }
    const pid = this.holder()?.pid;
    throw new Fault(
      'CONFLICT',
      `${purpose}: process ${pid ?? '?'} does that already (${this.path}). Stop it, or use another data.dir.`,
    );
  }

  tryTake(): boolean {
    try {
      const fd = openSync(this.path, 'wx', 0o600);
      writeSync(fd, JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) } satisfies Holder));
      closeSync(fd);
      this.#held = true;
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new Fault(
          'DATA_DIR',
          `Cannot write ${this.path}. Give this user the right to write there, or set another data.dir.`,
          { cause: error },
        );
      }
    }
    if (this.holder() === undefined) rmSync(this.path, { force: true });
    return false;
  }

  release(): void {
    if (this.#held) rmSync(this.path, { force: true });
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
