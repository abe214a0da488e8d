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
import { goesOn, quietMs, type Rule, type RuleSet } from '../rule.js';
import { alertSeverity } from '../severity.js';
import { ANY_KEY, crowdOf } from './brake.js';
import { newAlert } from './new-alert.js';

export interface Plan {
  readonly raised: readonly Raised[];
  readonly grown: readonly Grown[];
  readonly recovered: readonly Recovered[];
  /** Of those that grew: their alert is of test mode, and the rule is on by now. */
  readonly untold: readonly AlertOwner[];
}

export interface Recovered extends Recovery {
  readonly id: string;
}

export interface Raised {
  readonly alert: NewAlert;
  readonly ruleId: string;
  readonly key: string;
}

/** Whose an alert is. */
export interface AlertOwner {
  readonly rule: string;
  readonly key: string;
}

/** An alert that goes on, and whose it is. */
export interface Grown extends AlertGrowth, AlertOwner {
  /** That it grew of: its own, or those of all that it stands for. */
  readonly keys: readonly string[];
}

export interface KnownAlert {
  readonly id: string;
  /** ms, rule time */
  readonly last: number;
  readonly isTest?: boolean;
}

export interface Known {
  /** The newest alert of a rule and key. */
  readonly alertOf: (rule: string, key: string) => KnownAlert | undefined;
  /** How many more alerts a rule may raise now; see brake.ts. */
  readonly roomOf: (rule: string) => number;
}

/** Growths and recoveries of alerts that nobody knows, and findings of rules that are gone, are left out. */
export function planOf(all: readonly Findings[], known: Known, ruleSet: Pick<RuleSet, 'rules' | 'lists'>): Plan {
  const rules = new Map(ruleSet.rules.map((rule) => [rule.id, rule]));
  const drafts = new Map<string, Draft[]>();
  const grown = new Map<string, Grown & { readonly keys: string[] }>();
  const recovered: Recovered[] = [];
  const untold: AlertOwner[] = [];
  const grow = (growth: Growth): void => {
    const draft = drafts.get(nameOf(growth))?.findLast(({ finding }) => finding.first <= growth.last);
    if (draft !== undefined) {
      draft.finding = merged(draft.finding, growth);
      return;
    }
    // One that was never raised, for there were too many, goes on in the one for all.
    const { rule } = growth;
    const key = known.alertOf(rule, growth.key) === undefined ? ANY_KEY : growth.key;
    const alert = known.alertOf(rule, key);
    const by = rules.get(rule);
    if (alert === undefined) return;
    if (by !== undefined && !goesOn(alert, by)) {
      untold.push({ rule, key: growth.key });
      return;
    }
    const { id } = alert;
    const before = grown.get(id) ?? { id, rule, key, keys: [], ...NOTHING, isTest: by?.state === 'test' };
    before.keys.push(growth.key);
    grown.set(id, merged(before, key === growth.key ? withSeverity(growth, by) : countOf(growth)));
  };
  for (const findings of all) {
    for (const finding of findings.raised) {
      const rule = rules.get(finding.rule);
      if (rule !== undefined) addDraft(drafts, finding, rule);
    }
    for (const growth of findings.grown) grow(growth);
    for (const recovery of findings.recovered) {
      const alert = known.alertOf(recovery.rule, recovery.key);
      if (alert !== undefined) recovered.push({ ...recovery, id: alert.id });
    }
  }
  const raised: Raised[] = [];
  for (const [rule, found] of byRule([...drafts.values()].flat())) {
    const room = isOfEvents(rule) ? known.roomOf(rule.id) : Infinity;
    const crowd = found.length > room ? crowdOf(found.slice(room), rule) : undefined;
    const isNew = crowd !== undefined && !isNear(known.alertOf(rule.id, ANY_KEY), crowd, rule);
    if (crowd !== undefined && !isNew) grow(countOf(crowd));
    for (const finding of [...found.slice(0, room), ...(isNew ? [crowd] : [])])
      raised.push({ alert: newAlert(finding, rule, ruleSet.lists), ruleId: rule.id, key: finding.key });
  }
  return { raised, grown: [...grown.values()], recovered, untold };
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

/** In the order in which they began. */
function byRule(drafts: readonly Draft[]): ReadonlyMap<Rule, readonly Finding[]> {
  const found = new Map<Rule, Finding[]>();
  for (const { finding, rule } of drafts.toSorted((a, b) => a.finding.first - b.finding.first)) {
    const others = found.get(rule);
    if (others === undefined) found.set(rule, [finding]);
    else others.push(finding);
  }
  return found;
}

/** Of the others there are no more than there are sources. */
function isOfEvents({ detect: { kind } }: Rule): boolean {
  return kind !== 'watch' && kind !== 'absence' && kind !== 'rate';
}

/** Of one that has been quiet for long, and perhaps closed, nobody hears any more. */
function isNear(alert: KnownAlert | undefined, { first }: Finding, rule: Rule): boolean {
  return alert !== undefined && goesOn(alert, rule) && first - alert.last <= quietMs(rule);
}

/** What became odder may have become more severe, and another alert: of the rule as it is by now. */
function withSeverity(growth: Growth, rule: Rule | undefined): Growth {
  if (growth.score === undefined || rule === undefined) return growth;
  return { ...growth, severity: alertSeverity(rule, growth.score) };
}

/** Without what is said of its own key: an alert for all of them says something else. */
function countOf({ rule, key, count, first, last, events }: Growth | Finding): Growth {
  return { rule, key, count, first, last, events };
}

type Growing = Omit<AlertGrowth, 'id'>;

function merged<T extends Growing>(before: T, more: Growth): T {
  const { count, first, last, events, severity, score, title, summary, reasons, entity, source, isTest } = more;
  return {
    ...before,
    count: before.count + count,
    first: Math.min(before.first, first),
    last: Math.max(before.last, last),
    events: bounded([...before.events, ...events]),
    ...(severity !== undefined && { severity }),
    ...(score !== undefined && { score }),
    ...(title !== undefined && { title }),
    ...(summary !== undefined && { summary }),
    ...(reasons !== undefined && { reasons }),
    ...(entity !== undefined && { entity }),
    ...(source !== undefined && { source }),
    ...(isTest !== undefined && { isTest }),
  };
}

/** The first and the newest, as the alert keeps them. */
function bounded(events: readonly AlertEvent[]): readonly AlertEvent[] {
  if (events.length <= MAX_FIRST_EVENTS + MAX_LAST_EVENTS) return events;
  return [...events.slice(0, MAX_FIRST_EVENTS), ...events.slice(-MAX_LAST_EVENTS)];
}

/** One name for a rule and key. */
export function nameOf({ rule, key }: AlertOwner): string {
  return `${rule} ${key}`;
}
