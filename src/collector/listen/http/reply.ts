// What an endpoint answers: a value, written to the socket in one place. Errors are problem+json (RFC 9457).

export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Sent in place of `body`, where the answer is no JSON object; its type belongs into `headers`. */
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How long a sender should wait before it tries again, in seconds. */
const RETRY_AFTER_SECONDS = 2;

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** `detail` says what is wrong and what to do; `members` are further members, e.g. `{ rejected: [...] }`. */
export function problem(status: number, detail: string, members: Readonly<Record<string, unknown>> = {}): Reply {
  const body = { type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail, ...members };
  return { status, body, headers: { 'content-type': 'application/problem+json', ...extraHeaders(status) } };
}

/** What every answer of this status has, whatever its shape. */
export function extraHeaders(status: number): Record<string, string> {
  if (status === 429 || status === 503) return { 'retry-after': String(RETRY_AFTER_SECONDS) };
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  return {};
}
