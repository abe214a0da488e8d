// The one door from findings to alerts, for the detection of events and for watches alike: writes all of one commit in one transaction,
// one commit after the other, and knows which alert a rule and key has now. Who lost the duties without knowing it writes nothing.

import { Inject, Injectable } from '@nestjs/common';
import type { Sequelize, Transaction } from 'sequelize';
import type { OngoingAlert } from '#src/alerts/alert.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { raisedAtOf } from '#src/alerts/alert-id.js';
import type { Clock } from '#src/clock.js';
import { Duties } from '#src/cluster/duties.js';
import { CLOCK, DB } from '#src/portal/deps.js';
import type { Findings } from '../findings.js';
import { Brake } from './brake.js';
import { type AlertOwner, type KnownAlert, nameOf, type Plan, planOf } from './plan.js';
import { RuleBook } from '../rule-book.js';
import type { RuleSet } from '../rule.js';

/** Longer than any alert goes on after its last event (`suppressMinutes`). */
const KNOWN_DAYS = 31;
const DAY_MS = 86_400_000;
/** Alerts that are known by rule and key; beyond it those with the oldest last event are forgotten. */
const MAX_KNOWN = 200_000;

/** What belongs to the same transaction: all of it is kept, or nothing. */
export type Beside = (transaction: Transaction) => Promise<void>;

export interface Committed {
  readonly raised: number;
  readonly grown: number;
  readonly recovered: number;
  /** Whose alerts should have grown and were not there any more, or were only a test: forgotten here, and to be forgotten by who found it. */
  readonly gone: readonly AlertOwner[];
}

interface Written {
  /** Of what was raised, in order. */
  readonly ids: readonly string[];
  /** Ids of what should have grown and is not there. */
  readonly missing: ReadonlySet<string>;
  /** Alerts in place of closed ones, see GrownAlerts. */
  readonly anew: ReadonlyMap<string, string>;
}

@Injectable()
export class Raiser {
  readonly #known = new Map<string, KnownAlert>();
  readonly #brake = new Brake();
  #opened: Promise<readonly OngoingAlert[]> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly alerts: AlertBook,
    private readonly rules: RuleBook,
    @Inject(DB) private readonly db: Sequelize,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly duties: Duties,
  ) {}

  /**
   * Writes findings, each alert once, and what is `beside` them. Nothing is written and known when it fails; call it again then.
   * @param ruleSet that they were found with; left out: the one in force
   * @throws OvertakenFault; what the database says
   */
  commit(all: readonly Findings[], beside?: Beside, ruleSet: RuleSet = this.rules.active()): Promise<Committed> {
    const run = this.#last.then(() => this.#commit(all, beside, ruleSet));
    this.#last = run.catch(() => undefined); // whoever asked is told
    return run;
  }

  /** Of each rule and key the newest alert: of the last month, or older and not closed; as they were at the start of the program. */
  open(): Promise<readonly OngoingAlert[]> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** As `open`, as they are now. */
  reopen(): Promise<readonly OngoingAlert[]> {
    this.#opened = undefined;
    return this.open();
  }

  /** Another portal may have raised and ended alerts meanwhile: what is known is read again. */
  forget(): void {
    this.#opened = undefined;
    this.#known.clear();
  }

  /** The newest alert of a rule and key; undefined when it has none. Right once `open` has answered. */
  alertOf(rule: string, key: string): KnownAlert | undefined {
    return this.#known.get(nameOf({ rule, key }));
  }

  async #open(): Promise<readonly OngoingAlert[]> {
    const alerts = await this.alerts.ongoing(this.clock.now() - KNOWN_DAYS * DAY_MS);
    for (const { ruleId: rule, key, id, last, isTest } of alerts) this.#know(rule, key, { id, last, isTest });
    return alerts.filter(({ ruleId: rule, key, id }) => this.alertOf(rule, key)?.id === id);
  }

  async #commit(all: readonly Findings[], beside: Beside | undefined, ruleSet: RuleSet): Promise<Committed> {
    await this.open();
    const now = this.clock.now();
    const alertOf = (rule: string, key: string): KnownAlert | undefined => this.alertOf(rule, key);
    const plan = planOf(all, { alertOf, roomOf: (rule) => this.#brake.room(rule, now) }, ruleSet);
    const { ids, missing, anew } = await this.db.transaction(async (transaction) => {
      await this.duties.fence.hold(this.db, transaction);
      const written = await this.#write(plan, transaction);
      await beside?.(transaction);
      return written;
    });
    const gone = plan.grown.filter(({ id }) => missing.has(id));
    for (const { id, rule, key, last, isTest = false } of plan.grown) {
      const before = this.alertOf(rule, key);
      if (missing.has(id) || anew.has(id)) this.#known.delete(nameOf({ rule, key }));
      if (!missing.has(id))
        this.#know(rule, key, {
          id: anew.get(id) ?? id,
          last,
          isTest: anew.has(id) ? isTest : before?.isTest === true,
        });
    }
    for (const { rule, key } of plan.recovered) this.#known.delete(nameOf({ rule, key }));
    for (const [index, { ruleId, key, alert }] of plan.raised.entries()) {
      this.#know(ruleId, key, { id: ids[index] as string, last: alert.last, isTest: alert.isTest });
      this.#brake.note(ruleId, now);
    }
    this.#forget();
    return {
      raised: plan.raised.length,
      grown: plan.grown.length - gone.length,
      recovered: plan.recovered.length,
      gone: [...gone.flatMap(({ rule, keys }) => keys.map((key) => ({ rule, key }))), ...plan.untold],
    };
  }

  async #write({ raised, grown, recovered }: Plan, transaction: Transaction): Promise<Written> {
    // What goes on and what ends came before what begins.
    const { gone, anew } = await this.alerts.grow(grown, transaction);
    for (const end of recovered) await this.alerts.recover(end, transaction);
    const ids = await this.alerts.raiseAll(
      raised.map(({ alert }) => alert),
      transaction,
    );
    return { ids, missing: new Set(gone), anew };
  }

  #know(rule: string, key: string, alert: KnownAlert): void {
    const name = nameOf({ rule, key });
    const known = this.#known.get(name);
    if (known !== undefined && isNewer(known, alert)) return;
    this.#known.delete(name);
    this.#known.set(name, alert);
  }

  /** Many at once: to find the oldest one V8 walks over every one that was deleted before. */
  #forget(): void {
    if (this.#known.size <= MAX_KNOWN) return;
    for (const name of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN - (MAX_KNOWN >> 4)) return;
      this.#known.delete(name);
    }
  }
}

/** What was raised in place of a closed one may have begun before that one ended. Of two raised at once the one that goes on longer is newer. */
function isNewer(one: KnownAlert, other: KnownAlert): boolean {
  const apartMs = raisedAtOf(one.id) - raisedAtOf(other.id);
  return apartMs === 0 ? one.last > other.last : apartMs > 0;
}
