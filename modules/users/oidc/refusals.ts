// Why a login by the issuer came to nothing, in a sentence that says who can do what about it. `reason` goes into the audit log.

import { messageOf } from '#src/faults.js';
import type { Admission } from './admission.js';

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
}

type Refused = Extract<Admission, { kind: 'refused' }>;

/** `title`: what the button calls the issuer. */
export function refusalOf({ why, name }: Refused, title: string): Refusal {
  const texts: Record<Refused['why'], string> = {
    'no-name': `${title} does not say what you are called. An admin can choose another claim with oidc.usernameClaim.`,
    'no-role': `${title} knows you as ${name}, but none of your groups has a role here. Ask an admin to put you into one that does.`,
    'name-taken': `There is already an account called ${name} here, and it is not linked to ${title}. Ask an admin to link it (Users, ${title}, Link). If it is your own, log in with its password meanwhile.`,
    'switched-off': `The account ${name} is switched off here. Ask an admin to switch it on again.`,
  };
  return { status: 403, reason: why, text: texts[why] };
}

export const STALE: Refusal = {
  status: 400,
  reason: 'stale',
  text: 'This login was not begun in this browser, took longer than ten minutes, or was used already. Begin again.',
};

export const THROTTLED: Refusal = {
  status: 429,
  reason: 'throttled',
  text: 'Too many logins from here failed. Try again in a few minutes.',
};

/** What asking the issuer threw, told by openid-client's codes. Undefined for what is not the issuer's doing. */
export function issuerRefusal(thrown: unknown, title: string): Refusal | undefined {
  const { code, error = '' } = (thrown ?? {}) as { readonly code?: unknown; readonly error?: string };
  if (isNetworkError(thrown)) return unreachable(title);
  if (typeof code !== 'string' || !code.startsWith('OAUTH_')) return undefined;
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') return said(error, title);
  if (code === 'OAUTH_RESPONSE_BODY_ERROR') return answered(error, title);
  // How a client whose secret came by HTTP Basic is refused.
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') return answered('invalid_client', title);
  return notInOrder(code, (thrown as Error).cause, title);
}

/** In full, for the log and for admins; never shown to people who are not logged in. */
export function inFull(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error; at !== undefined && at !== null && parts.length < 4; at = (at as Error).cause)
    parts.push(at instanceof Error ? messageOf(at) : JSON.stringify(at).slice(0, 300));
  return parts.join(': ');
}

/** The issuer sent the person back with an error (RFC 6749, 4.1.2.1). */
function said(code: string, title: string): Refusal {
  if (code === 'access_denied')
    return {
      status: 403,
      reason: code,
      text: `${title} did not let you in, or you went back. Try again, or ask an admin.`,
    };
  return {
    status: 502,
    reason: code.slice(0, 60),
    text: `${title} refused the login (${code.slice(0, 60)}). An admin finds more in its log.`,
  };
}

/** Its token endpoint answered with an error (RFC 6749, 5.2). */
function answered(code: string, title: string): Refusal {
  if (code === 'invalid_client')
    return {
      status: 502,
      reason: code,
      text: `${title} does not know this Lanwarden: an admin should look at oidc.clientId and oidc.clientSecret.`,
    };
  if (code === 'invalid_grant') return { ...STALE, reason: code };
  return {
    status: 502,
    reason: code.slice(0, 60),
    text: `${title} did not end the login (${code.slice(0, 60)}). Begin again.`,
  };
}

function notInOrder(code: string, cause: unknown, title: string): Refusal {
  if (code === 'OAUTH_TIMEOUT' || isNetworkError(cause)) return unreachable(title);
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED')
    return {
      status: 502,
      reason: 'clock',
      text: `The clocks of ${title} and of this machine differ by more than a minute. An admin should set them right (NTP).`,
    };
  return {
    status: 502,
    reason: code,
    text: `What ${title} answered is not in order (${code}), so nobody was logged in. Begin again; if it stays so, an admin finds more in the log.`,
  };
}

function unreachable(title: string): Refusal {
  return {
    status: 503,
    reason: 'unreachable',
    text: `${title} does not answer. Try again in a moment, or log in with a password of this Lanwarden.`,
  };
}

/** `fetch failed`: no such host, refused, broken TLS. */
function isNetworkError(error: unknown): boolean {
  return error instanceof TypeError && error.cause instanceof Error;
}
