// The buttons that change the shape of the form: one more condition, one less, one more step, one less.

import type { FormValues } from './form-values.js';
import { MAX_STEPS } from './form-values.js';
import { withNewRow, withoutRow } from './query-slot.js';

/** `what`: `add-condition:0`, `remove-condition:0.2`, `add-step`, `remove-step:2`; anything else changes nothing. */
export function reshaped(values: FormValues, what: string): FormValues {
  const [verb, place = ''] = what.split(':');
  const [slot = -1, row = -1] = place.split('.').map(Number);
  const { queries, stepCounts, stepNames } = values;
  switch (verb) {
    case 'add-condition':
      return { ...values, queries: queries.map((query, index) => (index === slot ? withNewRow(query) : query)) };
    case 'remove-condition':
      return { ...values, queries: queries.map((query, index) => (index === slot ? withoutRow(query, row) : query)) };
    case 'add-step':
      if (values.kind !== 'sequence' || queries.length >= MAX_STEPS) return values;
      return { ...values, queries: [...queries, withNewRow({ text: '', rows: [] })], stepCounts: [...stepCounts, '1'] };
    case 'remove-step':
      if (queries.length <= 2) return values;
      return {
        ...values,
        queries: without(queries, slot),
        stepCounts: without(stepCounts, slot),
        stepNames: without(stepNames, slot),
      };
    default:
      return values;
  }
}

function without<T>(items: readonly T[], index: number): readonly T[] {
  return items.filter((_item, each) => each !== index);
}
