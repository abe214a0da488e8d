// What the form of a new exception says, and the exception it stands for.

import { z } from 'zod';
import type { NewException } from '../book/known-exception.js';
import type { Scope } from './scopes.js';

export const EXPIRIES = [
  { id: '1', label: '1 day' },
  { id: '7', label: '7 days' },
  { id: '30', label: '30 days' },
  { id: '90', label: '90 days' },
  { id: 'never', label: 'for ever' },
] as const;
export type Expiry = (typeof EXPIRIES)[number]['id'];

/** The scope whose query is typed. */
export const OWN_QUERY = 'query';
const DAY_MS = 86_400_000;

const text = (max: number) => z.string().trim().max(max).catch('');
const expiry = z.enum(EXPIRIES.map(({ id }) => id));

const exceptionForm = z.object({
  alert: text(100),
  rule: text(100),
  scope: text(300),
  /** Of network scopes, by field: `network.source.ip`. */
  network: z.record(z.string(), z.string()).catch({}),
  query: text(4_000),
  of: z.enum(['rule', 'all']).catch('rule'),
  reason: text(2_000),
  expiry: expiry.catch('30'),
  close: z.enum(['', 'false', 'benign']).catch(''),
});
export type ExceptionInput = z.infer<typeof exceptionForm>;

export const changeForm = z.object({ reason: text(2_000), expiry: expiry.or(z.literal('keep')).catch('keep') });

/** `body`: as the form sends it. */
export function readInput(body: unknown): ExceptionInput {
  const given = (body ?? {}) as Readonly<Record<string, unknown>>;
  const networks = Object.entries(given).flatMap(([name, value]) =>
    name.startsWith('network.') && typeof value === 'string' ? [[name.slice(8), value.trim().slice(0, 100)]] : [],
  );
  return exceptionForm.parse({ ...given, network: Object.fromEntries(networks) });
}

/** @param ruleId of the alert, or that was named */
export function exceptionOf(
  input: ExceptionInput,
  scopes: readonly Scope[],
  ruleId: string | undefined,
  now: number,
): NewException {
  const scope = scopes.find(({ id }) => id === input.scope);
  const range = scope?.network && (input.network[scope.network.field] ?? scope.network.range);
  const query = scope === undefined ? input.query : withRange(scope, range);
  return {
    ruleId: input.of === 'all' ? undefined : ruleId,
    query,
    scope: scope === undefined ? query : range === undefined ? scope.label : `${scope.label} ${range}`,
    reason: input.reason,
    expiresAt: expiresAt(input.expiry, now),
  };
}

/** Undefined: for ever. `now`: ms since 1970. */
export function expiresAt(choice: Expiry, now: number): number | undefined {
  return choice === 'never' ? undefined : now + Number(choice) * DAY_MS;
}

/** A range as typed may be anything; in quotes it is one value, and the parser says what is wrong with it. */
function withRange({ query, network }: Scope, range: string | undefined): string {
  if (network === undefined || range === undefined || range === network.range) return query;
  const name = query.slice(0, query.indexOf(':'));
  return `${name}:${/^[\w.:/]+$/.test(range) ? range : `"${range.replace(/["\\]/g, '\\$&')}"`}`;
}
