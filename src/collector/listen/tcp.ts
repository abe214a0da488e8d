// Syslog over plain TCP (RFC 6587, both framings, mixed as senders do).

import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Intake } from '#src/collector/frame.js';
import { StreamListener } from './stream-listener.js';

export class TcpListener extends StreamListener {
  /** @param inherited a listening socket to take */
  constructor(
    config: Config['listen'],
    intake: Intake,
    clock: Clock = systemClock,
    inherited?: { readonly fd: number },
  ) {
    const { maxMessageBytes, peers } = config;
    super({ ...config.tcp, maxMessageBytes, peers, ...inherited, transport: 'tcp' }, intake, clock);
  }
}
