// Since when first-seen rules learn, and until when they say nothing. A rule that is new reads the past first: where the store holds
// enough days of it, the rule can speak at once.

import { createHash } from 'node:crypto';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { EventReader } from '#src/store/event-store.js';
import { inForceAt } from '../book/known-exception.js';
import { Fold } from '../engine/fold.js';
import type { MatchRecord } from '../match-record.js';
import { Pace } from '../pace.js';
import type { Rule, RuleSet } from '../rule.js';
import { knownSince } from './known-since.js';
import { scanQuery } from './scan-query.js';

const DAY_MS = 86_400_000;
const MAX_EVENTS = 1_000_000;
const BATCH_EVENTS = 1_000;

export interface LearningState {
  /** ms, rule time: it says nothing before. */
  readonly learnsUntil: number;
  readonly isReadingPast: boolean;
}

interface Row {
  readonly rule: string;
  readonly definition: string;
  readonly activated_at: number | string;
  readonly learns_until: number | string;
  readonly has_read_past: number | boolean;
}

interface Known {
  readonly definition: string;
  readonly activatedAt: number;
  learnsUntil: number;
  hasReadPast: boolean;
}

export class Learning {
  readonly #known = new Map<string, Known>();

  constructor(private readonly db: Sequelize) {}

  async load(): Promise<void> {
    const rows = await this.db.query<Row>('SELECT * FROM rule_learning', { type: QueryTypes.SELECT });
    for (const { rule, definition, activated_at: at, learns_until: until, has_read_past: hasRead } of rows)
      this.#known.set(rule, {
        definition,
        activatedAt: Number(at),
        learnsUntil: Number(until),
        hasReadPast: Boolean(hasRead),
      });
  }

  isLearning(rule: string, time: number): boolean {
    const known = this.#known.get(rule);
    return known !== undefined && (!known.hasReadPast || time < known.learnsUntil);
  }

  /** Undefined for rules that do not learn. */
  of(rule: string): LearningState | undefined {
    const known = this.#known.get(rule);
    return known && { learnsUntil: known.learnsUntil, isReadingPast: !known.hasReadPast };
  }

  /** Rules that look at something else than before: what they know means nothing any more. */
  changed(rules: readonly Rule[]): readonly Rule[] {
    return learners(rules).filter((rule) => {
      const known = this.#known.get(rule.id);
      return known !== undefined && known.definition !== definitionOf(rule);
    });
  }

  /** Rules that begin now. */
  async begin(rules: readonly Rule[], now: number): Promise<void> {
    for (const rule of learners(rules)) {
      const definition = definitionOf(rule);
      if (this.#known.get(rule.id)?.definition === definition) continue;
      const known = { definition, activatedAt: now, learnsUntil: now + rule.detect.learnDays * DAY_MS };
      await this.#keep(rule.id, { ...known, hasReadPast: false });
    }
  }

  /** Was changed, or off for a while: what came meanwhile is no news. Says nothing from now on, also where that cannot be kept. */
  async readAgain(rules: readonly Rule[]): Promise<void> {
    const again = learners(rules).flatMap(({ id, detect }) => {
      const known = this.#known.get(id);
      if (known === undefined) return [];
      // It may be to learn for another time now.
      const learnsUntil = known.activatedAt + detect.learnDays * DAY_MS;
      return [{ id, known: { ...known, learnsUntil, hasReadPast: false } }];
    });
    for (const { id, known } of again) this.#known.set(id, known);
    for (const { id, known } of again) await this.#keep(id, known);
  }

  /** Of these rules, those that have not read the past yet. */
  unread(rules: readonly Rule[]): readonly Learner[] {
    return learners(rules).filter(({ id }) => this.#known.get(id)?.hasReadPast === false);
  }

  /**
   * Reads the days before `now` (ms) for one rule.
   * @param past.take what was found, to be learned
   * @param past.keep writes what was learned, before it is said that the past has been read
   * @returns whether there was more than may be read at once: then it learns on for all its days
   */
  async readPast(
    store: EventReader,
    ruleSet: RuleSet,
    rule: Learner,
    { now, take, keep, signal }: Past,
  ): Promise<boolean> {
    const known = this.#known.get(rule.id);
    const own = { ...inForceAt(ruleSet, now), rules: [rule] };
    const query = scanQuery(own);
    if (known === undefined || query === undefined) return false;
    const fold = new Fold(own);
    const spanMs = rule.detect.learnDays * DAY_MS;
    const range = { from: now - spanMs, to: now + DAY_MS };
    const pace = new Pace();
    let events = 0;
    // Changed meanwhile, or to be read again: what is read here says nothing about it.
    const isOver = (): boolean => signal.aborted || this.#known.get(rule.id) !== known;
    for await (const batch of store.scan({ query, range, order: 'time', batchSize: BATCH_EVENTS, signal })) {
      for (const event of batch.events) {
        fold.add(event, 'history');
        if (pace.isDue) await pace.pause();
      }
      if (isOver()) return false;
      take(fold.take().records);
      events += batch.events.length;
      if (events >= MAX_EVENTS) break;
      await pace.pause();
    }
    const isCut = events >= MAX_EVENTS;
    // As many days as it is to learn, from before it began on as far as the store has them.
    const began = Math.max(knownSince(await store.segments(), range.from), known.activatedAt - spanMs);
    const learnsUntil = isCut ? known.learnsUntil : Math.min(known.learnsUntil, began + spanMs);
    if (isOver()) return false;
    await keep();
    if (isOver()) return false;
    await this.#keep(rule.id, { ...known, learnsUntil, hasReadPast: true });
    return isCut;
  }

  /** A rule that is no more. */
  async forget(rule: string): Promise<void> {
    await this.db.query('DELETE FROM rule_learning WHERE rule = $rule', { bind: { rule } });
    this.#known.delete(rule);
  }

  get rules(): readonly string[] {
    return [...this.#known.keys()];
  }

  async #keep(rule: string, known: Known): Promise<void> {
    const { definition, activatedAt, learnsUntil, hasReadPast } = known;
    await this.db.query(
      `INSERT INTO rule_learning (rule, definition, activated_at, learns_until, has_read_past)
       VALUES ($rule, $definition, $activatedAt, $learnsUntil, $hasReadPast)
       ON CONFLICT (rule) DO UPDATE SET definition = $definition, activated_at = $activatedAt,
         learns_until = $learnsUntil, has_read_past = $hasReadPast`,
      { bind: { rule, definition, activatedAt, learnsUntil, hasReadPast } },
    );
    this.#known.set(rule, known);
  }
}

export interface Past {
  readonly now: number;
  readonly take: (records: readonly MatchRecord[]) => void;
  readonly keep: () => Promise<void>;
  readonly signal: AbortSignal;
}

export type Learner = Rule & { readonly detect: Extract<Rule['detect'], { kind: 'first-seen' }> };

export function learners(rules: readonly Rule[]): readonly Learner[] {
  return rules.filter((rule): rule is Learner => rule.detect.kind === 'first-seen');
}

/** Of what it looks at, not of how it is called. */
function definitionOf({ detect: { query, field }, groupBy }: Learner): string {
  return createHash('sha256')
    .update(JSON.stringify([query, field, groupBy]))
    .digest('hex')
    .slice(0, 32);
}
