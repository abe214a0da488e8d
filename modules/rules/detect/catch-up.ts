// Reads from the store what no report told: by arrival, so that late events are not missed, folded as the collector folds. Imported
// events are passed over: they never raise.

import { ALL } from '#src/query/ast.js';
import type { EventReader } from '#src/store/event-store.js';
import { isImported } from '#src/store/segments.js';
import { Fold, type Folded } from '../engine/fold.js';
import { quickQuery } from '../engine/quick-query.js';
import type { ReaderBudgets } from '../engine/time-budget.js';
import { Pace } from '../pace.js';
import type { RuleSet } from '../rule.js';
import { BEGINNING, EVER, NOTHING } from './end-of-store.js';
import { sums } from './report-queue.js';
import { scanQuery } from './scan-query.js';

/** The portal answers pages between two batches. */
const BATCH_EVENTS = 1_000;
/** Of a flood many batches lie within one second, and are one record a key: after the first one parts grow up to so many events. */
const MAX_PART_EVENTS = 20_000;
/** A part ends with the batch that makes it so many records: they are detected in one go, at some 20 µs each. */
const PART_RECORDS = 1_000;

export interface Caught extends Folded {
  /** Everything up to here is in this part or one before it. */
  readonly position: string;
  /** ms: latest receipt of the events looked at; undefined when none came. */
  readonly received: number | undefined;
  /** That may have matched. */
  readonly events: number;
}

export interface CatchUp {
  readonly after: string;
  /** Left out: to the end of what is there. */
  readonly upTo?: string | undefined;
  readonly ruleSet: RuleSet;
  /** A rule that takes more than its own is passed over, and told as overflow. */
  readonly budgets: ReaderBudgets;
  /** Reads everything, without asking the store for what may match: slower, and always possible. */
  readonly isPlain?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * In parts; whoever stops goes on from the position of the last one.
 * @throws Fault BAD_REQUEST for a position of another store, QUERY_DEADLINE when `signal` aborts
 */
export async function* catchUp(
  store: EventReader,
  { after, upTo, ruleSet, budgets, isPlain, signal }: CatchUp,
): AsyncGenerator<Caught> {
  const fold = new Fold(ruleSet, budgets);
  const pace = new Pace();
  const asked = scanQuery(ruleSet);
  const query = asked === undefined ? NOTHING : isPlain ? ALL : quickQuery(asked);
  const request = { query, range: EVER, order: 'arrival', ...behind(after), batchSize: BATCH_EVENTS } as const;
  const until = { ...(upTo !== undefined && { upTo }), ...(signal !== undefined && { signal }) };
  let part = emptyPart();
  let partEvents = 0;
  for await (const { events, position } of store.scan({ ...request, ...until })) {
    for (const event of events) {
      if (isImported(event)) continue;
      fold.add(event, 'live');
      if (fold.isRich) part.folded.push(fold.take());
      part.received = Math.max(part.received ?? 0, event['event.ingested']);
      if (pace.isDue) await pace.pause();
    }
    budgets.looked(events.length);
    part.events += events.length;
    part.position = position;
    if (part.folded.length > 0 || fold.size >= PART_RECORDS || part.events >= partEvents) {
      yield caught(part, position, fold);
      partEvents = Math.min(MAX_PART_EVENTS, Math.max(BATCH_EVENTS, 2 * partEvents));
      part = emptyPart();
    }
    await pace.pause();
  }
  if (part.position !== undefined) yield caught(part, part.position, fold);
}

interface Part {
  readonly folded: Folded[];
  position: string | undefined;
  received: number | undefined;
  events: number;
}

const emptyPart = (): Part => ({ folded: [], position: undefined, received: undefined, events: 0 });

function caught({ folded, received, events }: Part, position: string, fold: Fold): Caught {
  return { ...together([...folded, fold.take()]), position, received, events };
}

function together(parts: readonly Folded[]): Folded {
  return {
    records: parts.flatMap(({ records }) => records),
    overflow: sums(parts.map(({ overflow }) => overflow)),
    excepted: sums(parts.map(({ excepted }) => excepted)),
  };
}

/** Whether something arrived behind one position and up to another. @throws Fault BAD_REQUEST */
export async function liesBehind(store: EventReader, after: string, upTo: string): Promise<boolean> {
  if (upTo === BEGINNING) return false;
  for await (const { events } of store.scan({ range: EVER, order: 'arrival', ...behind(after), upTo, batchSize: 1 }))
    if (events.length > 0) return true;
  return false;
}

function behind(after: string): { readonly after?: string } {
  return after === BEGINNING ? {} : { after };
}
