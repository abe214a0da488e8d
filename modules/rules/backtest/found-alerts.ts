// The alerts of a back-test: raised once, grown while they go on, as the alert book would keep them.

import type { AlertEntity, AlertEvent, Reason, Severity } from '#src/alerts/alert.js';
import type { Finding, Findings } from '../findings.js';
import type { Rule } from '../rule.js';
import { alertSeverity } from '../severity.js';

export interface BacktestAlert {
  readonly rule: string;
  readonly name: string;
  readonly severity: Severity;
  /** JSON text of [field, value] pairs. */
  readonly key: string;
  readonly entity: AlertEntity;
  readonly title: string;
  readonly summary: string;
  readonly reasons: readonly Reason[];
  /** Of anomaly rules: the highest. */
  readonly score?: number;
  /** Events that it stands for at its end. */
  readonly count: number;
  /** ms, event time */
  readonly first: number;
  readonly last: number;
  /** The first ones that are named. */
  readonly events: readonly AlertEvent[];
}

const MOST_ALERTS = 100_000;

type Growing = { -readonly [K in keyof BacktestAlert]: BacktestAlert[K] };

export class FoundAlerts {
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #listed: Growing[] = [];
  /** The newest alert of a rule and key; undefined while it is not listed. */
  readonly #latest = new Map<string, Growing | undefined>();
  readonly #byRule: Record<string, number> = {};
  #count = 0;

  constructor(
    rules: readonly Rule[],
    private readonly most = MOST_ALERTS,
  ) {
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
  }

  add({ raised, grown }: Findings): void {
    for (const finding of raised) this.#raise(finding);
    for (const { rule, key, count, first, last, score, title, summary, reasons } of grown) {
      const alert = this.#latest.get(`${rule}\n${key}`);
      if (alert === undefined) continue;
      alert.count += count;
      alert.first = Math.min(alert.first, first);
      alert.last = Math.max(alert.last, last);
      if (title !== undefined) alert.title = title;
      if (summary !== undefined) alert.summary = summary;
      if (reasons !== undefined) alert.reasons = reasons;
      if (score !== undefined) this.#raiseScore(alert, score);
    }
  }

  result(): {
    readonly alerts: readonly BacktestAlert[];
    readonly alertCount: number;
    readonly keyCount: number;
    readonly byRule: Readonly<Record<string, number>>;
  } {
    return { alerts: this.#listed, alertCount: this.#count, keyCount: this.#latest.size, byRule: this.#byRule };
  }

  #raiseScore(alert: Growing, score: number): void {
    alert.score = score;
    const rule = this.#rules.get(alert.rule);
    if (rule !== undefined) alert.severity = alertSeverity(rule, score);
  }

  #raise({ rule: id, key, entity, title, summary, reasons, score, count, first, last, events }: Finding): void {
    const rule = this.#rules.get(id);
    if (rule === undefined) return;
    this.#count += 1;
    this.#byRule[id] = (this.#byRule[id] ?? 0) + 1;
    const isListed = this.#listed.length < this.most;
    const alert: Growing = {
      rule: id,
      name: rule.name,
      severity: alertSeverity(rule, score),
      key,
      entity,
      title,
      summary,
      reasons,
      ...(score !== undefined && { score }),
      count,
      first,
      last,
      events,
    };
    if (isListed) this.#listed.push(alert);
    this.#latest.set(`${id}\n${key}`, isListed ? alert : undefined);
  }
}
