// GELF over HTTP: one object, or several a line each. What its fields mean is read in `decode`, as for GELF from anywhere.

import type { Endpoint } from './endpoint.js';
import { readJsonBody } from './json-body.js';
import { problem } from './reply.js';
import { replyTo } from './tally-reply.js';

export const gelf: Endpoint = {
  method: 'POST',
  path: '/gelf',
  async handle(call) {
    const read = readJsonBody(call.body, call.contentType, call.maxMessageBytes);
    if ('wrong' in read) return problem(400, read.wrong);
    const reply = replyTo(await call.submit(read.elements));
    // Graylog's answer, which its clients look for.
    return reply.status === 200 ? { ...reply, status: 202 } : reply;
  },
};
