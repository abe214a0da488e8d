// What detection keeps in the metadata database beside alerts: its position, the values of first-seen rules and since when they learn,
// and what rules matched.

import type { Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import type { Rule } from '../rule.js';
import { Learning, learners } from './learning.js';
import { type Place, PositionRow } from './position.js';
import { RuleStats } from './rule-stats.js';
import { SeenBook } from './seen-book.js';

export class Memory {
  readonly position: PositionRow;
  readonly learning: Learning;
  readonly seen: SeenBook;
  readonly stats: RuleStats;
  #hasStats = false;

  constructor(db: Sequelize, clock: Clock) {
    this.position = new PositionRow(db, clock);
    this.learning = new Learning(db);
    this.seen = new SeenBook(db, (rule, time) => this.learning.isLearning(rule, time));
    this.stats = new RuleStats(db);
  }

  /** Before anything else. Answers with where the last run came to. */
  async load(): Promise<Place | undefined> {
    await this.learning.load();
    if (!this.#hasStats) await this.stats.load();
    this.#hasStats = true;
    return this.position.load();
  }

  /** These rules are in force from now (ms) on. */
  async begin(rules: readonly Rule[], now: number): Promise<void> {
    for (const { id } of this.learning.changed(rules)) await this.seen.forget(id);
    await this.learning.begin(rules, now);
    await this.seen.load(learners(rules).map(({ id }) => id));
  }

  async tidy(isThere: (rule: string) => boolean): Promise<void> {
    await this.stats.write(isThere);
    for (const rule of this.learning.rules.filter((each) => !isThere(each))) {
      await this.seen.forget(rule);
      await this.learning.forget(rule);
    }
  }
}
