// What an HTTP answer means for the delivery: done, later, or never, and in words what to do.

import type { SendResult } from '#src/outbox/carrier.js';

/** A day: who asks for more is asked again then. */
const MAX_RETRY_AFTER_MS = 86_400_000;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function httpOutcome(
  { status, headers, body }: HttpAnswer,
  now: number,
): Pick<SendResult, 'outcome' | 'retryAfterMs' | 'error'> {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  if (status === 408 || status === 429 || status >= 500) {
    const retryAfterMs = retryAfter(headers['retry-after'], now) ?? retryAfterInBody(body);
    const error = status === 429 ? 'Too many messages for the other side (429).' : `The other side answered ${status}.`;
    return { outcome: 'retry', error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  if (status >= 300 && status < 400)
    return {
      outcome: 'final',
      error: `The other side answered ${status} and leads elsewhere (see location in the answer). Redirects are not followed: enter the address where it ends.`,
    };
  return { outcome: 'final', error: `The other side answered ${status}${WAYS_OUT[status] ?? ': see its answer.'}` };
}

const WAYS_OUT: Readonly<Record<number, string>> = {
  400: ': it did not understand the message. Its answer says why; check settings and template.',
  401: ': it did not accept the key. Check token, key or password of the channel.',
  403: ': it does not allow this. Check token, key and rights of the channel.',
  404: ': there is nothing at this address. The webhook may have been deleted there: make a new one and enter its address.',
  405: ': this address takes no POST. Check the address.',
  410: ': this webhook was deleted there. Make a new one and enter its address.',
  413: ': the message is too large for it.',
  415: ': it takes no JSON here. Check the address.',
  422: ': it did not like the message. Its answer says why; check settings and template.',
};

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in ms from now. */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}(\.\d{1,3})?$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return bounded(ms);
}

/** Discord and Telegram say it in the answer, too: seconds. */
function retryAfterInBody(body: string): number | undefined {
  try {
    const answer = JSON.parse(body) as { retry_after?: unknown; parameters?: { retry_after?: unknown } } | null;
    const seconds = answer?.retry_after ?? answer?.parameters?.retry_after;
    return typeof seconds === 'number' ? bounded(seconds * 1_000) : undefined;
  } catch {
    return undefined; // an expected outcome: most answers are no JSON
  }
}

function bounded(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.ceil(ms)), MAX_RETRY_AFTER_MS) : undefined;
}
