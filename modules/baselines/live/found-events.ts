// What was found in live events since the last report, between two positions of the store. Scored before it is stored, told after: an
// event that was not stored is not found. Bounded: what is too much is left out, and the portal reads it from the store.

import type { LogEvent } from '#src/event/event.js';
import type { Commit } from '#src/plugin/module.js';
import { entityKey } from '../engine/entity.js';
import { REASONS_FROM, type Scored } from '../engine/scored.js';
import { localDay, localHour } from '../local-day.js';
import type { FoundEvent } from '../stage-report.js';
import { boundedReason, boundedSummary } from './bounded.js';
import { goesBefore, inOrder } from './mark-event.js';

/** Of one report, as JSON: a link’s message may have a million, with the status and names that are escaped. */
const MAX_CHARS = 800_000;
/** That wait for a report; some kB each. */
const MAX_WAITING = 8_000;

export interface TakenFindings {
  readonly from: string;
  readonly to: string;
  readonly found: readonly FoundEvent[];
  readonly isCut: boolean;
  /** See StageReport. */
  readonly part?: number;
}

interface Told {
  readonly eventId: string;
  readonly scored: Scored;
  /** See FoundEvent. */
  readonly isUnmarked?: true;
}

/** What one commit brought. */
interface Found {
  to: string;
  readonly told: readonly Told[];
  readonly isCut: boolean;
}

export class FoundEvents {
  /** Of events that are on their way to the store; an event that never gets there takes it along. */
  readonly #scored = new WeakMap<LogEvent, readonly Scored[]>();
  /** How many of them are, at most: a commit is not looked through for nothing. */
  #awaited = 0;
  /** Oldest first. */
  #waiting: Found[] = [];
  #count = 0;
  #from = '';
  #to = '';
  /** Reports about a part of the oldest that waits. */
  #parts = 0;

  constructor(private readonly zone: string) {}

  /** The first report begins here; what was found before belongs to it. */
  standAt(position: string): void {
    this.#from = this.#to = position;
    for (const each of this.#waiting) each.to = position;
  }

  /** Before the event is stored. @param scored is not kept */
  scored(event: LogEvent, scored: readonly Scored[]): void {
    if (!scored.some(isTold)) return;
    this.#scored.set(
      event,
      scored.filter(isTold).map((each) => ({ ...each })),
    );
    this.#awaited += 1;
  }

  committed({ events, kind, position, isQuiet }: Commit): void {
    this.#to = position;
    const told = kind === 'live' && this.#awaited > 0 ? this.#toldOf(events) : [];
    if (isQuiet) this.#awaited = 0;
    const last = this.#waiting.at(-1);
    if (told.length > 0) this.#add({ to: position, told, isCut: false });
    else if (last !== undefined) last.to = position;
  }

  /** What was found in an event that is in the store already. @param scored is not kept */
  stored(event: LogEvent, scored: readonly Scored[]): void {
    const eventId = event['event.id'] ?? '';
    const isUnmarked = event['event.risk_score'] === undefined;
    const told = scored
      .filter(isTold)
      .map((each): Told => ({ eventId, scored: { ...each }, ...(isUnmarked && { isUnmarked }) }));
    if (told.length > 0) this.#add({ to: this.#to, told, isCut: false });
  }

  get hasMoved(): boolean {
    return this.#from !== this.#to;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** As many commits as fit into a report, or a part of one that does not; the others wait for the next one. */
  take(): TakenFindings {
    const part = this.#parts;
    const found: FoundEvent[] = [];
    const from = this.#from;
    let chars = 0;
    let isCut = false;
    let taken = 0;
    for (const { told, isCut: isCutBefore } of this.#waiting) {
      const these = foundOf(told, this.zone);
      const more = JSON.stringify(these).length;
      if (taken > 0 && chars + more > MAX_CHARS) break;
      if (more > MAX_CHARS) return this.#takePart();
      isCut ||= isCutBefore;
      chars += more;
      found.push(...these);
      taken += 1;
      this.#count -= told.length;
      if (isCut) break;
    }
    this.#from = taken === this.#waiting.length ? this.#to : this.#waiting[taken - 1]!.to;
    this.#waiting.splice(0, taken);
    this.#parts = 0;
    return {
      from,
      to: this.#from,
      found: isCut ? found.filter(({ isUnmarked }) => isUnmarked) : found,
      isCut,
      ...(part > 0 && { part }),
    };
  }

  /** Of the oldest commit, which is too much for one report. On the first day of a large installation all that happens is new. */
  #takePart(): TakenFindings {
    const [{ told, ...commit }] = this.#waiting as [Found];
    let count = told.length;
    let found: readonly FoundEvent[];
    do {
      count = Math.ceil(count / 2);
      found = foundOf(told.slice(0, count), this.zone);
    } while (count > 1 && JSON.stringify(found).length > MAX_CHARS);
    this.#waiting[0] = { ...commit, told: told.slice(count) };
    this.#count -= count;
    return { from: this.#from, to: this.#from, found, isCut: false, part: this.#parts++ };
  }

  #toldOf(events: readonly LogEvent[]): readonly Told[] {
    const told: Told[] = [];
    for (const event of events) {
      if (!((event['event.risk_score'] as number) >= REASONS_FROM)) continue;
      const found = this.#scored.get(event);
      if (found === undefined) continue;
      this.#awaited -= 1;
      for (const scored of found) told.push({ eventId: event['event.id'] ?? '', scored });
    }
    return told;
  }

  /** Where too much waits, all of it is to be read from the store; of what does not stand there those that are told of first stay. */
  #add(found: Found): void {
    this.#waiting.push(found);
    this.#count += found.told.length;
    if (this.#count <= MAX_WAITING) return;
    const told = this.#waiting
      .flatMap((each) => each.told)
      .filter(({ isUnmarked }) => isUnmarked)
      .toSorted((a, b) => inOrder(a.scored, b.scored))
      .slice(0, MAX_WAITING / 2);
    this.#waiting = [{ to: found.to, told, isCut: true }];
    this.#count = told.length;
    this.#parts = 0;
  }
}

const isTold = ({ score, raised }: Scored): boolean => raised && score >= REASONS_FROM;

/**
 * Of an entity’s day those that somebody reads have their reasons: the highest, for the finding, and of what only a report tells the one
 * that is told of first, for its alert. All others go without.
 */
function foundOf(told: readonly Told[], zone: string): readonly FoundEvent[] {
  const unmarked = told.filter(({ isUnmarked }) => isUnmarked);
  const explained = new Set([
    ...firsts(told, zone, (a, b) => a.score > b.score),
    ...firsts(unmarked, zone, goesBefore),
  ]);
  return told.map(({ eventId, scored, isUnmarked }) => {
    const { entity, time, score, state, reasons, summary } = scored;
    const isExplained = explained.has(scored);
    return {
      entity,
      day: localDay(time, zone),
      hour: localHour(time, zone),
      time,
      score,
      state,
      reasons: isExplained ? reasons.map(boundedReason) : [],
      summary: isExplained ? boundedSummary(summary) : '',
      eventId,
      ...(isUnmarked && { isUnmarked }),
    };
  });
}

/** Of each entity’s day the one that goes before all others. */
function firsts(told: readonly Told[], zone: string, isBefore: (a: Scored, b: Scored) => boolean): Iterable<Scored> {
  const found = new Map<string, Scored>();
  for (const { scored } of told) {
    const key = `${localDay(scored.time, zone)} ${entityKey(scored.entity)}`;
    const other = found.get(key);
    if (other === undefined || isBefore(scored, other)) found.set(key, scored);
  }
  return found.values();
}
