// Which node this is, among all that share a server: a number that lies in its data folder. A folder that was copied has the number of
// the one it was copied from: delete `run/` in the copy (docs/postgresql.md), or two nodes are taken for one.

import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, messageOf } from './faults.js';

const NODE_ID = /^[0-9a-f]{16}$/;

/** 16 hex digits; made when there are none. @param dir the data folder @throws Fault DATA_DIR */
export function nodeIdOf(dir: string): string {
  return ofFile(dir, (path) => read(path) ?? make(path));
}

/** The same where it was made already; undefined where it was not. @throws Fault DATA_DIR */
export function findNodeId(dir: string): string | undefined {
  return ofFile(dir, read);
}

function ofFile<T>(dir: string, work: (path: string) => T): T {
  const path = join(dir, 'run', 'node-id');
  try {
    return work(path);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('DATA_DIR', `Cannot keep the id of this node in ${path}: ${messageOf(cause)}.`, { cause });
  }
}

function read(path: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (NODE_ID.test(text)) return text;
  const found = JSON.stringify(text.slice(0, 40));
  throw new Fault('DATA_DIR', `${path} holds ${found}, not 16 hex digits. Put it back, or delete it for a new id.`);
}

/** Of two processes that make it at once the first one's counts. */
function make(path: string): string {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  const own = `${path}.${process.pid}.new`;
  const id = randomBytes(8).toString('hex');
  writeFileSync(own, `${id}\n`, { mode: 0o600 });
  try {
    linkSync(own, path);
    return id;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return read(path)!;
  } finally {
    rmSync(own, { force: true });
  }
}
