// The view model of the form: what stands in it, what is wrong, and what there is to choose from.

import { SEVERITIES } from '#src/alerts/alert.js';
import { DERIVED, FIELDS } from '#src/event/fields.js';
import { searchHref } from '#src/portal/events/links.js';
import type { KnownRule } from '../rule-book.js';
import { expandLists } from '../lists.js';
import type { RuleSet } from '../rule.js';
import { KIND_WORDS } from '../words/kinds.js';
import { WEEKDAY_WORDS } from '../words/spans.js';
import { COMPARISONS } from './condition.js';
import { type FormValues, MAX_STEPS } from './form-values.js';
import type { KnownValue } from './known-values.js';
import { FIELD_LABELS, type FormMistakes } from './mistakes.js';
import { MAX_ROWS } from './query-slot.js';
import { SPAN_UNITS } from './span.js';
import type { TrialView } from './trial-view.js';

export interface FormState {
  readonly values: FormValues;
  readonly mistakes?: FormMistakes;
  /** That is changed; undefined for a new one. */
  readonly known?: KnownRule | undefined;
  /** The version that whoever fills the form has read. */
  readonly version?: number;
  /** Who was faster. */
  readonly conflict?: { readonly by: string; readonly at: number };
  readonly trial?: TrialView;
  /** It would raise more than the budget: saving asks whether it is meant so. */
  readonly mustConfirm?: boolean;
}

/** `words`: what values can be, of all fields. */
export function formModel(
  state: FormState,
  context: Pick<RuleSet, 'lists' | 'zone'>,
  words: readonly KnownValue[],
): object {
  const { values, mistakes = {}, known, conflict, trial, mustConfirm = false } = state;
  const title = known === undefined ? 'New rule' : `Change ${known.rule.name}`;
  return {
    title,
    styles: ['rules/rules.css'],
    scripts: ['rules/rules.js'],
    values,
    mistakes,
    known,
    conflict,
    trial,
    mustConfirm,
    version: state.version ?? known?.version,
    kind: KIND_WORDS[values.kind],
    // Hidden words of a rule: where a query finds something now.
    tries: values.queries.map(({ text }) => searchHref({ q: expandLists(text, context.lists), from: '-7d' })),
    wrong: Object.keys(FIELD_LABELS).flatMap((name) =>
      mistakes[name] === undefined ? [] : [{ label: FIELD_LABELS[name], id: `field-${name}` }],
    ),
    other: Object.keys(mistakes).flatMap((name) => (name in FIELD_LABELS ? [] : [mistakes[name]!.message])),
    lists: Object.keys(context.lists),
    knownValues: [
      ...Object.keys(context.lists).map((list) => ({ value: `$${list}`, says: 'a list of the settings' })),
      ...words,
    ],
    zone: context.zone,
    ...CHOICES,
  };
}

const CHOICES = {
  comparisons: COMPARISONS,
  severities: SEVERITIES,
  units: SPAN_UNITS.map(({ id }) => id),
  hours: Array.from({ length: 24 }, (_each, hour) => hour),
  weekdayWords: WEEKDAY_WORDS,
  fields: [...FIELDS, ...DERIVED].map((field) => ({
    name: 'alias' in field ? field.alias : field.name,
    doc: field.doc,
  })),
  maxSteps: MAX_STEPS,
  maxRows: MAX_ROWS,
  directions: [
    { id: 'rise', label: 'more than usual' },
    { id: 'fall', label: 'less than usual' },
  ],
  states: [
    { id: 'on', label: 'On', says: 'raises alerts and tells of them' },
    { id: 'test', label: 'Test', says: 'raises alerts that are shown, and tells nobody: to see what it would do' },
    { id: 'off', label: 'Off', says: 'does nothing' },
  ],
} as const;
