// Which segments there are, by listing the folder: the writer may be another process. Sealed segments describe
// themselves once; a file that cannot be read is a problem to show, and never stops the reading of the others.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, messageOf } from '../../faults.js';
import type { SegmentProblem, TimeRange } from '../event-store.js';
import { parseSegmentId, possibleTimes, segmentId, type SegmentKey } from '../segments.js';
import { isClosed, isDenied, isUnreadable, type Database } from './driver.js';
import type { Handles } from './handles.js';
import type { ReadBudget } from '../engine/read-budget.js';
import { rowRange } from '../engine/rowid.js';
import { Patience } from './patience.js';
import { schemaVersion } from './schema.js';
import { readState } from './state.js';
import type { SegmentState } from '../engine/segment.js';

export type OnProblem = (problem: SegmentProblem) => void;

/** Which files a read leaves out: all that cannot be read, or those alone that a read a minute later would not get either. */
export type LeavesOut = 'unreadable' | 'damaged';

interface GuardOptions {
  readonly of?: 'description' | 'rows';
  /** With `damaged`, what may pass is thrown for as long as there is patience. */
  readonly leavesOut?: LeavesOut | undefined;
}

interface KnownProblem extends SegmentProblem {
  /** The reads that it ends with, when one is good again; undefined: it stays. */
  readonly endsWith: 'description' | 'rows' | undefined;
}

export class Catalog {
  readonly #sealed = new Map<string, SegmentState>();
  readonly #problems = new Map<string, KnownProblem>();
  /** The last message of each segment, so that each is told once. */
  readonly #told = new Map<string, string>();
  readonly #patience = new Patience();
  /** The last part of each series. */
  #last: ReadonlySet<string> = new Set();

  constructor(
    private readonly dir: string,
    private readonly handles: Handles,
    private readonly onProblem: OnProblem = () => undefined,
  ) {}

  /** Ids of all segment files, in no order. */
  async ids(): Promise<string[]> {
    const ids = await listSegments(this.dir);
    const present = new Set(ids);
    this.#last = lastParts(ids);
    for (const known of [this.#sealed, this.#problems, this.#told]) {
      for (const id of known.keys()) if (!present.has(id)) known.delete(id);
    }
    await this.handles.keepOnly((path) => present.has(idOfPath(path)));
    return ids;
  }

  /** Descriptions of all segments that have events in the range (all segments without one), oldest first. */
  async find(budget: ReadBudget, range?: TimeRange, leavesOut?: LeavesOut): Promise<SegmentState[]> {
    const possible = (await this.ids()).filter((id) => range === undefined || canHold(id, range));
    const states: SegmentState[] = [];
    for (const id of possible) {
      const state = await this.describe(id, budget, leavesOut);
      if (state !== undefined && (range === undefined || overlaps(state, range))) states.push(state);
    }
    return states.sort((a, b) => a.created - b.created);
  }

  /** Whether rows may still come: a part that has a successor takes none. By the last listing. */
  isGrowing({ id, sealed }: SegmentState): boolean {
    return !sealed && this.#last.has(id);
  }

  /** Undefined where there is none, it is not made yet, or it is a problem. */
  async describe(id: string, budget: ReadBudget, leavesOut?: LeavesOut): Promise<SegmentState | undefined> {
    const sealed = this.#sealed.get(id);
    if (sealed !== undefined) return sealed;
    const read = async (db: Database): Promise<SegmentState | undefined> =>
      (await schemaVersion(db)) === 0 ? undefined : readState(db);
    const use = (): Promise<SegmentState | undefined> => this.handles.use(this.path(id), budget, read);
    const state = await this.guard(id, use, { of: 'description', leavesOut });
    if (state?.sealed) this.#sealed.set(id, state);
    return state;
  }

  /** Runs a read of one segment; what is wrong with its file becomes a problem (and undefined), everything else is thrown on. */
  async guard<T>(
    id: string,
    read: () => Promise<T>,
    { of = 'rows', leavesOut = 'unreadable' }: GuardOptions = {},
  ): Promise<T | undefined> {
    try {
      const answer = await read();
      this.#patience.given(`${of} ${id}`);
      const ending = this.#problems.get(id)?.endsWith;
      // A description tells nothing of bad sectors further inside; whose rows can be read can be described, too.
      if (ending === of || (ending !== undefined && of === 'rows')) this.#problems.delete(id);
      return answer;
    } catch (error) {
      if (!(await this.exists(id))) return undefined; // retention was faster
      if (!isUnreadable(error) && !isNewer(error)) throw error;
      const isPassing = isDenied(error);
      const endsWith = isClosed(error) ? 'description' : of;
      this.note({
        segment: id,
        message: messageOf(error),
        endsWith: of === 'description' || isPassing ? endsWith : undefined,
      });
      if (isPassing && leavesOut === 'damaged' && this.#patience.denied(`${of} ${id}`)) throw error;
      return undefined;
    }
  }

  problems(range?: TimeRange): readonly SegmentProblem[] {
    const mayHold = (id: string): boolean => {
      const state = this.#sealed.get(id);
      return range === undefined || (state === undefined ? canHold(id, range) : overlaps(state, range));
    };
    return [...this.#problems.values()]
      .filter(({ segment }) => mayHold(segment))
      .map(({ segment, message }) => ({ segment, message }));
  }

  private note(problem: KnownProblem): void {
    const { segment, message } = problem;
    this.#problems.set(segment, problem);
    if (this.#told.get(segment) === message) return;
    this.#told.set(segment, message);
    this.onProblem({ segment, message });
  }

  /** Of the file and its write-ahead log. */
  async bytes(id: string): Promise<number> {
    const sizes = await Promise.all(
      ['', '-wal'].map((end) =>
        stat(this.path(id) + end).then(
          (it) => it.size,
          () => 0,
        ),
      ),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async exists(id: string): Promise<boolean> {
    return stat(this.path(id)).then(
      () => true,
      () => false,
    );
  }

  path(id: string): string {
    return segmentPath(this.dir, id);
  }
}

export function segmentPath(dir: string, id: string): string {
  return join(dir, id + EXTENSION);
}

/** Ids of the segment files in a folder; none when there is no folder yet. */
export async function listSegments(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new Fault('STORE_READ', `Cannot list ${dir}: ${error.message}`, { cause: error });
  });
  return names.flatMap((name) => {
    const key = name.endsWith(EXTENSION) ? parseSegmentId(name.slice(0, -EXTENSION.length)) : undefined;
    return key === undefined ? [] : [segmentId(key)];
  });
}

const EXTENSION = '.sqlite';

export const isNewer = (error: unknown): error is Fault => error instanceof Fault && error.code === 'DATABASE_NEWER';

function lastParts(ids: readonly string[]): ReadonlySet<string> {
  const last = new Map<string, SegmentKey>();
  for (const id of ids) {
    const key = parseSegmentId(id);
    if (key === undefined) continue;
    const series = `${key.day}-${key.retention}-${key.kind}`;
    if (key.part >= (last.get(series)?.part ?? 0)) last.set(series, key);
  }
  return new Set([...last.values()].map(segmentId));
}

function idOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -EXTENSION.length);
}

function canHold(id: string, range: TimeRange): boolean {
  const key = parseSegmentId(id);
  if (key === undefined) return false;
  const times = possibleTimes(key);
  return times.from < range.to && range.from < times.to;
}

function overlaps({ minId, maxId, startOfDay }: SegmentState, range: TimeRange): boolean {
  if (minId === undefined || maxId === undefined) return false;
  const ids = rowRange(range, startOfDay);
  return minId < ids.to && maxId >= ids.from;
}
