// The list of rules: who is on, what each watches for and what it found, narrowed by what was asked for.

import { SEVERITIES, type Severity } from '#src/alerts/alert.js';
import { withQuery } from '#src/portal/events/links.js';
import type { KnownRule } from '../rule-book.js';
import { type Rule, RULE_KINDS, RULE_STATES, type RuleKind, type RuleState } from '../rule.js';
import { KIND_WORDS } from '../words/kinds.js';
import { ruleSentence } from '../words/sentence.js';
import type { RuleFigures } from './rule-figures.js';

export interface ListFilter {
  readonly q: string;
  readonly state: RuleState | '';
  readonly severity: Severity | '';
  readonly kind: RuleKind | '';
  readonly page: number;
}

const ROWS_PER_PAGE = 100;
const MAX_SAYS_CHARS = 200;

export function ruleList(
  rules: readonly KnownRule[],
  figuresOf: (rule: string) => RuleFigures,
  filter: ListFilter,
): object {
  const found = rules.filter((known) => fits(known, filter)).toSorted(bySeverity);
  const pages = Math.max(1, Math.ceil(found.length / ROWS_PER_PAGE));
  const page = Math.min(filter.page, pages);
  const shown = found.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE);
  const hrefOf = (to: number): string | undefined =>
    to < 1 || to > pages ? undefined : withQuery('/rules', { ...filter, page: to > 1 ? String(to) : '' });
  return {
    rows: shown.map((known) => ruleRow(known, figuresOf(known.rule.id))),
    filter,
    total: found.length,
    isFiltered: filter.q !== '' || filter.state !== '' || filter.severity !== '' || filter.kind !== '',
    counts: RULE_STATES.map((state) => ({
      state,
      count: rules.filter(({ rule }) => rule.state === state).length,
      href: withQuery('/rules', { state }),
    })),
    tooLoud: rules.flatMap(({ rule }) => {
      const { overBudget } = figuresOf(rule.id);
      return overBudget === undefined ? [] : [{ name: rule.name, href: ruleHref(rule.id), alerts: overBudget }];
    }),
    tooWide: rules.flatMap(({ rule }) => {
      const { tooWide } = figuresOf(rule.id);
      return tooWide === undefined || rule.state === 'off'
        ? []
        : [{ name: rule.name, href: ruleHref(rule.id), percent: tooWide }];
    }),
    broken: rules.flatMap(({ rule, problem }) =>
      problem === undefined || rule.state === 'off' ? [] : [{ name: rule.name, href: ruleHref(rule.id), problem }],
    ),
    pages: { newer: hrefOf(page - 1), older: hrefOf(page + 1), label: `page ${page} of ${pages}`, count: pages },
    choices: {
      kinds: RULE_KINDS.map((kind) => ({ id: kind, label: KIND_WORDS[kind].title })),
      severities: SEVERITIES,
      states: RULE_STATES,
    },
  };
}

export function ruleRow(known: KnownRule, figures: RuleFigures): object {
  const { rule, origin, isEdited, hasUpdate, problem } = known;
  return {
    id: rule.id,
    name: rule.name,
    href: ruleHref(rule.id),
    state: rule.state,
    problem,
    figures,
    severity: rule.severity,
    level: SEVERITIES.indexOf(rule.severity) + 1,
    kind: KIND_WORDS[rule.detect.kind],
    sentence: ruleSentence(rule),
    says: saysOf(rule),
    origin,
    isEdited,
    hasUpdate,
    alertsHref: withQuery('/alerts', { show: rule.state === 'test' ? 'test' : 'all', rule: rule.id }),
  };
}

/** Of a rule for single events its sentence tells little: what somebody wrote about it tells more. */
function saysOf(rule: Rule): string {
  const [first = ''] = /^.+?[.!?](?=\s|$)/s.exec(rule.description) ?? [];
  const isTold = rule.detect.kind === 'match' && first !== '' && first.length <= MAX_SAYS_CHARS;
  return isTold ? first.replace(/\.$/, '') : ruleSentence(rule);
}

function ruleHref(id: string): string {
  return `/rules/${id}`;
}

function fits({ rule }: KnownRule, { q, state, severity, kind }: ListFilter): boolean {
  const text = `${rule.name} ${rule.id} ${rule.description} ${rule.tags.join(' ')} ${rule.owner}`.toLowerCase();
  return (
    q
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word)) &&
    (state === '' || rule.state === state) &&
    (severity === '' || rule.severity === severity) &&
    (kind === '' || rule.detect.kind === kind)
  );
}

function bySeverity(a: KnownRule, b: KnownRule): number {
  const level = ({ rule }: KnownRule): number => SEVERITIES.indexOf(rule.severity);
  return level(b) - level(a) || a.rule.name.localeCompare(b.rule.name, 'en');
}
