// POST /ingest/raw: text lines, each a syslog message of the key's source.

import type { Endpoint } from './endpoint.js';
import { MAX_ELEMENTS, tooMany } from './json-body.js';
import { linesOf } from './lines.js';
import { problem } from './reply.js';
import { replyTo } from './tally-reply.js';

export const ingestRaw: Endpoint = {
  method: 'POST',
  path: '/ingest/raw',
  async handle(call) {
    const elements = linesOf(call.body, MAX_ELEMENTS + 1).map(({ bytes }) => ({ bytes }));
    if (elements.length === 0) return problem(400, 'The body has no lines.');
    if (elements.length > MAX_ELEMENTS) return problem(400, tooMany());
    return replyTo(await call.submit(elements));
  },
};
