// POST /ingest: one JSON object, an array of objects, or NDJSON. What the names in an object mean is decided in `decode`.

import type { Endpoint } from './endpoint.js';
import { readJsonBody } from './json-body.js';
import { problem } from './reply.js';
import { replyTo } from './tally-reply.js';

export const ingest: Endpoint = {
  method: 'POST',
  path: '/ingest',
  async handle(call) {
    const read = readJsonBody(call.body, call.contentType, call.maxMessageBytes);
    return 'wrong' in read ? problem(400, read.wrong) : replyTo(await call.submit(read.elements));
  },
};
