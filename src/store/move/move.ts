// The move of an installation from SQLite to PostgreSQL: metadata, then events, then both are compared. The source is only read; the
// caller sees to it that nobody writes to it.

import type { Sequelize } from 'sequelize';
import { openDatabase, type Database } from '../sqlite/driver.js';
import { SqliteReader } from '../sqlite/reader.js';
import { openPostgresReader } from '../postgres/open.js';
import { digestDays, type DayDigest } from './day-digests.js';
import { copyEvents } from './events.js';
import type { Installation } from './installation.js';
import { compareMetadata, copyMetadata, refuseOtherVersion, type MetadataComparison } from './metadata.js';
import { finishMove } from './records.js';
import type { Target } from './target.js';

export interface MoveSteps {
  /** What comes now, and how much of it; 0: that cannot be told. */
  begin(step: 'metadata' | 'events' | 'comparing', total: number): void;
  /** `before`: an earlier run had done that much. */
  add(n: number, when: 'now' | 'before'): void;
}

export interface DayResult {
  /** `YYYYMMDD`, UTC. */
  readonly day: string;
  readonly source: DayDigest | undefined;
  readonly target: DayDigest | undefined;
  readonly isEqual: boolean;
}

export interface Comparison extends MetadataComparison {
  readonly days: readonly DayResult[];
  /** Segment files that cannot be read, with what to do. */
  readonly unreadable: readonly string[];
  /** Of what is moved: nothing is said of what is left behind. */
  readonly isEqual: boolean;
}

/** @param migrated applies the migrations of the metadata to the target */
export async function copyAll(
  installation: Installation,
  target: Target,
  migrated: () => Promise<Sequelize>,
  steps: MoveSteps,
): Promise<void> {
  const { session, url } = target;
  if (installation.metadata !== undefined) {
    steps.begin('metadata', 0);
    await (await migrated()).close();
    await withMetadata(installation, (source) =>
      target.asLogin(async (its) => {
        await refuseOtherVersion(source, its);
        await copyMetadata(source, its);
      }),
    );
  }
  if (installation.events === undefined) return;
  steps.begin('events', rowsOf(installation));
  await copyEvents({ dir: installation.events, session, url, onRows: (rows, when) => steps.add(rows, when) });
}

/** A move whose sides are the same is finished. @param now ms since 1970 */
export async function compareAll(
  installation: Installation,
  target: Target,
  steps: MoveSteps,
  now: number,
): Promise<Comparison> {
  steps.begin('comparing', 2 * rowsOf(installation));
  const { tables, leftBehind } = (await withMetadata(installation, (source) =>
    target.asLogin((session) => compareMetadata(source, session)),
  )) ?? { tables: [], leftBehind: [] };
  const { days, unreadable } = await compareDays(installation, target, steps);
  const isEqual = [...tables, ...days].every((each) => each.isEqual) && unreadable.length === 0;
  if (isEqual) await finishMove(target.session, now);
  return { tables, leftBehind, days, unreadable, isEqual };
}

async function compareDays(
  { events }: Installation,
  { url }: Target,
  steps: MoveSteps,
): Promise<Pick<Comparison, 'days' | 'unreadable'>> {
  if (events === undefined) return { days: [], unreadable: [] };
  const readers = { source: new SqliteReader(events), target: openPostgresReader({ url }) };
  try {
    const onEvents = (n: number): void => steps.add(n, 'now');
    const [source, target] = await Promise.all([
      digestDays(readers.source, onEvents),
      digestDays(readers.target, onEvents),
    ]);
    const names = [...new Set([...source.keys(), ...target.keys()])].sort();
    const days = names.map((day) => {
      const [from, to] = [source.get(day), target.get(day)];
      return { day, source: from, target: to, isEqual: from?.digest === to?.digest };
    });
    return { days, unreadable: readers.source.problems().map(({ message }) => message) };
  } finally {
    await readers.source.close();
    await readers.target.close();
  }
}

async function withMetadata<T>(
  { metadata }: Installation,
  work: (source: Database) => Promise<T>,
): Promise<T | undefined> {
  if (metadata === undefined) return undefined;
  const source = await openDatabase(metadata, 'read');
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

function rowsOf({ segments }: Installation): number {
  return segments.reduce((sum, { rows }) => sum + rows, 0);
}
