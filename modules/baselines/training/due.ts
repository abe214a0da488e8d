// What is to be trained by itself, and why: a night that was missed, history that came, a run that was cut short.

import { createHash } from 'node:crypto';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import type { EventReader, SegmentInfo } from '#src/store/event-store.js';
import type { Kept } from '../kept.js';
import { HOUR_MS } from '../local-day.js';
import type { BaselinesSettings } from '../settings.js';
import { coveredBy, ImportWatch, printOf } from './import-watch.js';
import type { Published } from './published.js';
import { lastClosedDay, storedSpan } from './stored-days.js';
import { dueDay } from './timetable.js';
import type { TrainingReason, TrainingRun } from './training-state.js';

export interface Start {
  readonly why: TrainingReason;
  readonly by?: string;
  /** See TrainingJob. */
  readonly anew?: string | undefined;
}

export interface DueParts {
  readonly config: Config;
  readonly settings: () => BaselinesSettings;
  readonly store: Pick<EventReader, 'segments'>;
  readonly clock: Clock;
  readonly kept: Pick<Kept, 'get'>;
  readonly published: Pick<Published, 'model'>;
}

const RETRY_MS = HOUR_MS;
/** What is due so soon after the start was missed before it. */
const AT_START_MS = 60_000;

export class Due {
  readonly #imports = new ImportWatch();
  readonly #startedAt: number;
  /** The day for which nothing more is to be done by itself, what was stored then, and when to try again after a failure. */
  #doneFor: number | undefined;
  #refused = '';
  #retryAt = 0;
  #behindDays = 0;

  constructor(private readonly parts: DueParts) {
    this.#startedAt = parts.clock.now();
  }

  /** Days that should be learned by now, and are not; as of the last look. */
  get behindDays(): number {
    return this.#behindDays;
  }

  /** Undefined: nothing. */
  async look(): Promise<Start | undefined> {
    const { store, settings, published, clock, config, kept } = this.parts;
    const [now, zone] = [clock.now(), config.time.zone];
    if (now < this.#retryAt) return undefined;
    this.#behindDays = 0;
    const segments = await store.segments();
    const stored = storedSpan(segments, now, zone);
    if (stored === undefined) return undefined;
    const looked = published.model?.looked;
    const due = dueDay(now, settings().trainAtHour, zone);
    this.#behindDays = Math.max(0, Math.min(stored.last, due) - (looked ?? stored.first - 1));
    const first = this.#firstDay(stored.last);
    const learned = await this.#learned();
    const news = this.#imports.look(segments, { learned, looked, first, now, zone });
    if (news === 'going-on') return undefined;
    const isRefused = this.#refused !== '' && this.#refused === printOf(segments).join(' ') && this.#doneFor === due;
    if (news === 'behind' && !isRefused) return { why: 'import', anew: `import-${hashOf(segments)}` };
    const begun = await kept.get('anew');
    if (begun !== undefined && begun !== '') return { why: 'start', anew: begun };
    if (news === 'ahead' && !isRefused) return { why: 'import' };
    if (this.#behindDays === 0 || this.#doneFor === due) return undefined;
    return { why: now - this.#startedAt < AT_START_MS ? 'start' : 'night' };
  }

  /** The imports that a run knows which goes on from the published model: to be kept when it begins, so that one that is killed goes on. */
  async covered(segments: readonly SegmentInfo[]): Promise<readonly string[]> {
    const { clock, config, published } = this.parts;
    const { zone } = config.time;
    const stored = storedSpan(segments, clock.now(), zone);
    if (stored === undefined) return [];
    const span = { looked: published.model?.looked, first: this.#firstDay(stored.last), zone };
    return coveredBy(segments, await this.#learned(), span);
  }

  /**
   * A run ended.
   * @param imports what `printOf` said at its beginning: who cancelled it wants it neither in half a minute, but with the next night, or
   * when more history comes
   * @param begunAt ms: a run that goes on past the hour of the night does not learn the day that ended meanwhile
   */
  settle(outcome: TrainingRun['outcome'], imports: readonly string[], begunAt: number): void {
    const { clock, config, settings } = this.parts;
    if (outcome === 'failed') this.#retryAt = clock.now() + RETRY_MS;
    this.#doneFor = outcome === 'failed' ? undefined : dueDay(begunAt, settings().trainAtHour, config.time.zone);
    this.#refused = outcome === 'cancelled' ? imports.join(' ') : '';
  }

  /** The first one that would be learned anew. */
  #firstDay(lastStored: number): number {
    const { clock, config, settings } = this.parts;
    return Math.min(lastStored, lastClosedDay(clock.now(), config.time.zone)) - settings().historyDays + 1;
  }

  async #learned(): Promise<readonly string[]> {
    return JSON.parse((await this.parts.kept.get('imports')) ?? '[]') as string[];
  }
}

function hashOf(segments: readonly SegmentInfo[]): string {
  return createHash('sha256').update(printOf(segments).join(' ')).digest('hex').slice(0, 12);
}
