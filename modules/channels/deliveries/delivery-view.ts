// Deliveries as their pages show them. Text of logs and of the other side is made visible.

import type { ExchangePart } from '#src/outbox/carrier.js';
import type { DeliveryDetails } from '#src/outbox/deliveries.js';
import type { Attempt, Delivery } from '#src/outbox/delivery.js';
import { type TextPart, visibleParts, visibleText } from '#src/portal/events/visible-text.js';
import { stateWords, TYPE_WORDS } from './delivery-words.js';

/** Names of the channels that there are, by id. */
export type ChannelNames = ReadonlyMap<string, string>;

const MAX_LINE_CHARS = 300;
/** A try within this time is worth looking for by itself. */
const SOON_MS = 120_000;

/** For a template; the page's title names what it is about, too. */
export type DeliveryView = Readonly<Record<string, unknown>> & { readonly about: string };

export function rowView(delivery: Delivery, names: ChannelNames): DeliveryView {
  const { id, channel, state, type, about, lastError, lastLine } = delivery;
  return {
    ...delivery,
    href: `/channels/deliveries/${id}`,
    state: stateWords(state, lastError),
    type: TYPE_WORDS[type] ?? type,
    alertsHref: type === 'digest' ? `/channels/deliveries/${id}#dl-alerts` : undefined,
    about: visibleText(about, MAX_LINE_CHARS),
    channel: visibleText(names.get(channel) ?? channel, 100),
    channelHref: names.has(channel) ? `/channels/${encodeURIComponent(channel)}` : undefined,
    error: said(lastError),
    answer: said(lastLine),
  };
}

export function pageView(delivery: DeliveryDetails, names: ChannelNames, now: number): DeliveryView {
  const { state, alertId, tries, nextAt, endedAt, replayOf, replayedBy } = delivery;
  const link = (id: number | undefined): object | undefined =>
    id === undefined ? undefined : { id, href: `/channels/deliveries/${id}` };
  return {
    ...rowView(delivery, names),
    digest: delivery.type === 'digest' ? digestView(delivery.body) : undefined,
    alertHref: alertId === undefined ? undefined : `/alerts/${encodeURIComponent(alertId)}`,
    replayOf: link(replayOf),
    replayedBy: link(replayedBy),
    tries: tries.map((each) => tryView(each, endedAt !== undefined && each === tries.at(-1))).toReversed(),
    body: visibleParts(JSON.stringify(delivery.body, undefined, 2)),
    canCancel: state === 'waiting',
    canReplay: state !== 'waiting' && state !== 'sending',
    /** Something is about to change: the page looks by itself. */
    isMoving: state === 'sending' || (nextAt !== undefined && nextAt - now < SOON_MS),
  };
}

interface DigestRow {
  readonly id?: unknown;
  readonly title?: unknown;
  readonly severity?: unknown;
  readonly url?: unknown;
}

/** The alerts that it stands for; older ones name them in their address alone. */
function digestView(body: Readonly<Record<string, unknown>>): object {
  const { alerts = [], more = 0 } = (body['digest'] ?? {}) as { alerts?: readonly DigestRow[]; more?: number };
  const rows = alerts.map(({ id, title, severity, url }) => {
    const alert = typeof id === 'string' ? id : /\/alerts\/(al_[\w-]+)$/.exec(String(url))?.[1];
    return {
      title: visibleText(String(title), MAX_LINE_CHARS),
      severity: visibleText(String(severity), 20),
      href: alert === undefined ? undefined : `/alerts/${encodeURIComponent(alert)}`,
    };
  });
  return { rows, more };
}

function tryView({ n, at, durationMs, outcome, request, response, error }: Attempt, isLast: boolean): object {
  return {
    n,
    at,
    outcome: (isLast ? LAST_OUTCOMES[outcome] : undefined) ?? OUTCOMES[outcome],
    error: said(error),
    isBad: outcome !== 'delivered',
    took: durationMs < 1_000 ? `${durationMs} ms` : `${(durationMs / 1_000).toFixed(1)} s`,
    request: request.line === '' ? undefined : partView(request),
    response: response && partView(response),
  };
}

const OUTCOMES: Readonly<Record<Attempt['outcome'], string>> = {
  delivered: 'taken',
  retry: 'failed, to be tried again',
  final: 'refused for good',
  cancelled: 'not sent',
  rest: 'not taken for some, to be tried again for them',
};
/** Of the last try, where it is another word. */
const LAST_OUTCOMES: Partial<typeof OUTCOMES> = { retry: 'failed', rest: 'not taken for some' };

function partView({ line, headers, body }: ExchangePart): {
  line: string;
  headers: object[];
  body: readonly TextPart[];
} {
  return {
    line: visibleText(line, 2_000),
    headers: Object.entries(headers).map(([name, value]) => ({ name: visibleText(name), value: visibleText(value) })),
    body: visibleParts(body),
  };
}

const said = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : visibleText(text, 1_000);
