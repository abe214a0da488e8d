// Alerts as they are kept: raised and grown by detection in its own transaction, together with the messages that tell of them; read and
// triaged by people. The parts are functions in the files around.

import type { Sequelize, Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import type { Outbox } from '#src/outbox/outbox.js';
import type { AlertGrowth, NewAlert, OngoingAlert } from './alert.js';
import {
  type AlertCounts,
  type AlertFilter,
  type AlertHistogram,
  alertHistogram,
  type AlertPage,
  countAlerts,
  countByRule,
  listAlerts,
} from './alert-list.js';
import type { AlertContext } from './context.js';
import type { NameKind } from './entity-names.js';
import { type AlertRetention, expireAlerts } from './expire.js';
import { growAlerts, type GrownAlerts } from './grow.js';
import type { KeptAlert, WholeAlert } from './kept-alert.js';
import { raiseAlerts } from './raise.js';
import { readAlert, readOngoing } from './read.js';
import { type AlertEnd, recoverAlert } from './recover.js';
import { type Incident, incidentOf, openIncidents, type RelatedAlert, relatedAlerts } from './related.js';
import { type EntityRisk, riskiest, riskOf } from './risk.js';
import { triageAlerts, type Triaged, type TriageStep } from './triage.js';

export class AlertBook {
  readonly #context: AlertContext;

  /** `urlOf`: where people find an alert; see alert-url.ts. */
  constructor(
    db: Sequelize,
    clock: Clock,
    outbox: Pick<Outbox, 'put'>,
    urlOf: AlertContext['urlOf'] = () => undefined,
  ) {
    this.#context = { db, clock, outbox, urlOf };
  }

  /** Keeps it, and puts `alert.raised` into the outbox unless it is a test. Answers with its id. */
  async raise(alert: NewAlert, transaction: Transaction): Promise<string> {
    const [id] = await this.raiseAll([alert], transaction);
    return id as string;
  }

  /** As `raise`; answers with the ids in order. */
  raiseAll(alerts: readonly NewAlert[], transaction: Transaction): Promise<readonly string[]> {
    return raiseAlerts(this.#context, alerts, transaction);
  }

  /**
   * Adds to alerts, also to closed ones; `alert.updated` at each tenfold count, and where one becomes more severe. A closed one that does is
   * raised as another.
   */
  grow(growths: readonly AlertGrowth[], transaction: Transaction): Promise<GrownAlerts> {
    return growAlerts(this.#context, growths, transaction);
  }

  /** What was wrong is over, or nobody looks any more: closes an open or acknowledged one and puts `alert.closed` (or `source.back`) into the outbox. */
  recover(end: AlertEnd, transaction: Transaction): Promise<void> {
    return recoverAlert(this.#context, end, transaction);
  }

  /** Alerts with an event at or after `since` (ms), of any state, and those that nobody has closed: what they tell may go on. */
  ongoing(since: number): Promise<readonly OngoingAlert[]> {
    return readOngoing(this.#context.db, since);
  }

  /** Undefined when there is none (any more). */
  get(id: string): Promise<WholeAlert | undefined> {
    return readAlert(this.#context.db, id);
  }

  /**
   * What a person does with alerts, in one transaction with its history; closing puts `alert.closed` (or `source.back`) into the outbox.
   * @param expected the `version` that was read, when it is about one alert
   * @throws Fault CONFLICT (somebody else changed it meanwhile), TOO_LARGE (more than MAX_TRIAGED at once)
   */
  triage(ids: readonly string[], steps: readonly TriageStep[], who: string, expected?: number): Promise<Triaged> {
    const { db } = this.#context;
    return db.transaction((transaction) => triageAlerts(this.#context, ids, steps, who, expected, transaction));
  }

  /** Newest last event first. @param after `next` of the page before @param limit at most MAX_LISTED */
  list(filter: AlertFilter, after: string | undefined, limit: number): Promise<AlertPage> {
    return listAlerts(this.#context.db, filter, after, limit);
  }

  /** By state and severity, without regard to `filter.states`. */
  counts(filter: AlertFilter = { isTest: false }): Promise<AlertCounts> {
    return countAlerts(this.#context.db, filter);
  }

  /** Alerts raised since (ms), by rule id; those of tests too. */
  countsByRule(raisedSince: number): Promise<ReadonlyMap<string, number>> {
    return countByRule(this.#context.db, raisedSince);
  }

  /** Alerts raised in a range, over time, by severity; without tests. */
  histogram(range: { readonly from: number; readonly to: number }, intervalMs: number): Promise<AlertHistogram> {
    return alertHistogram(this.#context.db, range, intervalMs);
  }

  /** About the same entities within a day. */
  related(alert: KeptAlert, limit: number): Promise<readonly RelatedAlert[]> {
    return relatedAlerts(this.#context.db, alert, limit);
  }

  /** Alerts that belong together, of those that are not closed. */
  incidents(): Promise<readonly Incident[]> {
    return openIncidents(this.#context.db);
  }

  incidentOf(alert: KeptAlert): Promise<Incident> {
    return incidentOf(this.#context.db, alert);
  }

  riskOf(kind: NameKind, name: string): Promise<EntityRisk> {
    return riskOf(this.#context.db, kind, name, this.#context.clock.now());
  }

  /** The entities with the highest risk first. */
  riskiest(limit: number): Promise<readonly EntityRisk[]> {
    return riskiest(this.#context.db, this.#context.clock.now(), limit);
  }

  /** Deletes what is over; answers with how many alerts that were, and how many of them nobody had closed. */
  expire(retention: AlertRetention): Promise<{ readonly gone: number; readonly unclosed: number }> {
    return expireAlerts(this.#context.db, this.#context.clock.now(), retention);
  }

  /** Where people find it; undefined when that is not known. */
  urlOf(id: string): string | undefined {
    return this.#context.urlOf(id);
  }
}
