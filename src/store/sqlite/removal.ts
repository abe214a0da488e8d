// A segment's files leave the disk, and their space is free at once: another process, a portal that nobody uses now, may keep one open
// for hours, and the guard against a full disk would see nothing freed and drop the next one.

import { open, rm, type FileHandle } from 'node:fs/promises';
import { Fault } from '../../faults.js';

/** @param path of the segment. @throws Fault STORE_WRITE */
export async function removeSegment(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+').catch(() => undefined); // gone, or not to be opened: it is deleted as it is
    try {
      for (const end of ['', '-wal', '-shm', '-journal']) await rm(path + end, { force: true });
      if (file !== undefined) await empty(file);
    } finally {
      await file?.close();
    }
  } catch (cause) {
    throw new Fault('STORE_WRITE', `Cannot delete ${path}. Check who may write in that folder.`, { cause });
  }
}

/**
 * Behind the deletion: a reader whose query fails on it finds the segment gone. Only the database, which nobody here maps into memory
 * (`mmap_size` is 0): a read beyond its end is an error. `-shm` is mapped, and such a read of it would kill its process.
 */
async function empty(file: FileHandle): Promise<void> {
  // Another name of the same bytes, a hard link, is somebody's backup.
  if ((await file.stat()).nlink === 0) await file.truncate(0);
}
