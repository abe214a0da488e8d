// What the delivery log keeps of a try: bounded, and without secrets.

import { type ExchangePart, MAX_LOGGED_CHARS, type SendResult } from '#src/outbox/carrier.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { TargetRefused } from '../guard/target-guard.js';

export const MASK = '***';
const MAX_HEADERS = 30;
const MAX_HEADER_CHARS = 500;
/** Shorter ones would be found in the middle of words. */
const MIN_SECRET_CHARS = 4;

/** With each of `secrets` replaced, as it is and as it stands in addresses and in JSON. */
export function exchangePart(
  line: string,
  headers: Readonly<Record<string, unknown>>,
  body: string,
  secrets: readonly string[],
): ExchangePart {
  const mask = masker(secrets);
  const kept = Object.entries(headers).slice(0, MAX_HEADERS);
  return {
    line: visibleText(mask(line), 500),
    headers: Object.fromEntries(
      kept.map(([name, value]) => [name, visibleText(mask(String(value)), MAX_HEADER_CHARS)]),
    ),
    body: mask(body).slice(0, MAX_LOGGED_CHARS),
  };
}

function masker(secrets: readonly string[]): (text: string) => string {
  const all = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)])
    .filter((secret) => secret.length >= MIN_SECRET_CHARS)
    // The longer first: a secret may hold another.
    .toSorted((a, b) => b.length - a.length);
  return (text) => [...new Set(all)].reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

/** No answer came: what was thrown says why. Refused targets are final, everything else may pass. */
export function failedTry(error: unknown, host: string, request: ExchangePart, signal: AbortSignal): SendResult {
  const cause = causeOf(error);
  if (cause instanceof TargetRefused) return { outcome: 'final', request, error: `Not sent: ${cause.message}` };
  if (signal.aborted) return { outcome: 'retry', request, error: `${host} did not answer in time.` };
  return { outcome: 'retry', request, error: sentence(cause, host) };
}

/** What is underneath the errors of libraries; of several addresses that were tried, the first one's. */
function causeOf(error: unknown): unknown {
  for (let at = error, depth = 0; depth < 5; depth += 1) {
    if (at instanceof TargetRefused) return at;
    const next: unknown = at instanceof AggregateError ? at.errors[0] : at instanceof Error ? at.cause : undefined;
    if (next === undefined) return at;
    at = next;
  }
  return error;
}

function sentence(error: unknown, host: string): string {
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  const known = CODES[code];
  if (known !== undefined) return known(host);
  const message = error instanceof Error ? error.message : String(error);
  // Of nodemailer the words alone tell.
  if (/CERT|SIGNATURE|SELF_SIGNED|ISSUER/.test(code) || /certificate/i.test(message))
    return `The certificate of ${host} is not trusted (${visibleText(message, 200)}). Give the channel its certificate authority, or make the server show one for its name.`;
  return `The connection to ${host} failed: ${visibleText(message, 300)}${code === '' ? '' : ` (${code})`}.`;
}

const CODES: Readonly<Record<string, (host: string) => string>> = {
  ENOTFOUND: (host) => `The name ${host} was not found. Check the address, and this machine’s DNS.`,
  EAI_AGAIN: (host) => `The name ${host} could not be looked up: DNS does not answer.`,
  ECONNREFUSED: (host) => `${host} refused the connection: nothing listens on that port.`,
  ECONNRESET: (host) => `${host} closed the connection without an answer.`,
  EHOSTUNREACH: (host) => `${host} cannot be reached from here.`,
  ENETUNREACH: (host) => `${host} cannot be reached from here: no route to its network.`,
  ETIMEDOUT: (host) => `${host} did not answer in time.`,
  UND_ERR_CONNECT_TIMEOUT: (host) => `${host} did not take the connection in time.`,
  UND_ERR_HEADERS_TIMEOUT: (host) => `${host} did not answer in time.`,
  UND_ERR_BODY_TIMEOUT: (host) => `${host} did not finish its answer in time.`,
  UND_ERR_SOCKET: (host) => `${host} closed the connection without an answer.`,
  EPROTO: (host) => `${host} does not speak TLS on that port, or not a version we know.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => `The certificate of ${host} is for another name.`,
  CERT_HAS_EXPIRED: (host) => `The certificate of ${host} has expired.`,
};
