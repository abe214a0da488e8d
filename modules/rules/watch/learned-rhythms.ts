// The rhythms of all sources, learned from the counts that the store keeps, once an hour: the hours of four weeks, and the finer gaps of the
// last day.

import { ALL } from '#src/query/ast.js';
import type { EventReader } from '#src/store/event-store.js';
import { HOUR_MS, learnRhythm, type Rhythm, talkingGap } from './rhythm.js';

const DAY_MS = 24 * HOUR_MS;
const LOOK_BACK_MS = 28 * DAY_MS;
const FINE_LOOK_BACK_MS = DAY_MS;
const FINE_MS = 300_000;
const LEARN_EVERY_MS = HOUR_MS;
const DEADLINE_MS = 30_000;
const SOURCE = 'lanwarden.source';

export class LearnedRhythms {
  #rhythms: ReadonlyMap<string, Rhythm> = new Map();
  #learnedAt = -Infinity;
  #zone = '';

  constructor(private readonly store: EventReader) {}

  /** By source; the one of before when the store cannot say. @throws Fault QUERY_DEADLINE at the next call again */
  async at(now: number, zone: string): Promise<ReadonlyMap<string, Rhythm>> {
    if (Math.abs(now - this.#learnedAt) < LEARN_EVERY_MS && zone === this.#zone) return this.#rhythms;
    const hours = await this.#heard(now, LOOK_BACK_MS, HOUR_MS);
    const fine = await this.#heard(now, FINE_LOOK_BACK_MS, FINE_MS);
    const rhythms = new Map<string, Rhythm>();
    for (const [source, heard] of hours) {
      const rhythm = learnRhythm(heard, talkingGap(fine.get(source) ?? [], FINE_MS), zone);
      if (rhythm !== undefined) rhythms.set(source, rhythm);
    }
    this.#rhythms = rhythms;
    this.#learnedAt = now;
    this.#zone = zone;
    return rhythms;
  }

  /** Beginnings of the buckets in which something came, by source; whole buckets, so that the roll-up has the answer. */
  async #heard(now: number, lookBackMs: number, intervalMs: number): Promise<ReadonlyMap<string, readonly number[]>> {
    const to = Math.ceil(now / intervalMs) * intervalMs;
    const range = { from: to - lookBackMs, to };
    const { buckets } = await this.store.histogram({
      query: ALL,
      range,
      intervalMs,
      by: SOURCE,
      deadlineMs: DEADLINE_MS,
    });
    const heard = new Map<string, number[]>();
    for (const { key, time } of buckets) {
      const times = heard.get(key);
      if (times === undefined) heard.set(key, [time]);
      else times.push(time);
    }
    return heard;
  }
}
