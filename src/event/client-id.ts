// The id that a client gives an event over HTTP, so that sending it again stores nothing twice.

/** Shorter ones are somebody's counter or event number (interfaces.md, HTTP ingest); longer ones are no id. */
const MIN_CHARS = 16;
const MAX_CHARS = 256;

export function isClientId(value: unknown): value is string {
  return typeof value === 'string' && value.length >= MIN_CHARS && value.length <= MAX_CHARS;
}

/** In the object that was sent, whatever parser claims it: `event.id`, `event_id`, or `id` within `event`. */
export function clientIdIn(body: Readonly<Record<string, unknown>>): string | undefined {
  const { event } = body;
  const nested = typeof event === 'object' && event !== null ? (event as { readonly id?: unknown }).id : undefined;
  return [body['event.id'], body['event_id'], nested].find(isClientId);
}
