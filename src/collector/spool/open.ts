// The spool of a data folder, as the configuration wants it.

import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { Fault, messageOf } from '../../faults.js';
import { Spool } from './spool.js';

/** @throws Fault DATA_DIR */
export function openSpool({ collector, events }: Config, dataDir: string): Spool {
  const dir = join(dataDir, 'spool');
  const { bytes, whenFull } = collector.spool;
  try {
    // The store stops at minFreeBytes; what comes then needs some of what it left.
    return new Spool({
      dir,
      bytes,
      whenFull,
      minFreeBytes: events.minFreeBytes / 2,
      freeBytes: () => freeBytesAt(dir),
    });
  } catch (cause) {
    throw new Fault('DATA_DIR', `Cannot keep messages in ${dir}: ${messageOf(cause)}. Check who may write there.`, {
      cause,
    });
  }
}

/** Infinite where the system does not say: then only the spool's own bound counts. */
function freeBytesAt(dir: string): number {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return Infinity; // writing will tell
  }
}
