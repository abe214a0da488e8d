// What `loggen` prints when it is done.

import type { Sender } from './sender.js';

export interface Summary {
  /** Lines handed to the kernel; RELP: answered. */
  readonly sent: number;
  readonly seconds: number;
  /** Lines a second. */
  readonly rate: number;
  /** With framing. */
  readonly bytes: number;
  /** Datagrams refused, lines answered with an error; left out when there were none. */
  readonly errors?: number;
  /** RELP: lines that were sent a second time; left out when there were none. */
  readonly resent?: number;
}

/**
 * @param sent lines that were handed to the senders
 * @param elapsedMs from the first line until the last connection was closed
 */
export function summarise(sent: number, bytes: number, elapsedMs: number, senders: readonly Sender[]): Summary {
  const seconds = elapsedMs / 1_000;
  const rate = seconds === 0 ? 0 : Math.round(sent / seconds);
  const errors = senders.reduce((sum, sender) => sum + sender.errors, 0);
  const resent = senders.reduce((sum, sender) => sum + (sender.resent ?? 0), 0);
  return {
    sent,
    seconds: Number(seconds.toFixed(3)),
    rate,
    bytes,
    ...(errors > 0 && { errors }),
    ...(resent > 0 && { resent }),
  };
}
