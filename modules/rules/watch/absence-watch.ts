// Absence rules while the portal runs: which keys each expects, read from the store when a rule begins, then told by detection.

import type { Logger } from 'pino';
import { messageOf } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import type { Rule, RuleSet } from '../rule.js';
import { absenceVerdicts, expectedSince, type Listening } from './absence.js';
import { queriesOf } from '../engine/compiled.js';
import { expandLists } from '../lists.js';
import { exceptionsOf, unexpected } from './expected-keys.js';
import type { Heard } from './heard.js';
import { HeardBefore } from './heard-before.js';
import type { Standing } from './settle.js';
import type { Verdict } from './verdict.js';

export interface AbsenceParts {
  readonly store: EventReader;
  readonly heard: Heard;
  readonly log: Logger;
  /** Ends what is being read. */
  readonly stopping: AbortSignal;
}

/** What is forgotten is told so often at the most. */
const TELL_EVERY_MS = 3_600_000;

interface Followed {
  /** What it asks for, and what is kept away from it, with the values of their lists: with another one its keys begin anew. */
  readonly asks: string;
  /** See expected-keys.ts. */
  readonly unexpected: (key: string) => string | undefined;
  /** The store was read: before it nothing is said. */
  isReady: boolean;
}

export class AbsenceWatch {
  readonly #followed = new Map<string, Followed>();
  readonly #readings = new Set<Promise<void>>();
  /** One asks the store at a time, by turns: many absence rules must not stand in the way of searches, nor one of the others. */
  #turn: Promise<unknown> = Promise.resolve();
  /** ms: when it was last told what was forgotten. */
  #toldAt = -Infinity;

  constructor(private readonly parts: AbsenceParts) {}

  /** Once for each look, with all active rules. */
  follow(ruleSet: RuleSet, now: number): void {
    const rules = ruleSet.rules.filter(({ detect }) => detect.kind === 'absence');
    const { heard } = this.parts;
    heard.follow(rules.map(({ id }) => id));
    for (const id of this.#followed.keys()) if (!rules.some((rule) => rule.id === id)) this.#followed.delete(id);
    for (const rule of rules) {
      const asks = asked(rule, ruleSet);
      if (this.#followed.get(rule.id)?.asks === asks) continue;
      heard.reset(rule.id);
      const followed: Followed = { asks, unexpected: unexpected(rule, ruleSet), isReady: false };
      this.#followed.set(rule.id, followed);
      const reading = this.#read(ruleSet, rule, followed, now);
      this.#readings.add(reading);
      void reading.then(() => this.#readings.delete(reading));
    }
    this.#tellForgotten(now);
  }

  /** @param standing what the rule has alerts for: it is judged until it is over, however long ago it was heard */
  verdicts(rule: Rule, listening: Listening, standing: readonly Standing[] = []): readonly Verdict[] {
    const { heard } = this.parts;
    const followed = this.#followed.get(rule.id);
    if (followed?.isReady !== true) return [];
    heard.forget(rule.id, expectedSince(rule, listening.now));
    const silent = standing.map(({ key, since }) => [key, { at: since, entity: {} }] as const);
    const keys = new Map([...silent, ...heard.keysOf(rule.id)]);
    const over: Verdict[] = [];
    for (const key of keys.keys()) {
      const why = followed.unexpected(key);
      if (why === undefined) continue;
      keys.delete(key);
      over.push({ kind: 'fine', rule: rule.id, key, isUnwatched: true, summary: () => why });
    }
    return [...over, ...absenceVerdicts(rule, keys, listening)];
  }

  /** Until what is being read has been. */
  async settled(): Promise<void> {
    await Promise.all(this.#readings);
  }

  async #read(ruleSet: RuleSet, rule: Rule, followed: Followed, now: number): Promise<void> {
    const { store, heard, log, stopping } = this.parts;
    try {
      const before = new HeardBefore(store, { ruleSet, rule, now, signal: stopping });
      const records = before.records();
      for (let next = await this.#inTurn(records); !next.done; next = await this.#inTurn(records)) {
        if (stopping.aborted || this.#followed.get(rule.id) !== followed) return;
        heard.heard(next.value);
        // The newest come first: of whom is known by now nothing will be read that says otherwise.
        followed.isReady = true;
      }
      if (before.isCut)
        log.warn(
          { rule: rule.id },
          'an absence rule matches more than is read of the past at a start: keys that have been silent for longer may not be missed',
        );
    } catch (error) {
      if (stopping.aborted) return;
      log.warn(
        { rule: rule.id, error: messageOf(error) },
        'keys of an absence rule could not all be read; it expects those it hears',
      );
    }
    followed.isReady = true;
  }

  #inTurn<T>(records: AsyncGenerator<T>): Promise<IteratorResult<T, unknown>> {
    const next = this.#turn.then(() => records.next());
    this.#turn = next.catch(() => undefined);
    return next;
  }

  #tellForgotten(now: number): void {
    const { heard, log } = this.parts;
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    for (const [rule, keys] of heard.takeForgotten()) {
      this.#toldAt = now;
      log.warn({ rule, keys }, 'an absence rule has more keys than it remembers: those forgotten will not be missed');
    }
  }
}

/** One text for what it asks for. */
function asked(rule: Rule, ruleSet: RuleSet): string {
  const { lists, zone } = ruleSet;
  const queries = queriesOf(rule.detect).map((query) => expandLists(query, lists));
  const kept = exceptionsOf(rule, ruleSet).map(({ id, query }) => [id, expandLists(query, lists)]);
  return JSON.stringify([rule.detect, rule.groupBy, rule.schedule, zone, queries, kept]);
}
