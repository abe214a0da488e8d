// A rule that finds something new for every other event must not fill the database, nor anybody's day: beyond so many new alerts an hour
// what it finds is counted in one alert for all its keys.

import type { Finding } from '../findings.js';
import type { Rule } from '../rule.js';

/** New alerts of one rule within an hour. */
export const MAX_NEW_ALERTS = 200;
/** Of a rule that groups: all keys together. */
export const ANY_KEY = '[]';

const HOUR_MS = 3_600_000;

export class Brake {
  /** Rule -> when it raised (ms), within the last hour. */
  readonly #raised = new Map<string, number[]>();

  /** How many more the rule may raise. */
  room(rule: string, now: number): number {
    const recent = (this.#raised.get(rule) ?? []).filter((at) => at > now - HOUR_MS && at <= now);
    if (recent.length === 0) this.#raised.delete(rule);
    else this.#raised.set(rule, recent);
    return Math.max(0, MAX_NEW_ALERTS - recent.length);
  }

  note(rule: string, now: number): void {
    const raised = this.#raised.get(rule);
    if (raised === undefined) this.#raised.set(rule, [now]);
    else raised.push(now);
  }
}

/** The one alert in place of many. */
export function crowdOf(all: readonly Finding[], rule: Rule): Finding {
  const [first] = all as readonly [Finding];
  return {
    rule: rule.id,
    key: ANY_KEY,
    title: `${rule.name}: too many at once`,
    summary: `The rule raised ${MAX_NEW_ALERTS} alerts within an hour; what it finds beyond them is counted here. It may be too wide, or somebody makes up names or addresses.`,
    reasons: all.slice(0, 10).map(({ title }) => ({ what: title })),
    entity: {},
    count: all.reduce((sum, { count }) => sum + count, 0),
    first: Math.min(...all.map((each) => each.first)),
    last: Math.max(...all.map((each) => each.last)),
    events: all.flatMap(({ events }) => events.slice(0, 1)).slice(0, 50),
    ...(all.every(({ source }) => source === first.source) && first.source !== undefined && { source: first.source }),
  };
}
