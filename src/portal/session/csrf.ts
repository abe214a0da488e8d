// CSRF: a synchroniser token that is derived from the secret in the session's cookie, so that nothing more is stored.
// A foreign page can send our cookie but cannot read it, hence not compute the token.

import { createHash, timingSafeEqual } from 'node:crypto';
import { Fault } from '#src/faults.js';
import type { PortalRequest, Visit } from './visit.js';

const CSRF_FIELD = '_csrf';
/** Back to htmx, too: a page may be older than the session. */
export const CSRF_HEADER = 'x-csrf-token';
/** Whose token that is: the page of another person does not take it. */
export const PERSON_HEADER = 'x-lanwarden-person';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function csrfToken(secret: string): string {
  return createHash('sha256').update(`csrf:${secret}`).digest('base64url');
}

/**
 * Bearer tokens need none: no browser sends them by itself.
 * @param form the fields, where they were read elsewhere than into `request.body`
 * @throws Fault FORBIDDEN when a request that changes something lacks the token
 */
export function checkCsrf(request: PortalRequest, form?: Readonly<Record<string, unknown>>): void {
  if (SAFE_METHODS.has(request.method) || request.visit.principal?.kind === 'token') return;
  const header = request.headers[CSRF_HEADER];
  const body = form ?? (request.body as Record<string, unknown> | null | undefined);
  const given = typeof header === 'string' ? header : body?.[CSRF_FIELD];
  if (typeof given === 'string' && equal(given, request.visit.csrf)) return;
  throw new Fault('FORBIDDEN', whyRefused(request.visit), { details: { reason: 'csrf' } });
}

function whyRefused({ openInstead }: Visit): string {
  if (openInstead !== undefined)
    return `Open ${openInstead} (portal.url): over http your browser keeps no login, so nothing was changed.`;
  return 'This form is too old or came from another site, so nothing was changed. Load the page again and repeat.';
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
