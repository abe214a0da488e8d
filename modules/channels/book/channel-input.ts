// What a form or a program says a channel is, checked: the common part, the fields of its kind, and which of its secrets change.

import { z } from 'zod';
import type { RuleName } from '#src/alerts/rule-names.js';
import { Fault } from '#src/faults.js';
import { nearest } from '#src/nearest.js';
import { routingSchema, type Routing } from '../channel.js';
import { isNeverTold, NEVER_TOLD } from '../routing/decide.js';
import { KINDS, kindOf } from '../transports/kinds.js';
import type { ChannelKind, KindField, Settings } from '../transports/kind.js';

const KIND_IDS = KINDS.map(({ id }) => id);

export const channelInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'is missing')
    .max(100, 'longer than 100 characters')
    // Also those that turn the text around: a name stands in sentences, flashes and mails.
    .regex(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]*$/u, 'holds a line end or a control character'),
  kind: z.enum(KIND_IDS as [string, ...string[]]),
  enabled: z.boolean().default(true).describe('Off: it gets tests alone'),
  settings: z.record(z.string(), z.unknown()).default({}).describe('Depends on the kind'),
  secrets: z
    .record(z.string(), z.string().nullable())
    .default({})
    .describe('Depends on the kind; never shown again. Left out: stays as it is; null: taken away'),
  routing: routingSchema.prefault({}),
});

export interface CheckedChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly enabled: boolean;
  readonly settings: Settings;
  /** Those that are given; null: to be taken away. */
  readonly secrets: Readonly<Record<string, string | null>>;
  readonly routing: Routing;
}

export interface Problem {
  /** `name`, `settings.url`, `secrets.token`, `routing.budgetPerHour` */
  readonly path: string;
  readonly what: string;
}

/** What is there already of a channel that is changed. */
export interface KeptParts {
  readonly secrets: readonly string[];
  readonly settings: Settings;
  /** Ids: they may stay when the rule is gone. */
  readonly rules: readonly string[];
}

const NEW: KeptParts = { secrets: [], settings: {}, rules: [] };

/**
 * @param rules that there are; none: nothing is known of them, and every id is good
 * @throws Fault BAD_REQUEST (`details.problems`)
 */
export function checkChannel(input: unknown, rules: readonly RuleName[], kept: KeptParts = NEW): CheckedChannel {
  const parsed = channelInput.safeParse(input);
  const problems: Problem[] = parsed.success ? [] : parsed.error.issues.flatMap(problemsOf);
  const given = (typeof input === 'object' && input !== null ? input : {}) as Readonly<Record<string, unknown>>;
  if (parsed.success && isNeverTold(parsed.data.routing)) problems.push({ path: 'routing.quiet', what: NEVER_TOLD });
  problems.push(...unknownRules(objectAt(given['routing'])['rules'], rules, kept.rules));
  // Fields of the kind are looked at even when a common one is wrong: all mistakes are said at once.
  const kind = kindOf(given['kind']);
  const checked =
    kind === undefined
      ? undefined
      : checkFields(kind, objectAt(given['settings']), objectAt(given['secrets']), kept, problems);
  if (problems.length > 0 || !parsed.success || kind === undefined || checked === undefined)
    throw new Fault('BAD_REQUEST', problems.map(({ path, what }) => `${path}: ${what}`).join('; '), {
      details: { problems },
    });
  const { name, enabled, routing } = parsed.data;
  return { name, enabled, routing, kind, ...checked };
}

function checkFields(
  kind: ChannelKind,
  settings: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, unknown>>,
  kept: KeptParts,
  problems: Problem[],
): Pick<CheckedChannel, 'settings' | 'secrets'> {
  const good: Record<string, unknown> = {};
  const sealed: Record<string, string | null> = {};
  for (const field of kind.fields) {
    const path = `${field.isSecret ? 'secrets' : 'settings'}.${field.name}`;
    const value = emptyIsAbsent((field.isSecret ? secrets : settings)[field.name]);
    if (value === undefined && field.isSecret && kept.secrets.includes(field.name)) continue;
    if (value === null && field.isSecret && field.isOptional) {
      sealed[field.name] = null;
      continue;
    }
    if (value === undefined || value === null) {
      if (!field.isOptional) problems.push({ path, what: 'is missing' });
      continue;
    }
    const parsed = field.schema.safeParse(value);
    if (!parsed.success) problems.push({ path, what: parsed.error.issues[0]?.message ?? 'does not fit' });
    else if (field.isSecret) sealed[field.name] = String(parsed.data);
    else good[field.name] = parsed.data;
  }
  for (const [where, values, wanted] of [
    ['settings', settings, kind.fields.filter(({ isSecret }) => !isSecret)],
    ['secrets', secrets, kind.fields.filter(({ isSecret }) => isSecret)],
  ] as const)
    for (const name of Object.keys(values)) {
      if (!wanted.some((field) => field.name === name)) problems.push(unknown(where, name, wanted));
    }
  if (problems.length === 0) problems.push(...leakedSecrets(kind, good, sealed, kept));
  return { settings: good, secrets: sealed };
}

/** A channel of rules that are not there would be told of nothing. */
function unknownRules(wanted: unknown, rules: readonly RuleName[], kept: readonly string[]): readonly Problem[] {
  if (!Array.isArray(wanted) || rules.length === 0) return [];
  const known = new Set([...rules.map(({ id }) => id), ...kept]);
  return wanted.flatMap((given: unknown, index) => {
    const id = typeof given === 'string' ? given.trim() : '';
    if (id === '' || known.has(id)) return [];
    const near = nearest(id, rules.flatMap((rule) => [rule.id, rule.name])); // prettier-ignore
    const meant = rules.find((rule) => rule.id === near || rule.name === near);
    const hint = meant === undefined ? '' : `, did you mean ${meant.id} (${meant.name})?`;
    return [{ path: `routing.rules.${index}`, what: `there is no rule ${id.slice(0, MAX_ID_CHARS)}${hint}` }];
  });
}

const MAX_ID_CHARS = 63;

/** Kept secrets that would be told to another place than they were entered for. */
function leakedSecrets(
  { tellsSecretsTo, fields }: ChannelKind,
  settings: Settings,
  given: Readonly<Record<string, unknown>>,
  kept: KeptParts,
): readonly Problem[] {
  const [before, now] = [tellsSecretsTo?.(kept.settings), tellsSecretsTo?.(settings)];
  if (before === now) return [];
  return fields
    .filter(({ name, isSecret, isNeverSent }) => isSecret && !isNeverSent && kept.secrets.includes(name))
    .filter(({ name }) => given[name] === undefined)
    .map(({ name, isOptional }) => ({
      path: `secrets.${name}`,
      what: `enter it again${isOptional ? ', or take it away' : ''}: the one that is kept was given for ${before}, not for ${now}`,
    }));
}

function unknown(where: string, name: string, wanted: readonly KindField[]): Problem {
  const guess = nearest(
    name,
    wanted.map((field) => field.name),
  );
  return { path: `${where}.${name}`, what: `unknown${guess === undefined ? '' : `, did you mean ${guess}?`}` };
}

function emptyIsAbsent(value: unknown): unknown {
  if (typeof value === 'string' && value.trim() === '') return undefined;
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

function objectAt(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: path === '' ? key : `${path}.${key}`, what: 'unknown' }));
  if (path === 'kind') return [{ path, what: `expected one of ${KIND_IDS.join(', ')}` }];
  return [
    {
      path,
      what: issue.message.endsWith('received undefined') ? 'is missing' : lowerFirst(issue.message),
    },
  ];
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
