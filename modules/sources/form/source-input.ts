// From a posted form to what it says: the values to show again, and the configuration they stand for. Checks nothing: SourceBook does,
// and what it finds is brought back to the fields here.

import type { Problem } from '#config/problems.js';
import { Fault } from '#src/faults.js';
import type { FieldValue, Values } from './source-fields.js';

const TEXTS = [
  'name',
  'kind',
  'notes',
  'parser',
  'hostFrom',
  'timeZone',
  'ratePerSecond',
  'retention',
  'expectEveryMinutes',
];
const LISTS = ['match.peer', 'match.host', 'match.app', 'match.tls', 'allow', 'drop', 'sensitive'];

/** `body`: as the form sends it; anything else counts as empty. The portal caps it as a whole, the schema each field. */
export function readValues(body: unknown): Values {
  const given = (body ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
  };
  const many = (name: string): string[] =>
    [given[name] ?? []]
      .flat()
      .filter((each) => typeof each === 'string')
      .slice(0, 20);
  return {
    ...Object.fromEntries([...TEXTS, ...LISTS].map((name) => [name, text(name)])),
    'match.listener': many('match.listener'),
    ignore: text('ignore') !== '',
  };
}

/** As in the configuration file; a number that is none stays the text it is, so that the schema can say so. */
export function configOf(values: Values): Readonly<Record<string, unknown>> {
  const text = (name: string): string => String(values[name] ?? '').trim();
  const lines = (name: string): string[] =>
    String(values[name] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return {
    name: text('name'),
    kind: text('kind') || 'other',
    notes: text('notes'),
    match: {
      peer: lines('match.peer'),
      host: lines('match.host'),
      app: lines('match.app'),
      tls: lines('match.tls'),
      listener: values['match.listener'],
    },
    ...(text('parser') !== '' && { parser: text('parser') }),
    ...(text('timeZone') !== '' && { timeZone: text('timeZone') }),
    hostFrom: text('hostFrom') || 'header',
    retention: text('retention') || 'default',
    drop: lines('drop'),
    allow: lines('allow'),
    sensitive: lines('sensitive'),
    ignore: values['ignore'] === true,
    ratePerSecond: number(text('ratePerSecond')),
    expectEveryMinutes: number(text('expectEveryMinutes')),
  };
}

/** What is wrong, by the name of the field; undefined when the fault is no mistake in the form. */
export function mistakesOf(error: unknown): Readonly<Record<string, string>> | undefined {
  if (!(error instanceof Fault)) return undefined;
  if (error.code === 'CONFLICT' && error.details?.['theirs'] === undefined) return { name: error.message };
  const problems =
    error.code === 'BAD_REQUEST' ? (error.details?.['problems'] as readonly Problem[] | undefined) : undefined;
  if (problems === undefined) return undefined;
  const found: Record<string, string> = {};
  for (const { path, what } of problems) {
    const name = path.replace(/\.\d+$/, '');
    found[name] = found[name] === undefined ? sentence(what) : `${found[name]} ${sentence(what)}`;
  }
  return found;
}

function number(text: string): unknown {
  if (text === '') return 0;
  return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

/** For people: lists as lines, ticks as words. */
export function shown(value: FieldValue | undefined): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : (value ?? []).join('\n');
}
