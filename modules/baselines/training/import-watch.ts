// Notices history that came behind the model: then all is learned anew, in the order in which it happened.

import type { SegmentInfo } from '#src/store/event-store.js';
import { localDay } from '../local-day.js';

/** Quiet for so long, and an import is over. */
const QUIET_MS = 120_000;
/** What is not sealed by then will not be: the import was killed. */
const UNSEALED_MS = 1_800_000;

export type ImportNews = 'none' | 'going-on' | 'behind' | 'ahead';

export class ImportWatch {
  #print = '';
  #since = 0;

  /**
   * @param learned what `printOf` said of the store that the model was made from; @param looked the model's last day
   * @param first the first day that would be learned anew
   * @returns `behind`: learn anew; `ahead`: the next days to learn have it
   */
  look(
    segments: readonly SegmentInfo[],
    { learned, looked, first, now, zone }: { readonly learned: readonly string[]; readonly looked: number | undefined; readonly first: number; readonly now: number; readonly zone: string }, // prettier-ignore
  ): ImportNews {
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
