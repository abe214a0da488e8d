// What is wrong with a rule beyond its shape (rule.ts): queries that cannot be read, fields that do not exist or cannot be told apart,
// windows in which nothing can happen. Each mistake with its place.

import { DERIVED, FIELDS, fieldOf } from '#src/event/fields.js';
import { nearest } from '#src/nearest.js';
import { printQuery } from '#src/query/print.js';
import { parseRuleQuery, type Lists } from './lists.js';
import { MAX_WINDOW_SECONDS, type Detection, type Rule, type RuleSet } from './rule.js';

export interface Problem {
  /** Dotted: `detect.query`, `detect.steps.1.query`, `groupBy.0`, `schedule.weekdays`. */
  readonly path: string;
  /** A sentence: what is wrong, and what is expected. */
  readonly message: string;
  /** Where in a query: UTF-16 index in the text as typed. */
  readonly at?: number | undefined;
}

/** In the order of the form; empty for a rule that can run. */
export function checkRule(rule: Rule, { lists, zone }: Pick<RuleSet, 'lists' | 'zone'>): Problem[] {
  return [
    ...queriesIn(rule.detect).flatMap(({ path, query }) => checkQuery(path, query, lists, zone)),
    ...checkCounts(rule.detect),
    ...checkField(rule),
    ...checkGroupBy(rule),
    ...checkSchedule(rule.schedule),
  ];
}

/** Of a rule or an exception. */
function checkQuery(path: string, query: string, lists: Lists, zone: string): Problem[] {
  const parsed = parseRuleQuery(query, lists, zone, MOMENT_MS);
  if (parsed.kind === 'invalid') return [{ path, message: parsed.hint, at: parsed.at }];
  const later = parseRuleQuery(query, lists, zone, MOMENT_MS + 1_000);
  if (later.kind === 'query' && printQuery(later.query) === printQuery(parsed.query)) return [];
  const message =
    'A time relative to now (such as -24h) cannot stand in a rule: it looks at each event when it comes. Leave it out; for hours and weekdays there is the schedule.';
  return [{ path, message, at: RELATIVE.exec(query)?.index }];
}

/** Any: two moments show whether a query depends on the moment. */
const MOMENT_MS = Date.UTC(2026, 0, 1);
const RELATIVE = /(?<=[\s:<>=[{])(?:now)?[+-]\d+[smhdw]|\bnow\b/;

function queriesIn(detect: Detection): { readonly path: string; readonly query: string }[] {
  if (detect.kind === 'watch') return [];
  if (detect.kind !== 'sequence') return [{ path: 'detect.query', query: detect.query }];
  return detect.steps.map(({ query }, index) => ({ path: `detect.steps.${index}.query`, query }));
}

function checkCounts(detect: Detection): Problem[] {
  const problems: Problem[] = [];
  const isWindow = detect.kind === 'threshold' || detect.kind === 'distinct' || detect.kind === 'sequence';
  if (isWindow && !(detect.windowSeconds >= 1 && detect.windowSeconds <= MAX_WINDOW_SECONDS))
    problems.push({ path: 'detect.windowSeconds', message: 'Expected a window from one second to one day.' });
  if (detect.kind === 'threshold' && detect.count < 2)
    problems.push({
      path: 'detect.count',
      message: 'Expected at least 2: one event alone is a rule of the kind "match".',
    });
  if (detect.kind === 'distinct' && detect.count < 2)
    problems.push({
      path: 'detect.count',
      message: 'Expected at least 2 different values: one alone is a rule of the kind "match".',
    });
  return problems;
}

function checkField({ detect, groupBy }: Rule): Problem[] {
  if (detect.kind !== 'distinct' && detect.kind !== 'first-seen') return [];
  const path = 'detect.field';
  const message = fieldProblem(detect.field);
  if (message !== undefined) return [{ path, message }];
  if (!groupBy.some((field) => ecsName(field) === ecsName(detect.field))) return [];
  return [{ path, message: `Alerts are grouped by "${detect.field}", so that each group has one value of it only.` }];
}

function checkGroupBy({ detect, groupBy }: Rule): Problem[] {
  return groupBy.flatMap((field, index) => {
    const message = groupProblem(detect, groupBy, field, index);
    return message === undefined ? [] : [{ path: `groupBy.${index}`, message }];
  });
}

function groupProblem(detect: Detection, groupBy: readonly string[], field: string, index: number): string | undefined {
  const wrong = fieldProblem(field);
  if (wrong !== undefined) return wrong;
  const def = fieldOf(field);
  if (def?.many === true) return `An event can have several values of "${field}"; expected a field with one value.`;
  if (groupBy.slice(0, index).some((other) => ecsName(other) === ecsName(field)))
    return `"${field}" stands here twice.`;
  if (detect.kind === 'rate' && index > 0) return 'What is usual is counted by one field; expected no second one.';
  if (detect.kind === 'rate' && def?.place !== 'facet')
    return `What is usual is not counted by "${field}"; expected one of ${FACETS.join(', ')}.`;
  return undefined;
}

/** Why the values of a field cannot be told apart; undefined for a field whose can. */
function fieldProblem(field: string): string | undefined {
  const def = fieldOf(field);
  if (def === undefined) return field.includes('.') ? undefined : unknownField(field);
  if (def.type === 'text')
    return `"${field}" is text that differs from event to event; expected a field such as user or src_ip.`;
  if (def.type === 'time' || def.name === 'event.id')
    return `"${field}" differs from event to event; expected a field such as user or src_ip.`;
  if (DERIVED.some(({ name }) => name === def.name))
    return `"${field}" is no field of the event; expected hour_of_week, or a schedule.`;
  return undefined;
}

function unknownField(field: string): string {
  const names = FIELDS.flatMap(({ alias, name }) => [alias, name]);
  const near = nearest(field, names);
  return `There is no field "${field.slice(0, 40)}"; expected ${near === undefined ? 'user, host, src_ip or another known field' : `"${near}"`}.`;
}

const FACETS = FIELDS.filter(({ place }) => place === 'facet').map(({ alias }) => alias);

function checkSchedule({ weekdays }: Rule['schedule']): Problem[] {
  if (weekdays === undefined || weekdays.length > 0) return [];
  return [
    { path: 'schedule.weekdays', message: 'On no weekday the rule would never be in force; choose some, or all.' },
  ];
}

function ecsName(field: string): string {
  return fieldOf(field)?.name ?? field;
}
