// A disk that can be filled: a small tmpfs where this user may mount one, else a file that takes the real disk's free space down to
// what `events.minFreeBytes` is set to.

import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ZEROS = Buffer.alloc(65_536);
/** Of the real disk, where no tmpfs can be had: others write there too meanwhile. */
const MARGIN_BYTES = 1_000_000_000;

export interface ShortDisk {
  /** A data folder for the program. */
  readonly dir: string;
  readonly settings: Record<string, string>;
  readonly kind: 'tmpfs' | 'quota';
  fill(): void;
  free(): void;
  remove(): void;
}

/** @param below the folder in data.dir that has little room; '' is all of it */
export function makeShortDisk(below: string, bytes: number, minFreeBytes: number): ShortDisk {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-run-'));
  const at = join(dir, below);
  mkdirSync(at, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', at], { stdio: 'ignore' });
  } catch {
    console.log('faults: no tmpfs can be mounted here (not root?); events.minFreeBytes stands for a full disk');
    return quota(dir);
  }
  const filler = join(at, 'filler');
  return {
    dir,
    kind: 'tmpfs' as const,
    settings: { LANWARDEN_EVENTS__MIN_FREE_BYTES: String(minFreeBytes) },
    fill: () => fillUp(filler),
    free: () => rmSync(filler, { force: true }),
    remove: () => execFileSync('umount', ['-l', at]),
  };
}

function fillUp(path: string): void {
  const fd = openSync(path, 'a');
  try {
    for (;;) if (writeSync(fd, ZEROS) < ZEROS.length) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(fd);
  }
}

function quota(dir: string): ShortDisk {
  const filler = join(dir, 'filler');
  const { bavail, bsize } = statfsSync(dir);
  return {
    dir,
    kind: 'quota' as const,
    settings: { LANWARDEN_EVENTS__MIN_FREE_BYTES: String(bavail * bsize - MARGIN_BYTES) },
    fill: () => void execFileSync('fallocate', ['-l', String(2 * MARGIN_BYTES), filler]),
    free: () => rmSync(filler, { force: true }),
    remove: () => undefined,
  };
}
