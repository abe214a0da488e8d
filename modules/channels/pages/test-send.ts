// A test: the message goes the way of all others (outbox, guard, log); what came of its first try is waited for, and it is not tried again.

import { Inject, Injectable } from '@nestjs/common';
import type { Sequelize } from 'sequelize';
import { portalUrl } from '#src/alerts/alert-url.js';
import type { Clock } from '#src/clock.js';
import { Duties } from '#src/cluster/duties.js';
import { Deliveries } from '#src/outbox/deliveries.js';
import type { Delivery } from '#src/outbox/delivery.js';
import { Outbox } from '#src/outbox/outbox.js';
import { CLOCK, DB } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';

/** A little more than a try may take by default. */
const WAIT_MS = 11_000;
const LOOK_EVERY_MS = 300;

@Injectable()
export class TestSend {
  constructor(
    @Inject(DB) private readonly db: Sequelize,
    private readonly outbox: Outbox,
    private readonly deliveries: Deliveries,
    private readonly live: LiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly duties: Duties,
  ) {}

  /** Undefined: nothing came of it within `waitMs`. */
  async send(
    channel: { readonly id: string; readonly name: string },
    who: string,
    waitMs = WAIT_MS,
  ): Promise<Delivery | undefined> {
    const tried = new Map<string, () => void>();
    let messageId: string | undefined;
    let wake: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (wake = resolve));
    const stop = this.deliveries.onAttempt((attempt) => {
      // The first try may be over before the transaction's promise is.
      if (attempt.messageId === messageId) wake();
      else if (messageId === undefined && attempt.channel === channel.id) tried.set(attempt.messageId, wake);
    });
    const timer = setTimeout(wake, waitMs);
    // Another portal may bring it out.
    const look = setInterval(() => void this.#wasTried(messageId).then((was) => was && wake(), ignore), LOOK_EVERY_MS);
    try {
      messageId = await this.#put(channel, who);
      tried.get(messageId)?.();
      await ended;
      return await this.#outcome(messageId);
    } finally {
      clearTimeout(timer);
      clearInterval(look);
      stop();
    }
  }

  async #wasTried(messageId: string | undefined): Promise<boolean> {
    if (messageId === undefined || this.duties.areOurs) return false;
    return ((await this.deliveries.ofMessage(messageId))[0]?.attempts ?? 0) > 0;
  }

  #put({ id, name }: { readonly id: string; readonly name: string }, by: string): Promise<string> {
    // The address that alerts carry: a service that does not take it is to say so now.
    const url = portalUrl(this.live.atStart.config);
    const test = { channel: name, by, ...(url !== undefined && { url: `${url}/channels` }) };
    return this.db.transaction((transaction) =>
      this.outbox.put({ type: 'test', at: this.clock.now(), facts: {}, channel: id, body: { test } }, transaction),
    );
  }

  async #outcome(messageId: string): Promise<Delivery | undefined> {
    const [delivery] = await this.deliveries.ofMessage(messageId);
    return delivery === undefined || delivery.attempts === 0 ? undefined : delivery;
  }
}

/** The wait ends by itself. */
const ignore = (): void => undefined;
