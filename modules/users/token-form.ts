// The form that makes a token, as it comes in: which permissions, which end.

import { z } from 'zod';
import { parseExpiry } from '#src/accounts/expiry.js';
import type { NewToken } from '#src/accounts/tokens.service.js';
import { Fault } from '#src/faults.js';
import type { Permissions } from '#src/portal/access/permissions.js';

const MAX_SCOPES = 200;

export const tokenForm = z.object({
  name: z.string().max(1_000).catch(''),
  role: z.enum(['viewer', 'analyst', 'admin', 'ingest']),
  source: z.string().max(1_000).optional(),
  /** `never`, `30d`, ..., or `day`: then `until` says which. */
  expires: z.string().max(100).optional(),
  until: z.string().max(100).optional(),
  /** One box comes as text, several as a list. */
  scopes: z
    .union([
      z
        .string()
        .max(200)
        .transform((one) => [one]),
      z.array(z.string().max(200)).max(MAX_SCOPES),
    ])
    .optional(),
});

export type TokenForm = z.infer<typeof tokenForm>;

/** @throws Fault BAD_REQUEST (an end that is none, a permission that the role does not hold) */
export function readTokenForm(form: TokenForm, permissions: Permissions, nowMs: number): Omit<NewToken, 'createdBy'> {
  const { name, role, source, expires, until, scopes } = form;
  if (expires === 'day' && !until) throw new Fault('BAD_REQUEST', 'Choose the day on which the token ends.');
  return {
    name,
    role,
    source: source?.trim() || undefined,
    expiresAt: parseExpiry(expires === 'day' ? until : expires, nowMs),
    scopes: scopes === undefined ? undefined : checkScopes(permissions, role, scopes),
  };
}

/** @throws Fault BAD_REQUEST */
function checkScopes(permissions: Permissions, role: NewToken['role'], scopes: readonly string[]): readonly string[] {
  if (role === 'ingest') return scopes;
  const unfit = permissions.firstUnfit(role, scopes);
  if (unfit === undefined) return scopes;
  const why = permissions.isKnown(unfit) ? `the role ${role} does not hold it` : 'there is no such permission';
  throw new Fault('BAD_REQUEST', `The token cannot be given ${unfit.slice(0, 100)}: ${why}.`);
}
