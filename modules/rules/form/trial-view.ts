// What a trial found, for its page: every text of it is made visible, every alert leads to its events.

import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { narrowed } from '#src/query/print.js';
import { expandLists } from '../lists.js';
import type { Rule, RuleSet } from '../rule.js';
import { keyText, pairsOf } from '../words/key.js';
import { keyTerm } from '../words/key-term.js';
import { type TrialResult, TRIAL_DAYS } from './rule-trial.js';

const MOST_SHOWN = 50;
const MAX_QUERY_CHARS = 3_000;

export interface TrialView {
  /** `In the last 7 days this would have raised 14 alerts for 3 keys.` */
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly isOverBudget: boolean;
  readonly budget: string;
  readonly alerts: readonly TrialAlert[];
  readonly more: number;
}

const NOTHING_FITS =
  'No stored event fits what to look for. Open an event of the kind under Events: it shows its fields and their values.';

interface TrialAlert {
  /** ms since 1970 */
  readonly time: number;
  readonly key: string;
  readonly summary: string;
  readonly count: number;
  /** Undefined where no search finds its events. */
  readonly href: string | undefined;
}

export function trialView(result: TrialResult, rule: Rule, context: Pick<RuleSet, 'lists'>): TrialView {
  const { alertCount, keyCount, events, cut, untested, covered, alerts } = result;
  const [impossible] = untested;
  const keys = rule.groupBy.length === 0 ? '' : ` for ${many(keyCount, 'key', 'keys')}`;
  return {
    sentence:
      impossible?.why ??
      `In the last ${TRIAL_DAYS} days this would have raised ${alertCount === 0 ? 'no alert' : `${many(alertCount, 'alert', 'alerts')}${keys}`}.`,
    notes: [
      ...(impossible === undefined
        ? [events === 0 ? NOTHING_FITS : `${many(events, 'event was', 'events were')} looked at.`]
        : []),
      ...(cut === undefined ? [] : [`That was too much for one go: it was looked at only up to ${when(covered.to)}.`]),
    ],
    isOverBudget: result.isOverBudget,
    budget: `${many(result.mostPerDay, 'alert', 'alerts')} within 24 hours at the worst; the budget of a rule is ${result.budgetPerDay} a day.`,
    alerts: alerts.slice(0, MOST_SHOWN).map((alert) => ({
      time: alert.first,
      key: keyText(alert.key),
      summary: visibleText(alert.summary, 500),
      count: alert.count,
      href: hrefOf(rule, alert.key, alert.first, alert.last, context),
    })),
    more: Math.max(0, alertCount - MOST_SHOWN),
  };
}

function hrefOf(
  { detect }: Rule,
  key: string,
  first: number,
  last: number,
  { lists }: Pick<RuleSet, 'lists'>,
): string | undefined {
  const queries =
    detect.kind === 'sequence' ? detect.steps.map(({ query }) => query) : 'query' in detect ? [detect.query] : [];
  if (queries.length === 0) return undefined;
  const texts = queries.map((query) => expandLists(query, lists));
  const all = texts.length === 1 ? (texts[0] ?? '') : texts.map((text) => `(${text})`).join(' OR ');
  const q = pairsOf(key).reduce((text, [field, value]) => narrowed(text, keyTerm(field, value)), all);
  // A search with long lists in it is more than an address may hold.
  if (q.length > MAX_QUERY_CHARS) return undefined;
  return searchHref({ q, from: iso(first), to: iso(last + 1) });
}

function many(count: number, one: string, several: string): string {
  return `${count.toLocaleString('en').replaceAll(',', '\u202f')} ${count === 1 ? one : several}`;
}

function when(ms: number): string {
  return `${iso(ms).slice(0, 16).replace('T', ' ')} UTC`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
