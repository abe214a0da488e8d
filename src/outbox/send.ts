// One try of a delivery: bounded in time, and never a rejection, whatever the carrier does.

import { messageOf } from '#src/faults.js';
import type { Carrier, SendResult } from './carrier.js';
import type { Claim, Try } from './claims.js';

/** Above the limits of the channels, which should end sooner. */
const MAX_SEND_MS = 120_000;
/** For a carrier to end after it was told to. */
const GRACE_MS = 3_000;

/** `stop`: ends the try now. Times are of the real clock: they measure the other side. */
export async function sendOnce(carrier: Carrier, claim: Claim, startedAt: number, stop: AbortSignal): Promise<Try> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const limit = setTimeout(abort, MAX_SEND_MS);
  stop.addEventListener('abort', abort);
  if (stop.aborted) abort();
  const begin = performance.now();
  const grace = graceOf(controller.signal);
  try {
    const sent = carrier.send(claim.message, claim.channel, controller.signal).catch(brokenCarrier);
    const result = await Promise.race([sent, grace.over.then(() => notEnded())]);
    return { startedAt, durationMs: performance.now() - begin, result };
  } catch (error) {
    return { startedAt, durationMs: performance.now() - begin, result: brokenCarrier(error) };
  } finally {
    clearTimeout(limit);
    grace.cancel();
    stop.removeEventListener('abort', abort);
  }
}

function graceOf(signal: AbortSignal): { readonly over: Promise<void>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    const begin = (): void => void (timer = setTimeout(resolve, GRACE_MS));
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true });
  });
  return { over, cancel: () => clearTimeout(timer) };
}

const NOTHING = { line: '', headers: {}, body: '' };

function notEnded(): SendResult {
  return { outcome: 'retry', request: NOTHING, error: `The channel did not end within ${MAX_SEND_MS / 1_000} s.` };
}

function brokenCarrier(error: unknown): SendResult {
  return { outcome: 'retry', request: NOTHING, error: `BUG: the channel failed: ${messageOf(error)}` };
}
