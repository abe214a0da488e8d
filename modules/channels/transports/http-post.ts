// One POST through the guard: to a judged address, no redirect, a bounded answer, a bounded time, a connection that is not kept.

import type { SendResult } from '#src/outbox/carrier.js';
import { checkHost, guardedLookup } from '../guard/target-guard.js';
import { jsonText } from '../template/json-text.js';
import { exchangePart, failedTry, MASK } from './exchange.js';
import { httpOutcome } from './http-outcome.js';
import type { SendTools } from './kind.js';

/** More of an answer is not read. */
const MAX_ANSWER_BYTES = 65_536;
/** Shown as *** in the log, whatever they hold. */
const SECRET_HEADERS = /^(authorization|cookie|set-cookie|proxy-authorization)$|key|token|secret|signature|password/i;

export interface HttpRequest {
  readonly url: URL;
  /** What in the address is secret: all of its path (webhooks of Slack and the like), or values of its query alone. Default `query`. */
  readonly secretPart?: 'path' | 'query';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is text already. */
  readonly body: unknown;
  /** Replaced in everything that is logged. */
  readonly secrets?: readonly string[];
  /** PEM, in place of the public authorities. */
  readonly ca?: string | undefined;
  /** ms since 1970 */
  readonly now: number;
}

export async function httpPost(what: HttpRequest, tools: SendTools): Promise<SendResult> {
  const { url, secrets = [], ca, now } = what;
  const body = typeof what.body === 'string' ? what.body : jsonText(what.body);
  const headers = { 'content-type': 'application/json', 'user-agent': 'Lanwarden', ...what.headers };
  const request = exchangePart(`POST ${shownAddress(url, what.secretPart)}`, loggedHeaders(headers), body, secrets);
  // Loaded with the first request: 3 MB that a portal without such a channel never needs.
  const { Agent, request: send } = await import('undici');
  const agent = new Agent({
    connect: { lookup: guardedLookup(tools.rules), timeout: tools.timeoutMs, ...(ca !== undefined && { ca }) },
    connections: 1,
    pipelining: 0,
    headersTimeout: tools.timeoutMs,
    bodyTimeout: tools.timeoutMs,
  });
  try {
    checkHost(url.hostname, tools.rules);
    const answer = await send(url, { method: 'POST', headers, body, dispatcher: agent, signal: tools.signal });
    const text = await readSome(answer.body);
    const answered = flatHeaders(answer.headers);
    const response = exchangePart(`HTTP ${answer.statusCode}`, loggedHeaders(answered), text, [
      ...secrets,
      ...pathSecret(what),
    ]);
    return { request, response, ...httpOutcome({ status: answer.statusCode, headers: answered, body: text }, now) };
  } catch (error) {
    return failedTry(error, url.host, request, tools.signal);
  } finally {
    void agent.destroy().catch(() => undefined); // what was sent is answered or lost already
  }
}

/** Without what opens it. */
export function shownAddress(url: URL, secretPart: HttpRequest['secretPart'] = 'query'): string {
  if (secretPart === 'path') return `${url.origin}/${MASK}`;
  return `${url.origin}${url.pathname}${url.search === '' ? '' : `?${MASK}`}`;
}

/** What an answer may repeat of it. */
function pathSecret({ url, secretPart }: HttpRequest): readonly string[] {
  const values = [...url.searchParams.values()].filter(({ length }) => length >= MIN_VALUE_CHARS);
  const query = url.search === '' ? [] : [url.search, ...values];
  return secretPart === 'path' ? [`${url.pathname}${url.search}`, url.pathname, ...query] : query;
}

/** Shorter values of a query are words more often than keys. */
const MIN_VALUE_CHARS = 8;

/** As much as comes in time: the status says already what became of the message, and it is not sent twice for the sake of an answer. */
async function readSome(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop ends the connection.
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    chunks.push(Buffer.from(' […]'));
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

function flatHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]));
}

function loggedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const show = ([name, value]: [string, string]): [string, string] => [
    name,
    SECRET_HEADERS.test(name) && name !== 'webhook-signature' ? MASK : value,
  ];
  return Object.fromEntries(Object.entries(headers).map(show));
}
