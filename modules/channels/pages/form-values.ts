// From a posted form to what it says, and back: names of fields are the paths of channel-input.ts, so that mistakes find their field.

import { Fault } from '#src/faults.js';
import { DEFAULT_BUDGET, type Routing, type Times } from '../channel.js';
import type { Problem } from '../book/channel-input.js';
import type { Channel } from '../book/channel-row.js';
import type { ChannelKind, KindField } from '../transports/kind.js';

export type Values = Readonly<Record<string, string | readonly string[]>>;

const MAX_CHARS = 70_000;
/** More than the schema takes, so that it can say so. */
const MAX_MANY = 250;
const TYPES = ['raised', 'updated', 'closed', 'silent'] as const;

export function fieldPath({ name, isSecret }: KindField): string {
  return `${isSecret ? 'secrets' : 'settings'}.${name}`;
}

/** What the form shows for a channel; for a new one without `channel`. Secrets are never in it. */
export function valuesOf(kind: ChannelKind, channel?: Channel): Values {
  const values: Record<string, string | readonly string[]> = {
    name: channel?.name ?? kind.title,
    enabled: channel?.enabled === false ? '' : 'on',
    ...routingValues(channel?.routing),
  };
  for (const field of kind.fields) {
    const value = field.isSecret ? undefined : channel === undefined ? field.preset : channel.settings[field.name];
    values[fieldPath(field)] = Array.isArray(value)
      ? value.join('\n')
      : value === undefined
        ? ''
        : String(value as string);
  }
  return values;
}

/** `body`: as the form sends it; anything else counts as empty. */
export function readValues(kind: ChannelKind, body: unknown): Values {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const text = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value.slice(0, MAX_CHARS).replaceAll('\r\n', '\n') : '';
  };
  const many = (name: string): readonly string[] => {
    const found = [given[name] ?? []].flat().filter((each) => typeof each === 'string');
    return [...new Set(found.flatMap(lines))].slice(0, MAX_MANY);
  };
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    ...Object.fromEntries(MANY.map((name) => [name, many(name)])),
    ...Object.fromEntries(kind.fields.map((field) => [fieldPath(field), text(fieldPath(field))])),
  };
}

/** For the ChannelBook. */
export function inputOf(kind: ChannelKind, values: Values): object {
  const settings: Record<string, unknown> = {};
  const secrets: Record<string, string | null> = {};
  for (const field of kind.fields) {
    const text = String(values[fieldPath(field)] ?? '');
    if (field.isSecret) {
      if (values['remove']?.includes(field.name)) secrets[field.name] = null;
      else if (text.trim() !== '') secrets[field.name] = text;
    } else if (text.trim() !== '') settings[field.name] = typed(field, text);
  }
  return {
    name: values['name'],
    kind: kind.id,
    enabled: values['enabled'] === 'on',
    settings,
    secrets,
    routing: routingInput(values),
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
  for (const { path, what } of problems) found[path.replace(/(\.hours|\.weekdays)?(\.\d+)?$/, '')] ??= sentence(what);
  return found;
}

const TEXTS = [
  'name',
  'enabled',
  'routing.minSeverity',
  'routing.budgetPerHour',
  'active.from',
  'active.until',
  'quiet.from',
  'quiet.until',
  'quiet.exceptCritical',
];
const MANY = ['routing.rules', 'routing.sources', 'routing.types', 'active.days', 'quiet.days', 'remove'];

function routingValues(routing?: Routing): Values {
  return {
    'routing.minSeverity': routing?.minSeverity ?? 'medium',
    'routing.rules': routing?.rules ?? [],
    'routing.sources': routing?.sources ?? [],
    'routing.types': TYPES.filter((type) => routing?.types[type] ?? type !== 'updated'),
    'routing.budgetPerHour': String(routing?.budgetPerHour ?? DEFAULT_BUDGET),
    ...timesValues('active', routing?.active),
    ...timesValues('quiet', routing?.quiet),
    'quiet.exceptCritical': routing?.quiet?.exceptCritical === false ? '' : 'on',
  };
}

/** The form says until when, [22, 5] says that 5 belongs to it. */
function timesValues(name: string, times?: Times): Values {
  const [from, last] = times?.hours ?? [];
  return {
    [`${name}.from`]: from === undefined ? '' : String(from),
    [`${name}.until`]: last === undefined ? '' : String((last + 1) % 24),
    [`${name}.days`]: (times?.weekdays ?? []).map(String),
  };
}

function routingInput(values: Values): object {
  const types = values['routing.types'] ?? [];
  const active = timesInput(values, 'active');
  const quiet = timesInput(values, 'quiet');
  return {
    minSeverity: values['routing.minSeverity'],
    rules: values['routing.rules'],
    sources: values['routing.sources'],
    types: Object.fromEntries(TYPES.map((type) => [type, types.includes(type)])),
    budgetPerHour: number(values['routing.budgetPerHour']),
    ...(active !== undefined && { active }),
    ...(quiet !== undefined && { quiet: { ...quiet, exceptCritical: values['quiet.exceptCritical'] === 'on' } }),
  };
}

function timesInput(values: Values, name: string): object | undefined {
  const [from, until] = [String(values[`${name}.from`] ?? ''), String(values[`${name}.until`] ?? '')];
  const weekdays = (values[`${name}.days`] as readonly string[]).map(number);
  if (from === '' && until === '' && weekdays.length === 0) return undefined;
  // One without the other: the schema says what is missing.
  const hours =
    from === '' && until === '' ? undefined : [number(from), until === '' ? undefined : (Number(until) + 23) % 24];
  return { ...(hours !== undefined && { hours }), ...(weekdays.length > 0 && { weekdays }) };
}

function typed({ look }: KindField, text: string): unknown {
  if (look === 'number') return number(text);
  return look === 'lines' ? lines(text) : text;
}

function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What is none stays the text it is, so that the schema can say so. */
function number(text: string | readonly string[] | undefined): unknown {
  const given = String(text ?? '').trim();
  return /^-?\d{1,12}$/.test(given) ? Number(given) : given;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!…]$/.test(text) ? '' : '.'}`;
}
