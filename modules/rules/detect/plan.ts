// What is to be written for findings: alerts that begin, alerts that go on, alerts that end. Pure. However many findings there are, each
// alert is written once: what grows while it is still to be raised is raised grown.

import {
  type AlertEvent,
  type AlertGrowth,
  MAX_FIRST_EVENTS,
  MAX_LAST_EVENTS,
  type NewAlert,
} from '#src/alerts/alert.js';
import type { Finding, Findings, Growth, Recovery } from '../findings.js';
import type { Rule, RuleSet } from '../rule.js';
import { newAlert } from './new-alert.js';

export interface Plan {
  readonly raised: readonly Raised[];
  readonly grown: readonly AlertGrowth[];
  readonly recovered: readonly (Recovery & { readonly id: string })[];
  /** Growths and recoveries of alerts that nobody knows, and findings of rules that are gone: left out. */
  readonly strays: number;
}

export interface Raised {
  readonly alert: NewAlert;
  readonly ruleId: string;
  readonly key: string;
}

export interface KnownAlert {
  readonly id: string;
  /** ms, rule time */
  readonly last: number;
}

/** @param known the newest alert of a rule and key */
export function planOf(
  all: readonly Findings[],
  known: (ruleId: string, key: string) => KnownAlert | undefined,
  ruleSet: Pick<RuleSet, 'rules' | 'lists'>,
): Plan {
  const rules = new Map(ruleSet.rules.map((rule) => [rule.id, rule]));
  const drafts = new Map<string, Draft[]>();
  const grown = new Map<string, AlertGrowth>();
  const recovered: (Recovery & { readonly id: string })[] = [];
  let strays = 0;
  for (const findings of all) {
    for (const finding of findings.raised) {
      const rule = rules.get(finding.rule);
      if (rule === undefined) strays += 1;
      else addDraft(drafts, finding, rule);
    }
    for (const growth of findings.grown) {
      const draft = drafts.get(nameOf(growth))?.findLast(({ finding }) => finding.first <= growth.last);
      const alert = draft === undefined ? known(growth.rule, growth.key) : undefined;
      if (draft !== undefined) draft.finding = merged(draft.finding, growth);
      else if (alert === undefined) strays += 1;
      else grown.set(alert.id, merged(grown.get(alert.id) ?? { id: alert.id, ...NOTHING }, growth));
    }
    for (const recovery of findings.recovered) {
      const alert = known(recovery.rule, recovery.key);
      if (alert === undefined) strays += 1;
      else recovered.push({ ...recovery, id: alert.id });
    }
  }
  const raised = [...drafts.values()]
    .flat()
    .map(({ finding, rule }) => ({
      alert: newAlert(finding, rule, ruleSet.lists),
      ruleId: rule.id,
      key: finding.key,
    }))
    .toSorted((a, b) => a.alert.first - b.alert.first);
  return { raised, grown: [...grown.values()], recovered, strays };
}

interface Draft {
  finding: Finding;
  readonly rule: Rule;
}

const NOTHING = { count: 0, first: Infinity, last: -Infinity, events: [] };

function addDraft(drafts: Map<string, Draft[]>, finding: Finding, rule: Rule): void {
  const name = nameOf(finding);
  const others = drafts.get(name);
  if (others === undefined) drafts.set(name, [{ finding, rule }]);
  else others.push({ finding, rule });
}

type Growing = Omit<AlertGrowth, 'id'>;

function merged<T extends Growing>(before: T, more: Growth): T {
  const { count, first, last, events, summary, reasons } = more;
  return {
    ...before,
    count: before.count + count,
    first: Math.min(before.first, first),
    last: Math.max(before.last, last),
    events: bounded([...before.events, ...events]),
    ...(summary !== undefined && { summary }),
    ...(reasons !== undefined && { reasons }),
  };
}

/** The first and the newest, as the alert keeps them. */
function bounded(events: readonly AlertEvent[]): readonly AlertEvent[] {
  if (events.length <= MAX_FIRST_EVENTS + MAX_LAST_EVENTS) return events;
  return [...events.slice(0, MAX_FIRST_EVENTS), ...events.slice(-MAX_LAST_EVENTS)];
}

/** One name for a rule and key. */
export function nameOf({ rule, key }: { readonly rule: string; readonly key: string }): string {
  return `${rule} ${key}`;
}
