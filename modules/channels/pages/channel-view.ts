// A channel as pages show it: where it leads, what it gets, and how it does. Without secrets.

import type { ChannelStats } from '#src/outbox/channel-stats.js';
import { format } from '#src/portal/page/format.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { Channel } from '../book/channel-row.js';
import { type StateWords, stateWords } from '../deliveries/delivery-words.js';
import type { HeldSummary } from '../routing/held.js';
import { shownAddress } from '../transports/http-post.js';
import { kindOf } from '../transports/kinds.js';
import { routingSentence } from './routing-words.js';

export interface ChannelView {
  readonly id: string;
  readonly name: string;
  /** '' where its name says it. */
  readonly kind: string;
  readonly icon: string;
  readonly enabled: boolean;
  /** Host, or address without what is secret; '' where it is sealed as a whole. */
  readonly target: string;
  readonly routing: string;
  /** Undefined: nothing was sent yet. */
  readonly last: StateWords | undefined;
  readonly lastDeliveredAt: number | undefined;
  readonly lastError: string | undefined;
  /** ms since 1970 */
  readonly failingSince: number | undefined;
  /** Of the last 24 hours: `3 delivered, 1 refused`. */
  readonly day: string;
  readonly waiting: string | undefined;
  readonly held: string | undefined;
  readonly givenUp: number;
  /** `4 of 20 in the last hour` */
  readonly budget: string;
  readonly median: string | undefined;
}

export interface Figures {
  readonly stats: ChannelStats | undefined;
  readonly held: HeldSummary | undefined;
  readonly used: number;
  /** Undefined for one that is not there any more. */
  readonly ruleName: (id: string) => string | undefined;
}

export function channelView(channel: Channel, { stats, held, used, ruleName }: Figures): ChannelView {
  const { id, name, enabled, routing } = channel;
  const kind = kindOf(channel.kind);
  const { budgetPerHour } = routing;
  return {
    id,
    name,
    enabled,
    kind: beside(name, kind?.title ?? channel.kind),
    icon: kind?.icon ?? 'help-circle',
    target: targetOf(channel),
    routing: routingSentence(routing, ruleName),
    last: stats && stateWords(stats.lastState, stats.lastError),
    lastDeliveredAt: stats?.lastDeliveredAt,
    failingSince: stats?.failingSince,
    givenUp: stats?.givenUp ?? 0,
    lastError: stats?.lastError === undefined ? undefined : visibleText(stats.lastError, 400),
    day: dayText(stats),
    waiting: stats === undefined || stats.waiting === 0 ? undefined : messages(stats.waiting),
    held:
      held &&
      `${messages(held.messages)} for a digest (${held.reason === 'budget' ? 'beyond the budget' : 'quiet hours'})`,
    budget: `${format.number(used)}${budgetPerHour === 0 ? '' : ` of ${format.number(budgetPerHour)}`} in the last hour`,
    median: stats?.medianMs === undefined ? undefined : durationText(stats.medianMs),
  };
}

function beside(name: string, kind: string): string {
  return name.toLowerCase() === kind.toLowerCase() ? '' : kind;
}

function targetOf({ settings }: Channel): string {
  const { url, server, host, port } = settings;
  const address = url ?? server;
  if (typeof address === 'string' && URL.canParse(address)) return shownAddress(new URL(address));
  return typeof host === 'string' ? `${host}:${String(port)}` : '';
}

function dayText(stats: ChannelStats | undefined): string {
  const { delivered = 0, failed = 0 } = stats ?? {};
  if (delivered + failed === 0) return 'nothing sent';
  return `${format.number(delivered)} delivered${failed === 0 ? '' : `, ${format.number(failed)} not`}`;
}

function messages(count: number): string {
  return `${format.number(count)} ${count === 1 ? 'message' : 'messages'}`;
}

function durationText(ms: number): string {
  return ms < 1_000 ? `${format.number(Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
