// Rate rules while the portal runs: each window is judged once, about a minute after it is over. After a start the last one only.

import type { Logger } from 'pino';
import { messageOf } from '#src/faults.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import { hourOfWeek } from '#src/collector/decode/zone.js';
import { scheduleTest } from '../engine/schedule.js';
import type { Findings } from '../findings.js';
import type { Rule, RuleSet } from '../rule.js';
import { closedWindow, rateFindings, type Reached } from './rate.js';
import { rateQuestion, unusualKeys } from './rate-counts.js';

export interface RateParts {
  readonly store: EventReader;
  /** The newest alert of a rule and key. */
  readonly alertOf: (rule: string, key: string) => Reached | undefined;
  readonly log: Logger;
}

const LOOK_FOR_START_EVERY_MS = 3_600_000;

export class RateWatch {
  /** ms: the end of the last window that was judged. */
  readonly #judged = new Map<string, number>();
  #dataSince: { readonly at: number; readonly since: number } | undefined;

  constructor(private readonly parts: RateParts) {}

  /**
   * Of the rules whose window is over. A window that could not be read is left out and logged.
   * @param listeningSince ms; undefined while the collector is away: less than usual is no news then
   */
  async *due(ruleSet: RuleSet, listeningSince: number | undefined, now: number): AsyncGenerator<Findings> {
    const { log } = this.parts;
    for (const rule of ruleSet.rules) {
      if (rule.detect.kind !== 'rate') continue;
      const window = closedWindow(rule.detect, now);
      if ((this.#judged.get(rule.id) ?? -Infinity) >= window.to) continue;
      this.#judged.set(rule.id, window.to);
      const wasListening = listeningSince !== undefined && listeningSince <= window.from;
      if (rule.detect.direction === 'fall' && !wasListening) continue;
      if (!scheduleTest(rule.schedule)(hourOfWeek(window.from, ruleSet.zone))) continue;
      try {
        yield await this.#judge(rule, ruleSet, window, now);
      } catch (error) {
        log.warn({ rule: rule.id, error: messageOf(error) }, 'a window of a rate rule could not be counted');
      }
    }
  }

  async #judge(rule: Rule, ruleSet: RuleSet, window: TimeRange, now: number): Promise<Findings> {
    const { store, alertOf } = this.parts;
    const question = rule.detect.kind === 'rate' ? rateQuestion(rule, rule.detect, ruleSet) : undefined;
    const dataSince = await this.#since(now);
    if (rule.detect.kind !== 'rate' || question === undefined || dataSince === undefined) return NOTHING;
    const unusual = await unusualKeys(store, question, rule.detect, window, { dataSince, zone: ruleSet.zone });
    return rateFindings(rule, window, unusual, (key) => alertOf(rule.id, key));
  }

  /** Since when live events are stored (ms): a few imported lines of long ago do not make weeks without any event of them. */
  async #since(now: number): Promise<number | undefined> {
    if (this.#dataSince === undefined || now - this.#dataSince.at > LOOK_FOR_START_EVERY_MS) {
      const segments = await this.parts.store.segments();
      const since = Math.min(
        ...segments.map(({ kind, minTime }) => (kind === 'live' ? minTime : undefined) ?? Infinity),
      );
      this.#dataSince = Number.isFinite(since) ? { at: now, since } : undefined;
    }
    return this.#dataSince?.since;
  }
}

const NOTHING: Findings = { raised: [], grown: [], recovered: [] };
