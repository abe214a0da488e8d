// The guard against a full disk: a cheap look at the free space, at most once a second, before something is stored.

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../faults.js';
import type { Clock } from '../clock.js';

/** Free bytes where a path lies (or would lie: the nearest folder that exists is asked). @throws Fault DATA_DIR */
export async function freeBytesAt(path: string): Promise<number> {
  try {
    const disk = await statfs(path);
    return disk.bavail * disk.bsize;
  } catch (cause) {
    if (dirname(path) !== path) return freeBytesAt(dirname(path));
    throw new Fault('DATA_DIR', `Cannot tell the free space at ${path}.`, { cause });
  }
}

export interface DiskGuardOptions {
  readonly minFreeBytes: number;
  readonly freeBytes: () => Promise<number>;
  /** Asked first when space is short; makes some, if it can, of at least so many bytes. */
  readonly makeRoom: (bytes: number) => Promise<void>;
  readonly clock: Clock;
}

const LOOK_EVERY_MS = 1_000;
/** A fast sender fills a disk within a second, so a look is also due after so many bytes. */
const LOOK_EVERY_BYTES = 32_000_000;

export class DiskGuard {
  #lookedAt = -Infinity;
  #bytesSince = 0;
  #isShort = false;

  constructor(private readonly options: DiskGuardOptions) {}

  /** To be called with the size of what is about to be stored. @throws Fault DISK_FULL */
  async check(bytes: number): Promise<void> {
    const { clock, minFreeBytes, freeBytes, makeRoom } = this.options;
    const now = clock.now();
    this.#bytesSince += bytes;
    const isRecent = Math.abs(now - this.#lookedAt) < LOOK_EVERY_MS && this.#bytesSince < LOOK_EVERY_BYTES;
    if (isRecent && !this.#isShort) return;
    let free = await freeBytes();
    if (free < minFreeBytes) {
      await makeRoom(minFreeBytes - free);
      free = await freeBytes();
    }
    this.#lookedAt = now;
    this.#bytesSince = 0;
    this.#isShort = free < minFreeBytes;
    if (!this.#isShort) return;
    throw new Fault(
      'DISK_FULL',
      `Only ${mega(free)} MB of disk are free, events.minFreeBytes asks for ${mega(minFreeBytes)} MB. Free some disk, or lower events.retention.`,
    );
  }
}

function mega(bytes: number): number {
  return Math.floor(bytes / 1_000_000);
}
