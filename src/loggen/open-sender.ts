// Opens the senders of a target; all of them, or none.

import { openRelpSender } from './relp-sender.js';
import type { Sender, Target } from './sender.js';
import { openStreamSender } from './stream-sender.js';
import { openUdpSender } from './udp-sender.js';

/** @throws Fault USAGE when one cannot be opened; the others are closed then. */
export async function openSenders(
  target: Target,
  connections: number,
  signal?: AbortSignal,
): Promise<readonly Sender[]> {
  const opened = await Promise.allSettled(Array.from({ length: connections }, () => openSender(target, signal)));
  const senders = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed === undefined) return senders;
  await Promise.allSettled(senders.map((sender) => sender.close()));
  throw failed.reason;
}

/** The senders are closed behind the work, however it ends: one that stays open would keep the program waiting for its end. */
export async function thenClosed(senders: readonly Sender[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
    await Promise.all(senders.map((sender) => sender.close()));
  } catch (error) {
    await Promise.allSettled(senders.map((sender) => sender.close()));
    throw error;
  }
}

function openSender(target: Target, signal: AbortSignal | undefined): Promise<Sender> {
  if (target.transport === 'udp') return openUdpSender(target);
  return target.transport === 'relp' ? openRelpSender(target, signal) : openStreamSender(target, signal);
}
