// What is wrong, at the fields of the form: a sentence for people, and for queries the place in the text.

import { visibleText } from '#src/portal/events/visible-text.js';
import type { Problem } from '../book/problems.js';
import type { FormValues } from './form-values.js';

export interface FieldMistake {
  readonly message: string;
  /** Of several inputs the one that it is about, from 0 on. */
  readonly input?: number;
  /** Of a query: its text around the place, which is counted from 1. */
  readonly place?: { readonly before: string; readonly at: string; readonly after: string; readonly character: number };
}

/** By the form's name of the field: `name`, `q0`, `window`, `groupBy`, ... `other`: of no field. */
export type FormMistakes = Readonly<Record<string, FieldMistake>>;

const CONTEXT_CHARS = 60;

export function mistakesOf(problems: readonly Problem[], { queries }: Pick<FormValues, 'queries'>): FormMistakes {
  const found: Record<string, FieldMistake> = {};
  for (const { path, message, at } of problems) {
    const name = fieldName(path);
    const text = queries[Number(/^q(\d)$/.exec(name)?.[1] ?? -1)]?.text;
    const input = /^groupBy\.(\d)$/.exec(path)?.[1];
    const mistake = {
      message: ownWords(name, message),
      ...(input !== undefined && { input: Number(input) }),
      ...(at !== undefined && text !== undefined && { place: placeIn(text, at) }),
    };
    // The first one of a field: the others often follow from it.
    found[name] ??= name === 'other' ? { message: `${path}: ${message}` } : mistake;
  }
  return found;
}

export const FIELD_LABELS: Readonly<Record<string, string>> = {
  name: 'Name',
  id: 'Id',
  q0: 'What to look for',
  q1: 'Second step',
  q2: 'Third step',
  q3: 'Fourth step',
  q4: 'Fifth step',
  steps: 'Steps',
  count: 'How many',
  field: 'Different values of',
  window: 'Within',
  silent: 'Silent for',
  learnDays: 'Learn for',
  factor: 'How much more',
  atLeast: 'At least',
  score: 'Score',
  bound: 'Bound',
  groupBy: 'One alert for each',
  suppress: 'An alert is over after',
  tags: 'Tags',
  hours: 'Hours',
  description: 'Description',
  counts: 'Its events are called',
  advice: 'What to do',
  owner: 'Owner',
  severity: 'Severity',
  anyway: 'Save anyway',
};

const NAMES: Readonly<Record<string, string>> = {
  'detect.query': 'q0',
  'detect.windowSeconds': 'window',
  'detect.silentMinutes': 'silent',
  suppressMinutes: 'suppress',
  'detect.steps': 'steps',
};

function fieldName(path: string): string {
  const [, step, part] = /^detect\.steps\.(\d)\.(\w+)$/.exec(path) ?? [];
  if (step !== undefined) return part === 'query' ? `q${step}` : 'steps';
  if (path.startsWith('schedule')) return 'hours';
  const name = NAMES[path] ?? path.replace(/^detect\./, '').replace(/\.\d+$/, '');
  return name in FIELD_LABELS ? name : 'other';
}

/** The schema speaks of types; people have typed something into a field. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  name: 'Give the rule a name of at most 120 characters.',
  count: 'Expected a whole number from 1 to 10 000.',
  steps: 'Expected 2 to 5 steps, each with a whole number of events from 1 to 10 000.',
  window: 'Expected a time from 1 second to 24 hours, in whole seconds.',
  silent: 'Expected a time from 1 minute to 31 days, in whole minutes.',
  learnDays: 'Expected a number of days from 0 to 90.',
  factor: 'Expected a number from 1.1 to 1 000.',
  atLeast: 'Expected a whole number from 1 to 1 000 000.',
  score: 'Expected a whole number from 1 to 100.',
  hours: 'Choose both hours, from and to, or neither.',
  suppress: 'Expected a time from 0 to 30 days, in whole minutes.',
  field: 'Name the field whose values are told apart.',
  tags: 'Expected tags such as attack.t1110 or home, at most 20, with spaces between them.',
  id: 'Expected lower case letters, digits and hyphens, at most 63, beginning with a letter or digit.',
};

/** Messages of zod's types begin so; those of checks are sentences of their own. */
function ownWords(name: string, message: string): string {
  const isSchema = /^(Invalid|Too (small|big)|Expected .* received|lower case letters)/.test(message);
  return isSchema ? (OWN_WORDS[name] ?? message) : message;
}

function placeIn(text: string, at: number): FieldMistake['place'] {
  const before = visibleText(text.slice(Math.max(0, at - CONTEXT_CHARS), at));
  return {
    before: at > CONTEXT_CHARS ? `…${before}` : before,
    at: visibleText(text.charAt(at)) || ' ',
    after: visibleText(text.slice(at + 1, at + 1 + CONTEXT_CHARS)),
    character: at + 1,
  };
}
