// The view model of one rule's page.

import { SEVERITIES } from '#src/alerts/alert.js';
import { tagWords } from '#src/alerts/attack.js';
import type { KeptAlert } from '#src/alerts/kept-alert.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { narrowed } from '#src/query/print.js';
import { untestable } from '../backtest/untestable.js';
import type { Shipped } from '../book/shipped-sync.js';
import { exceptionRow } from '../exceptions/exception-row.js';
import { expandLists } from '../lists.js';
import type { KnownException, KnownRule } from '../rule-book.js';
import { type Detection, quietMs, type Rule, type RuleSet } from '../rule.js';
import { OF_ALL } from '../watch/watches.js';
import { fieldList } from '../words/fields.js';
import { spanWords } from '../words/spans.js';
import type { RuleFigures } from './rule-figures.js';
import { ruleRow } from './rule-list.js';

export interface RulePageParts {
  readonly figures: RuleFigures;
  /** The newest few. */
  readonly alerts: readonly KeptAlert[];
  /** Of this rule and of all rules. */
  readonly exceptions: readonly KnownException[];
  readonly context: Pick<RuleSet, 'lists'>;
  readonly budget: number;
  readonly shipped: Shipped | undefined;
  readonly now: number;
}

const MAX_SEARCH_CHARS = 4_000;

export function rulePage(known: KnownRule, parts: RulePageParts): object {
  const { rule } = known;
  const { figures, alerts, exceptions, context, budget, shipped, now } = parts;
  const { detect } = rule;
  const queries =
    detect.kind === 'sequence' ? detect.steps.map(({ query }) => query) : 'query' in detect ? [detect.query] : [];
  return {
    title: rule.name,
    styles: ['rules/rules.css'],
    rule,
    known,
    budget,
    row: ruleRow(known, figures),
    canTry: untestable(rule) === undefined,
    canReset: shipped !== undefined && known.isEdited,
    tags: rule.tags.map(tagWords),
    queries: queries.map((query, index) => ({
      label: detect.kind === 'sequence' ? `Step ${index + 1}` : undefined,
      text: query,
      href: hrefOf(scoredSearch(detect, expandLists(query, context.lists))),
    })),
    facts: [
      ['One alert for each', alertFor(rule)],
      ...ends(rule),
      ...(rule.owner === '' ? [] : [['Owner', rule.owner]]),
    ],
    alerts: alerts.map((alert) => ({
      title: visibleText(alert.title, 200),
      summary: visibleText(alert.summary, 400),
      state: alert.state,
      href: `/alerts/${alert.id}`,
      last: alert.last,
      count: alert.count,
      isTest: alert.isTest,
      severity: alert.severity,
      level: SEVERITIES.indexOf(alert.severity) + 1,
    })),
    exceptions: exceptions.map((exception) => exceptionRow(exception, undefined, now)),
    addException: withQuery('/rules/exceptions/new', { rule: rule.id }),
  };
}

function alertFor({ detect, groupBy }: Rule): string {
  if (detect.kind === 'watch' && !OF_ALL.has(detect.watch)) return 'source';
  return groupBy.length === 0 ? 'nothing: one for all' : fieldList(groupBy);
}

/** When its alert is over, as label and value. */
function ends(rule: Rule): readonly (readonly [string, string])[] {
  const quiet = spanWords(quietMs(rule) / 1_000);
  const again = ['Raised anew at the earliest after', quiet] as const;
  switch (rule.detect.kind) {
    case 'watch':
      return [['Goes on until', 'it is over'], again];
    case 'absence':
      return [['Goes on until', 'an event that fits comes'], again];
    case 'rate':
      return [['Goes on until it was as usual for', quiet]];
    default:
      return [['Goes on until nothing came for', quiet]];
  }
}

/** What an anomaly rule finds has a score, too. */
function scoredSearch(detect: Detection, q: string): string {
  return detect.kind === 'anomaly' ? narrowed(q, `score>=${detect.score}`) : q;
}

/** Undefined for more than an address may hold. */
function hrefOf(q: string): string | undefined {
  return q.length > MAX_SEARCH_CHARS ? undefined : searchHref({ q, from: '-7d' });
}
