// What the delivery log cannot hold: what still waits for a digest, and which channels were never given an alert, and why.

import { Injectable } from '@nestjs/common';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { KeptAlert } from '#src/alerts/kept-alert.js';
import { Deliveries } from '#src/outbox/deliveries.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { ChannelList, type RoutedChannel } from '../channel.js';
import { clockText } from '../pages/routing-words.js';
import { ChannelRouting } from '../routing/channel-routing.js';
import type { Refusal } from '../routing/decide.js';
import type { HeldOf } from '../routing/held.js';

const MAX_WAITING = 50;
const MAX_DELIVERIES = 500;

export interface WaitingView {
  /** ms since 1970 */
  readonly at: number;
  readonly about: string;
  readonly alertHref: string | undefined;
  readonly channel: string;
  readonly channelHref: string;
  /** `quiet hours, until 07:00` */
  readonly why: string;
}

export interface NotToldView {
  readonly channel: string;
  readonly channelHref: string;
  /** The end of a sentence that begins with the channel's name. */
  readonly why: string;
}

@Injectable()
export class NotTold {
  constructor(
    private readonly alerts: AlertBook,
    private readonly deliveries: Deliveries,
    private readonly channels: ChannelList,
    private readonly routing: ChannelRouting,
  ) {}

  /** The newest that wait; '' stands for all channels, all alerts. */
  async waiting(channel: string, alertId: string): Promise<readonly WaitingView[]> {
    const held = await this.routing.waiting({ channel, alertId }, MAX_WAITING);
    if (held.length === 0) return [];
    const channels = new Map((await this.channels.routed()).map((each) => [each.id, each]));
    return held.map((row) => waitingView(row, channels.get(row.channel)));
  }

  /**
   * The channels that were given nothing of an alert. Empty for one that is not there: nothing is known of it. `gone`: of the time when it
   * was raised the log no longer has everything.
   */
  async channelsWithout(alertId: string): Promise<readonly NotToldView[] | 'gone'> {
    const alert = await this.alerts.get(alertId);
    if (alert === undefined) return [];
    if (!alert.isTest && alert.raisedAt < (await this.deliveries.keptSince())) return 'gone';
    const { deliveries } = await this.deliveries.list({ alertId }, undefined, MAX_DELIVERIES);
    const held = await this.routing.waiting({ alertId }, MAX_DELIVERIES);
    const told = new Set([...deliveries, ...held].map(({ channel }) => channel));
    return (await this.channels.routed())
      .filter(({ id }) => !told.has(id))
      .map((channel) => ({ ...nameOf(channel.id, channel), why: this.#whyNot(alert, channel) }));
  }

  #whyNot(alert: KeptAlert, channel: RoutedChannel): string {
    if (alert.isTest) return 'was not told: the alert’s rule is in test mode.';
    const { severity, source, rule, messageType = 'alert.raised' } = alert;
    const facts = { severity, ruleId: rule.id, alertId: alert.id, ...(source === undefined ? {} : { source }) };
    const why = this.routing.whyNot({ type: messageType, facts }, channel, alert.raisedAt);
    return why === undefined ? OTHERWISE : WORDS[why](channel, alert);
  }
}

const OTHERWISE =
  'would be told now. When it was raised, the channel was not there or was set otherwise; or a digest told only how many there were; or it is being sorted out.';

const WORDS: Readonly<Record<Refusal, (channel: RoutedChannel, alert: KeptAlert) => string>> = {
  off: () => 'is switched off.',
  type: (_channel, { messageType }) => `is not told of ${messageType === undefined ? 'new alerts' : 'silent sources'}.`,
  severity: ({ routing }, alert) => `is told of ${routing.minSeverity} and above; this one is ${alert.severity}.`,
  rule: () => 'is told of some rules only, and this alert is of another.',
  source: () => 'is told of some sources only, and this alert is of another.',
  hours: () => 'is told at some times only, and this alert was raised at another.',
};

function waitingView(row: HeldOf, channel: RoutedChannel | undefined): WaitingView {
  const { hours } = channel?.routing.quiet ?? {};
  const isAlert = row.alertId.startsWith('al_');
  return {
    at: row.last,
    about: visibleText(row.title, 300),
    alertHref: isAlert ? `/alerts/${encodeURIComponent(row.alertId)}` : undefined,
    ...nameOf(row.channel, channel),
    why:
      row.reason === 'budget'
        ? 'more messages than it gets in an hour'
        : `quiet hours${hours === undefined ? '' : `, until ${clockText(hours[1] + 1)}`}`,
  };
}

const nameOf = (id: string, channel: RoutedChannel | undefined): Pick<NotToldView, 'channel' | 'channelHref'> => ({
  channel: visibleText(channel?.name ?? id, 100),
  channelHref: `/channels/${encodeURIComponent(id)}`,
});
