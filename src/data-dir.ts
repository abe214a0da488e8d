// The folders inside data.dir, made at the start: `run/` holds sockets, locks and snapshots, `events/` the segments.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkDataDir } from '#config/data-dir.js';
import { Fault, messageOf } from './faults.js';

/** Absolute path of data.dir; readable by its owner only. @throws Fault DATA_DIR */
export function prepareDataDir(dir: string): string {
  const path = resolve(dir);
  try {
    for (const folder of ['run', 'events']) mkdirSync(join(path, folder), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Fault(
      'DATA_DIR',
      `Cannot keep data in ${path}: ${messageOf(cause)}. Set data.dir (LANWARDEN_DATA__DIR) to a folder that this user may write.`,
      { cause },
    );
  }
  checkDataDir(path);
  return path;
}
