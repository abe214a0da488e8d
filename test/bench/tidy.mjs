// A bench leaves nothing behind: all that its parts make in the temporary folder lies in one folder of the run, and when it ends (also
// by Ctrl-C, SIGTERM or an error) every process that it started and that folder are gone. Import it before anything makes a folder.

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long processes may take to end in order. */
const GRACE_MS = 8_000;

const folder = mkdtempSync(join(tmpdir(), 'lanwarden-bench-'));
// Other accounts (PostgreSQL refuses to run as root) reach their own folder in it.
chmodSync(folder, 0o711);
process.env.TMPDIR = folder;

process.once('SIGINT', () => void endWith(130)).once('SIGTERM', () => void endWith(143));
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

export const RUN_FOLDER = folder;

let isEnding = false;

/** Ends what still runs, removes the folder, and ends this process; what fails because of that is not told. The first call counts. */
export async function endWith(code, error = undefined) {
  if (isEnding) return new Promise(() => {});
  isEnding = true;
  if (error !== undefined) console.error(error);
  const started = descendantsOf(process.pid);
  for (const pid of started) signal(pid, 'SIGTERM');
  for (const end = Date.now() + GRACE_MS; Date.now() < end && started.some(isThere);) await pause(50);
  for (const pid of started) signal(pid, 'SIGKILL');
  await pause(50);
  process.exit(code);
}

/** Of any depth, nearest first. */
export function descendantsOf(root) {
  const childrenOf = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = parentOf(pid);
    if (parent !== undefined) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(pid)]);
  }
  const found = [...(childrenOf.get(root) ?? [])];
  for (let at = 0; at < found.length; at += 1) found.push(...(childrenOf.get(found[at]) ?? []));
  return found;
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2)[1]);
  } catch {
    return undefined;
  }
}

function isThere(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return false;
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
