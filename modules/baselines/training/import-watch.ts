// Notices history that came behind the model: then all is learned anew, in the order in which it happened.

import type { SegmentInfo } from '#src/store/event-store.js';
import { localDay } from '../local-day.js';

/** Quiet for so long, and an import is over. */
const QUIET_MS = 120_000;
/** What is not sealed by then will not be: the import was killed. */
const UNSEALED_MS = 1_800_000;

/** One that goes on for so long may never end (each minute new lines): what does not wait for its end begins. */
const ENDLESS_MS = 3 * 3_600_000;

export type ImportNews = 'none' | 'going-on' | 'endless' | 'behind' | 'ahead';

export class ImportWatch {
  #print = '';
  #since = 0;
  /** ms: from when on there was no look at which nothing went on. */
  #goesOnSince: number | undefined;

  /**
   * @returns `behind`: learn anew; `ahead`: the next days to learn have it; `going-on`: wait for its end; `endless`: that may never come
   */
  look(segments: readonly SegmentInfo[], known: KnownImports): ImportNews {
    const news = this.#news(segments, known);
    if (news !== 'going-on') {
      this.#goesOnSince = undefined;
      return news;
    }
    this.#goesOnSince ??= known.now;
    return known.now - this.#goesOnSince < ENDLESS_MS ? 'going-on' : 'endless';
  }

  #news(segments: readonly SegmentInfo[], { learned, looked, first, now, zone }: KnownImports): ImportNews {
    const imports = importsOf(segments);
    const known = new Set(learned);
    const news = imports.filter((each) => !known.has(nameOf(each)));
    if (news.length === 0) return 'none';
    const print = news.map(nameOf).join(' ');
    if (print !== this.#print) [this.#print, this.#since] = [print, now];
    const quietMs = now - this.#since;
    if (quietMs < QUIET_MS || (quietMs < UNSEALED_MS && news.some(({ sealed }) => !sealed))) return 'going-on';
    return news.some((each) => isBehind(each, { looked, first, zone })) ? 'behind' : 'ahead';
  }
}

interface KnownImports extends ModelSpan {
  /** What `printOf` said of the store that the model was made from. */
  readonly learned: readonly string[];
  /** ms since 1970 */
  readonly now: number;
}

interface ModelSpan {
  /** The model’s last day; undefined: there is none. */
  readonly looked: number | undefined;
  /** The first day that would be learned anew. */
  readonly first: number;
  readonly zone: string;
}

/** The imports that a model knows when it goes on behind `looked`: those that it knew, and whatever lies ahead of it. */
export function coveredBy(
  segments: readonly SegmentInfo[],
  learned: readonly string[],
  span: ModelSpan,
): readonly string[] {
  const known = new Set(learned);
  const covered = importsOf(segments).filter((each) => known.has(nameOf(each)) || !isBehind(each, span));
  return covered.map(nameOf).toSorted();
}

/** To be kept with a model: the imports that it knows. */
export function printOf(segments: readonly SegmentInfo[]): readonly string[] {
  return importsOf(segments).map(nameOf).toSorted();
}

function isBehind({ minTime, maxTime }: SegmentInfo, { looked, first, zone }: ModelSpan): boolean {
  return looked !== undefined && localDay(minTime!, zone) <= looked && localDay(maxTime!, zone) >= first;
}

function importsOf(segments: readonly SegmentInfo[]): readonly SegmentInfo[] {
  return segments.filter(({ kind, rows, minTime }) => kind === 'import' && rows > 0 && minTime !== undefined);
}

function nameOf({ id, rows }: SegmentInfo): string {
  return `${id}:${rows}`;
}
