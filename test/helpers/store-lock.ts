// Another program holds the newest segment's write lock, as a backup or a person with a shell would.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sqlite3 from 'sqlite3';

/** Returns how to give it back. */
export async function lockStore(dataDir: string): Promise<() => Promise<void>> {
  const dir = join(dataDir, 'events');
  const name = readdirSync(dir).filter((each) => each.includes('-live-') && /\.(db|sqlite)$/.test(each)).sort().at(-1)!; // prettier-ignore
  const db = await new Promise<sqlite3.Database>((resolve, reject) => {
    const made: sqlite3.Database = new sqlite3.Database(join(dir, name), (error) =>
      error === null ? resolve(made) : reject(error),
    );
  });
  const run = (sql: string): Promise<void> =>
    new Promise((resolve, reject) => db.exec(sql, (error) => (error === null ? resolve() : reject(error))));
  // The collector may be in the middle of a commit.
  while (
    !(await run('begin exclusive').then(
      () => true,
      () => false,
    ))
  )
    await sleep(5);
  return async () => {
    await run('rollback').catch(() => undefined);
    await new Promise((resolve) => db.close(resolve));
  };
}
