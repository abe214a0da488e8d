// From verdicts to findings: what was fine and is wrong is raised once, stays while it is wrong, and recovers. Pure. What a look says
// nothing about (nobody knows while the collector is away) stays as it is.

import type { Finding, Findings, Growth, Recovery } from '../findings.js';
import { goesOn, quietMs, type Rule } from '../rule.js';
import type { Verdict, Wrong } from './verdict.js';

/** A condition that an alert was raised for and that is not over. */
export interface Standing {
  readonly rule: string;
  readonly key: string;
  /** ms: since when it is wrong. */
  readonly since: number;
  /** ms: when the alert was last told how it stands. */
  readonly toldAt: number;
}

export interface Given {
  readonly verdicts: readonly Verdict[];
  readonly standing: ReadonlyMap<string, Standing>;
  /** In force, by id. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** ms: when a rule and key was last over; what flutters is raised again only after the rule's quiet time. */
  readonly endedAt: ReadonlyMap<string, number>;
  /** Whether its alert is one of test mode. */
  readonly isTest: (stands: Standing) => boolean;
  /** Whether the rule's schedule lets it raise now. */
  readonly isInForce: (rule: Rule) => boolean;
  /** ms */
  readonly now: number;
}

export interface Settled {
  readonly findings: Findings;
  /** Begun or told anew. */
  readonly kept: readonly Standing[];
  readonly ended: readonly Standing[];
}

/** A rule that would raise more at once (all sources fell silent) names so many. */
const MAX_STANDING = 1_000;
/** An alert that goes on says so again after so long; its `last` moves with it. */
const TELL_EVERY_MS = 6 * 3_600_000;

export function settle(given: Given): Settled {
  const { verdicts, standing, rules, now } = given;
  const raised: Finding[] = [];
  const grown: Growth[] = [];
  const recovered: Recovery[] = [];
  const kept: Standing[] = [];
  const ended: Standing[] = [];
  const counts = countByRule(standing.values());
  const seen = new Set<string>();
  for (const verdict of verdicts) {
    const { rule: ruleId, key } = verdict;
    const name = conditionName(verdict);
    const stands = standing.get(name);
    const rule = rules.get(ruleId);
    if (rule === undefined || seen.has(name)) continue;
    seen.add(name);
    if (verdict.kind === 'fine') {
      if (stands === undefined || (verdict.heardAt ?? Infinity) <= stands.since) continue;
      const { isUnwatched } = verdict;
      const summary = verdict.summary(stands.since);
      recovered.push({ rule: ruleId, key, at: now, summary, ...(isUnwatched && { isUnwatched }) });
      ended.push(stands);
    } else if (stands === undefined) {
      const count = counts.get(ruleId) ?? 0;
      const isQuiet = now - (given.endedAt.get(name) ?? -Infinity) < quietMs(rule);
      if (isQuiet || count >= MAX_STANDING || !given.isInForce(rule)) continue;
      counts.set(ruleId, count + 1);
      raised.push(findingOf(verdict, now));
      kept.push({ rule: ruleId, key, since: verdict.since, toldAt: now });
    } else if (!goesOn({ isTest: given.isTest(stands) }, rule)) {
      if (!given.isInForce(rule)) continue;
      recovered.push({ rule: ruleId, key, at: now, summary: 'The rule is on now: this goes on as another alert.' });
      raised.push(findingOf(verdict, now));
      kept.push({ rule: ruleId, key, since: verdict.since, toldAt: now });
    } else if (now - stands.toldAt >= (verdict.tellEveryMs ?? TELL_EVERY_MS)) {
      const { summary, reasons } = verdict;
      grown.push({ rule: ruleId, key, count: 0, first: stands.since, last: now, events: [], summary, reasons });
      kept.push({ ...stands, toldAt: now });
    }
  }
  for (const stands of standing.values()) {
    if (rules.has(stands.rule)) continue;
    recovered.push({
      ...keyOf(stands),
      at: now,
      summary: 'Nobody looks any more: the rule was switched off or changed.',
      isUnwatched: true,
    });
    ended.push(stands);
  }
  return { findings: { raised, grown, recovered }, kept, ended };
}

/** One name for a rule and key. */
export function conditionName({ rule, key }: { readonly rule: string; readonly key: string }): string {
  return `${rule} ${key}`;
}

function findingOf({ rule, key, since, title, summary, reasons, entity, source }: Wrong, now: number): Finding {
  return {
    rule,
    key,
    title,
    summary,
    reasons,
    entity,
    ...(source !== undefined && { source }),
    count: 0,
    first: Math.min(since, now),
    last: now,
    events: [],
  };
}

function keyOf({ rule, key }: Standing): Pick<Standing, 'rule' | 'key'> {
  return { rule, key };
}

function countByRule(all: Iterable<Standing>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of all) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}
