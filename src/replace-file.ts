// Small files that must be whole after a crash, also one of the machine: written beside, synced and renamed, and the folder synced after that.
// Without the first sync some file systems have the new name before the text.

import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file has the old text or the new one, whatever happens; readable by its owner only. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.tmp`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  await syncFolder(dirname(path));
}

/** What was made, renamed or deleted in it is so after a crash, too. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
