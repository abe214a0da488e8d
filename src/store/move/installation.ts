// What is to be moved: of an installation, whatever is still in SQLite files. Nothing here writes.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreConfig } from '../open.js';
import { Fault } from '../../faults.js';
import { findNodeId } from '../../node-id.js';
import { openDatabase } from '../sqlite/driver.js';
import { segmentPath } from '../sqlite/catalog.js';
import { inOrder } from './events.js';
import { SegmentSource } from './segment-source.js';

export interface Installation {
  /** By which the target knows whose move it is; the same at every run. */
  readonly id: string;
  /** The file; undefined where they are on a server, or there are none. */
  readonly metadata: string | undefined;
  /** The folder of the segments; undefined where the events are on a server. */
  readonly events: string | undefined;
  readonly segments: readonly SegmentSize[];
  /** Of the spool's files: messages that are in no store yet. */
  readonly spoolBytes: number;
}

export interface SegmentSize {
  readonly id: string;
  readonly rows: number;
  readonly bytes: number;
}

/** @throws Fault CONFLICT (there is nothing to move), DATA_DIR, DATABASE_CORRUPT, DATABASE_NEWER, STORE_READ */
export async function findInstallation({ data, database, events }: StoreConfig): Promise<Installation> {
  const file = join(data.dir, 'metadata.sqlite');
  const metadata = database.url === undefined && existsSync(file) ? file : undefined;
  const folder = events.store === 'sqlite' ? join(data.dir, 'events') : undefined;
  const segments = folder === undefined ? [] : await segmentsIn(folder);
  if (metadata === undefined && segments.length === 0)
    throw new Fault(
      'CONFLICT',
      `There is nothing to move: ${data.dir} has neither metadata nor events in SQLite. Run this with the configuration of the old installation (data.dir, events.store: sqlite).`,
    );
  const id = await identityOf(data.dir, metadata);
  return { id, metadata, events: folder, segments, spoolBytes: sizeOf(join(data.dir, 'spool')) };
}

async function segmentsIn(dir: string): Promise<readonly SegmentSize[]> {
  const segments: SegmentSize[] = [];
  for (const id of await inOrder(dir)) {
    const source = (await SegmentSource.open(segmentPath(dir, id)))!;
    segments.push({ id, rows: source.state.rows, bytes: bytesOf(segmentPath(dir, id)) });
    await source.close();
  }
  return segments;
}

/** With its write-ahead log. */
function bytesOf(path: string): number {
  return [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** When the metadata were made is theirs alone; without any, the node that its folder is. Not what is in the segments: retention drops them. */
async function identityOf(dir: string, metadata: string | undefined): Promise<string> {
  const parts = ['lanwarden-installation'];
  if (metadata !== undefined) {
    const db = await openDatabase(metadata, 'read');
    try {
      const [first] = await db.all<{ name: string; at: string }>(
        'select name, applied_at at from migrations order by applied_at, name limit 1',
      );
      parts.push('metadata', first?.name ?? '', first?.at ?? '');
    } finally {
      await db.close();
    }
  } else parts.push(findNodeId(dir) ?? dir);
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

function sizeOf(dir: string): number {
  if (!existsSync(dir)) return 0;
  return readdirSync(dir)
    .filter((name) => name !== 'cursor')
    .reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
}
