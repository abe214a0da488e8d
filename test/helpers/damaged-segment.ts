// A segment file of which one page is no longer what SQLite wrote: it can be opened and described, but not changed.

import { open } from 'node:fs/promises';
import { openDatabase } from '#src/store/sqlite/driver.js';

/** The first page of the word index, which whatever stores or seals has to read. Nobody may have the file open. */
export async function damageWords(path: string): Promise<void> {
  const db = await openDatabase(path, 'change');
  await db.all('pragma journal_mode = delete'); // nothing of it lies in a log
  const [page] = await db.all<{ start: number; size: number }>(
    `select (rootpage - 1) * page_size start, page_size size from sqlite_schema, pragma_page_size where name = 'words_data'`,
  );
  await db.close();
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(page!.size, 0x41), 0, page!.size, page!.start);
  await file.close();
}
