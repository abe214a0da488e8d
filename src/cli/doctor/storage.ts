// Where data goes: the folder, the disk, the SQLite driver, the metadata database (of SQLite or PostgreSQL).

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkDataDir } from '#config/data-dir.js';
import type { Config } from '#config/schema.js';
import { messageOf } from '#src/faults.js';
import { fail, ok, readableBytes, warn, type Finding } from './finding.js';

/** Writes a file where the folder exists; looks at the nearest folder above where it does not. */
export function checkFolder({ data }: Config): Finding {
  try {
    checkDataDir(data.dir);
    if (!existsSync(data.dir)) return ok('data.dir', `${data.dir} will be made at the first start`);
    const probe = join(data.dir, `.doctor-${process.pid}`);
    mkdirSync(probe);
    writeFileSync(join(probe, 'file'), 'x');
    rmSync(probe, { recursive: true });
    return ok('data.dir', `${data.dir} is writable`);
  } catch (error) {
    return fail('data.dir', messageOf(error));
  }
}

/** A day of a home network is some ten MB; a busy firm's some GB. */
const COMFORT_FACTOR = 8;
const MORE_ROOM = 'Make room, keep fewer days (events.retention.days) or set events.retention.bytes';

export async function checkDisk({ data, events }: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(nearestExisting(data.dir));
  const free = bavail * bsize;
  if (events.store === 'postgres')
    return ok('disk', `${readableBytes(free)} free for the spool; that of the events is the database server’s`);
  const least = events.minFreeBytes;
  if (free < least)
    return fail(
      'disk',
      `${readableBytes(free)} free, under events.minFreeBytes (${readableBytes(least)}): the oldest days are deleted, then messages wait and are refused. ${MORE_ROOM}`,
    );
  if (free < least * COMFORT_FACTOR)
    return warn(
      'disk',
      `${readableBytes(free)} free; under ${readableBytes(least)} (events.minFreeBytes) the oldest days are deleted. ${MORE_ROOM}`,
    );
  return ok('disk', `${readableBytes(free)} free`);
}

function nearestExisting(dir: string): string {
  return existsSync(dir) || dirname(dir) === dir ? dir : nearestExisting(dirname(dir));
}

/** Opens each segment; damage further inside shows when it is searched. A server looks after its own files. */
export async function checkSegments(config: Config): Promise<Finding> {
  const { openEventReader } = await import('#src/store/open.js');
  const reader = await openEventReader(config);
  try {
    const { segments, problems = [] } = await reader.stats();
    if (problems.length === 0) return ok('events', `${segments} segments can be opened`);
    return fail('events', problems.map(({ message }) => message).join('; '));
  } catch (error) {
    return fail('events', messageOf(error));
  } finally {
    await reader.close();
  }
}

/** Loads the native module and uses full-text search. */
export async function checkDriver(): Promise<Finding> {
  try {
    const { DRIVER, openDatabase } = await import('#src/store/sqlite/driver.js');
    const database = await openDatabase(':memory:', 'write');
    try {
      await database.run('create virtual table words using fts5(text)');
    } catch (error) {
      return fail(
        'sqlite',
        `${DRIVER} has no full-text search (FTS5): ${messageOf(error)}. Reinstall: npm rebuild sqlite3`,
      );
    } finally {
      await database.close();
    }
    return ok('sqlite', `${DRIVER}, with FTS5`);
  } catch (error) {
    return fail(
      'sqlite',
      `the native module does not load: ${messageOf(error).split('\n', 1)[0]}. Run npm rebuild sqlite3 (npm 12: npm approve-scripts sqlite3 first)`,
    );
  }
}

export async function checkMetadata(config: Config): Promise<Finding> {
  if (config.database.url === undefined && !existsSync(join(config.data.dir, 'metadata.sqlite')))
    return ok('metadata', 'no database yet; made at the first start');
  try {
    const { openMetadata } = await import('#src/store/metadata/open.js');
    await (await openMetadata(config)).close();
    return ok('metadata', 'the database opens and is sound');
  } catch (error) {
    return fail('metadata', messageOf(error));
  }
}
