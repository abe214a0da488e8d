// Before all tests: whatever they put into the temporary folder lies in one folder of this run, which goes with it. So a spec need not tidy up,
// and one that is killed leaves nothing.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Short: the path of a socket has room for some hundred bytes. */
const PREFIX = 'lwtest-';

/** Each project asks for it; the first one makes it. */
export default function setup(): void {
  if (basename(tmpdir()).startsWith(PREFIX)) return;
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // Other accounts (PostgreSQL refuses to run as root) reach their own folder in it.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  // A signal that nobody hears ends the process without a word.
  process.once('SIGTERM', () => process.exit(143));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
}
