// Opens the senders of a target; all of them, or none.

import { openRelpSender } from './relp-sender.js';
import type { Sender, Target } from './sender.js';
import { openStreamSender } from './stream-sender.js';
import { openUdpSender } from './udp-sender.js';

/** @throws Fault USAGE when one cannot be opened; the others are closed then. */
export async function openSenders(target: Target, connections: number): Promise<readonly Sender[]> {
  const opened = await Promise.allSettled(Array.from({ length: connections }, () => openSender(target)));
  const senders = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed === undefined) return senders;
  await Promise.allSettled(senders.map((sender) => sender.close()));
  throw failed.reason;
}

function openSender(target: Target): Promise<Sender> {
  if (target.transport === 'udp') return openUdpSender(target);
  return target.transport === 'relp' ? openRelpSender(target) : openStreamSender(target);
}
