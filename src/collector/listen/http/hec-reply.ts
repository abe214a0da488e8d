// HEC's answers: `text` and `code` are Splunk's, for its clients; `detail` is ours, for people.
// https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector

import type { Refusal } from './endpoint.js';
import { extraHeaders, type Reply } from './reply.js';
import type { Tally } from './submission.js';

const ANSWERS = {
  success: [200, 0, 'Success'],
  disabled: [403, 1, 'Token disabled'],
  'no key': [401, 2, 'Token is required'],
  'bad header': [401, 3, 'Invalid authorization'],
  'bad key': [403, 4, 'Invalid token'],
  'no data': [400, 5, 'No data'],
  'bad data': [400, 6, 'Invalid data format'],
  fault: [500, 8, 'Internal server error'],
  busy: [503, 9, 'Server is busy'],
  'no event': [400, 12, 'Event field is required'],
  'blank event': [400, 13, 'Event field cannot be blank'],
  'ack off': [400, 14, 'ACK is disabled'],
  'bad fields': [400, 15, 'Error in handling indexed fields'],
  healthy: [200, 17, 'HEC is healthy'],
  unhealthy: [503, 18, 'HEC is unhealthy, queues are full'],
} as const;

export type HecAnswer = keyof typeof ANSWERS;

export function hecReply(answer: HecAnswer, detail?: string, members: Readonly<Record<string, unknown>> = {}): Reply {
  const [status, code, text] = ANSWERS[answer];
  const body = { text, code, ...(detail !== undefined && { detail }), ...members };
  return { status, body, headers: extraHeaders(status) };
}

/** Splunk takes a batch or does not (what waits in the spool is taken: its clients know no 202); what was turned away by a limit or a rule here is counted, and not to be sent again. */
export function hecTally(tally: Tally): Reply {
  const [first] = tally.rejected;
  if (first === undefined) return hecReply('success');
  if (tally.unstored > 0)
    return hecReply('busy', `${tally.unstored} events could not be stored: ${tally.unstoredReason}.`);
  if (tally.accepted + tally.duplicates + tally.queued + tally.filtered > 0) return hecReply('success');
  if (tally.limited > 0) return hecReply('busy', first.reason);
  if (tally.forbidden > 0) return hecReply('disabled', first.reason);
  return hecReply('bad data', first.reason, { 'invalid-event-number': first.index });
}

export function hecRefusal({ reply, key }: Refusal): Reply {
  const detail = String(reply.body['detail']);
  if (key === 'missing') return hecReply('no key', detail);
  if (key === 'malformed') return hecReply('bad header', detail);
  if (key === 'unknown') return hecReply('bad key', detail);
  if (reply.status === 429 || reply.status === 503) return hecReply('busy', detail);
  if (reply.status >= 500) return hecReply('fault', detail);
  return { ...hecReply('bad data', detail), status: reply.status };
}
