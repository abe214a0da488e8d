// A batch as an engine stores it: by day and class, and no more in a transaction than it may hold.

import { Fault, messageOf } from '../../faults.js';
import type { AppendBatch, AppendResult, NewEvent } from '../event-store.js';
import { dayNamer, DEFAULT_RETENTION, isRetentionClass, type SegmentKey } from '../segments.js';

/** What parts follow each other in. */
export type Series = Omit<SegmentKey, 'part'>;

/** The failure, and what had been stored before it, which is not to be stored again. */
export function withStored(error: unknown, stored: AppendResult): unknown {
  if (stored.ids.every((id) => id === undefined)) return error;
  // What cannot be encoded throws whatever it throws.
  const { code, message, details } = error instanceof Fault ? error : new Fault('STORE_WRITE', messageOf(error));
  return new Fault(code, message, { cause: error, details: { ...details, ...stored } });
}

export interface Group {
  readonly series: Series;
  /** Into the batch, in its order. */
  readonly indices: number[];
  /** Of the batch. */
  isLast: boolean;
}

export function groupBySeries({ kind, events }: Pick<AppendBatch, 'kind' | 'events'>): readonly Group[] {
  const groups = new Map<string, Group>();
  const dayOf = dayNamer();
  let last: Group | undefined;
  events.forEach(({ event, retention = DEFAULT_RETENTION }, index) => {
    const day = dayOf(kind === 'live' ? event['event.ingested'] : event['@timestamp']);
    if (last?.series.day !== day || last.series.retention !== retention) {
      last = groups.get(`${day}-${retention}`) ?? {
        series: seriesOf(day, retention, kind),
        indices: [],
        isLast: false,
      };
      groups.set(`${day}-${retention}`, last);
    }
    last.indices.push(index);
  });
  const grouped = [...groups.values()];
  for (const group of grouped) group.isLast = group === grouped.at(-1);
  return grouped;
}

function seriesOf(day: string, retention: string, kind: Series['kind']): Series {
  if (isRetentionClass(retention)) return { day, retention, kind };
  throw new Fault(
    'BAD_REQUEST',
    `"${retention}" is no retention class; letters, digits and underscores only, at most 32.`,
  );
}

/** As many of the group, from `at` on, as fit into the part and into one transaction; at least one. */
export function nextPart(
  events: readonly NewEvent[],
  indices: readonly number[],
  at: number,
  room: number,
  maxChars: number,
): { part: number[]; chars: number } {
  const part: number[] = [];
  let chars = 0;
  for (const index of indices.slice(at, at + room)) {
    chars += events[index]!.event['event.original']?.length ?? 0;
    if (part.length > 0 && chars > maxChars) break;
    part.push(index);
  }
  return { part, chars };
}
