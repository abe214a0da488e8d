// What stands in the form, as text: from a rule, and from what a browser posts.

import { SEVERITIES } from '#src/alerts/alert.js';
import { type Rule, RULE_KINDS, RULE_STATES, type RuleKind, type RuleSet } from '../rule.js';
import { asSpan, type Span, SPAN_UNITS } from './span.js';
import { type QuerySlot, readSlot, slotOf } from './query-slot.js';

export interface FormValues {
  readonly kind: RuleKind;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What its events are called. */
  readonly counts: string;
  readonly advice: string;
  readonly severity: string;
  readonly state: string;
  readonly owner: string;
  readonly tags: string;
  /** One; a sequence has one for each step. */
  readonly queries: readonly QuerySlot[];
  /** How many events of each step of a sequence. */
  readonly stepCounts: readonly string[];
  /** What each step is called. */
  readonly stepNames: readonly string[];
  readonly count: string;
  readonly field: string;
  readonly window: Span;
  readonly silent: Span;
  readonly learnDays: string;
  readonly direction: string;
  readonly factor: string;
  readonly atLeast: string;
  readonly score: string;
  readonly watch: string;
  readonly bound: string;
  readonly groupBy: readonly string[];
  readonly suppress: Span;
  readonly hourFrom: string;
  readonly hourTo: string;
  readonly weekdays: readonly string[];
}

export const MAX_STEPS = 5;
/** Fields to group by that the form shows at least. */
const GROUP_FIELDS = 3;
const MAX_GROUP_FIELDS = 5;
/** Of one field. The body as a whole is capped by the portal. */
const MAX_CHARS = 8_000;

type Context = Pick<RuleSet, 'lists' | 'zone'>;

/** As a rule says it. */
export function valuesOf(rule: Rule, context: Context): FormValues {
  const { detect, schedule } = rule;
  const queries =
    detect.kind === 'sequence' ? detect.steps.map((step) => step.query) : ['query' in detect ? detect.query : ''];
  const number = (name: string, otherwise: number | string): string =>
    String((detect as Readonly<Record<string, unknown>>)[name] ?? otherwise);
  const hours = schedule.hours ?? ['', ''];
  return {
    kind: detect.kind,
    id: rule.id,
    name: rule.name,
    description: rule.description,
    advice: rule.advice,
    severity: rule.severity,
    state: rule.state,
    owner: rule.owner,
    tags: rule.tags.join(' '),
    counts: rule.counts,
    queries: queries.map((query) => slotOf(query, context)),
    stepCounts: detect.kind === 'sequence' ? detect.steps.map((step) => String(step.count)) : [],
    stepNames: detect.kind === 'sequence' ? detect.steps.map((step) => step.what) : [],
    count: number('count', 5),
    field: 'field' in detect ? detect.field : '',
    window: asSpan('windowSeconds' in detect ? detect.windowSeconds : 600),
    silent: asSpan(detect.kind === 'absence' ? detect.silentMinutes * 60 : 3_600),
    learnDays: number('learnDays', 7),
    direction: number('direction', 'rise'),
    factor: number('factor', 5),
    atLeast: number('atLeast', 100),
    score: number('score', 80),
    watch: number('watch', ''),
    bound: number('bound', ''),
    groupBy: padded(rule.groupBy),
    suppress: asSpan(rule.suppressMinutes * 60),
    hourFrom: String(hours[0]),
    hourTo: String(hours[1]),
    weekdays: (schedule.weekdays ?? []).map(String),
  };
}

/** What a form sent; anything else counts as empty. */
export function readValues(body: unknown, context: Context): FormValues {
  const given = (body ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value.slice(0, MAX_CHARS).replaceAll('\r\n', '\n') : '';
  };
  const oneOf = <T extends string>(name: string, choices: readonly T[], otherwise: T): T =>
    choices.find((choice) => choice === text(name)) ?? otherwise;
  const span = (name: string): Span => ({
    amount: text(name).trim(),
    unit: oneOf(
      `${name}Unit`,
      SPAN_UNITS.map(({ id }) => id),
      'minutes',
    ),
  });
  const kind = oneOf('kind', RULE_KINDS, 'match');
  const steps = kind === 'sequence' ? Math.min(MAX_STEPS, Math.max(2, Number(text('steps')) || 2)) : 1;
  const numbers = Array.from({ length: steps }, (_each, index) => index);
  return {
    kind,
    id: text('id').trim(),
    name: text('name').trim(),
    description: text('description').trim(),
    advice: text('advice').trim(),
    counts: text('counts').trim(),
    severity: oneOf('severity', SEVERITIES, 'medium'),
    state: oneOf('state', RULE_STATES, 'on'),
    owner: text('owner').trim(),
    tags: text('tags').trim(),
    queries: numbers.map((index) => readSlot(text, `q${index}`, context)),
    stepCounts: numbers.map((index) => text(`steps.${index}.count`).trim() || '1'),
    stepNames: numbers.map((index) => text(`steps.${index}.what`).trim()),
    count: text('count').trim(),
    field: text('field').trim(),
    learnDays: text('learnDays').trim(),
    window: span('window'),
    silent: span('silent'),
    suppress: span('suppress'),
    direction: oneOf('direction', ['rise', 'fall'], 'rise'),
    factor: text('factor').trim(),
    atLeast: text('atLeast').trim(),
    score: text('score').trim(),
    watch: text('watch').trim(),
    bound: text('bound').trim(),
    groupBy: padded(numbered(text, 'groupBy', MAX_GROUP_FIELDS)),
    hourFrom: text('hourFrom'),
    hourTo: text('hourTo'),
    weekdays: numbered(text, 'weekday', 7),
  };
}

/** `groupBy.0`, `groupBy.1`, ...; empty ones are left out. */
function numbered(text: (name: string) => string, name: string, most: number): readonly string[] {
  return Array.from({ length: most }, (_each, index) => text(`${name}.${index}`).trim().slice(0, 200)).filter(
    (value) => value !== '',
  );
}

function padded(fields: readonly string[]): string[] {
  const length = Math.min(MAX_GROUP_FIELDS, Math.max(GROUP_FIELDS, fields.length));
  return Array.from({ length }, (_each, index) => fields[index] ?? '');
}
