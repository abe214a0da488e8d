// What became of a body's elements, as the answer of our own endpoints (`POST /ingest`, `POST /ingest/raw`).
//
//   something could not be stored now      503, Retry-After; `rejected` says which to send again
//   all over the source's rate             429, Retry-After
//   all refused for who sent them          403
//   all turned away                        400
//   otherwise                              200, with what was turned away in `rejected`; 202 where some of it waits on disk, in the
//                                          spool, for the store

import { problem, type Reply } from './reply.js';
import type { Tally } from './submission.js';

/** At most so many reasons in one answer; beyond it `rejectedCount` tells how many there were. */
const MAX_REASONS = 1_000;

export function replyTo(tally: Tally): Reply {
  const { rejected } = tally;
  const body = bodyOf(tally);
  const taken = tally.accepted + tally.duplicates + tally.queued + tally.filtered;
  const status = tally.queued > 0 ? 202 : 200;
  const first = rejected[0];
  if (first === undefined) return { status, body };
  if (tally.unstored > 0) {
    return problem(
      503,
      `${tally.unstored} of the messages could not be stored: ${tally.unstoredReason}. Send them again later.`,
      body,
    );
  }
  if (taken > 0) return { status, body };
  if (tally.limited === rejected.length)
    return problem(429, `Over the rate of this source: ${first.reason}. Send them again later.`, body);
  if (tally.forbidden === rejected.length) return problem(403, `Refused: ${first.reason}.`, body);
  const what = rejected.length === 1 ? 'The message was' : `All ${rejected.length} messages were`;
  return problem(400, `${what} turned away. Element ${first.index}: ${first.reason}.`, body);
}

function bodyOf({ accepted, duplicates, queued, filtered, rejected }: Tally): Record<string, unknown> {
  return {
    accepted,
    duplicates,
    ...(queued > 0 ? { queued } : {}),
    ...(filtered > 0 ? { filtered } : {}),
    rejected: rejected.slice(0, MAX_REASONS),
    ...(rejected.length > MAX_REASONS ? { rejectedCount: rejected.length } : {}),
  };
}
