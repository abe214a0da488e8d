// OTLP/HTTP logs (https://opentelemetry.io/docs/specs/otlp/#otlphttp), JSON and protobuf; answers come in the request's encoding.

import type { Call, Endpoint } from './endpoint.js';
import { MAX_ELEMENTS, readJsonObject, tooMany } from './json-body.js';
import { otlpElements } from './otlp-records.js';
import { otlpPartial, otlpRefusal, PROTOBUF_TYPES } from './otlp-reply.js';
import { LOGS } from './otlp-schema.js';
import { readProtobuf } from './protobuf.js';
import { problem, type Reply } from './reply.js';
import { unsnap } from './snappy.js';
import { replyTo } from './tally-reply.js';

export const otlp: Endpoint = {
  method: 'POST',
  path: '/v1/logs',
  takesSnappy: true,
  refuse: otlpRefusal,
  async handle(call) {
    const reply = await take(call);
    return reply.status < 400 ? reply : otlpRefusal({ reply, contentType: call.contentType });
  },
};

async function take(call: Call): Promise<Reply> {
  const { contentType, maxMessageBytes } = call;
  const isProtobuf = PROTOBUF_TYPES.has(contentType);
  if (!isProtobuf && contentType !== 'application/json') {
    const text = `The content type ${JSON.stringify(contentType.slice(0, 60))} is not known. Use application/json or application/x-protobuf.`;
    return problem(415, text);
  }
  const body = call.isSnappy ? unsnap(call) : { bytes: call.body };
  if ('reply' in body) return body.reply;
  const read = isProtobuf ? readProtobuf(body.bytes, LOGS) : readJsonObject(body.bytes);
  if ('wrong' in read) return problem(400, `The body is not an ExportLogsServiceRequest: ${read.wrong}.`);
  const elements = otlpElements(read.value, maxMessageBytes, MAX_ELEMENTS + 1);
  if ('wrong' in elements) return problem(400, elements.wrong);
  if (elements.length > MAX_ELEMENTS) return problem(413, tooMany());
  const tally = elements.length === 0 ? undefined : await call.submit(elements);
  if (tally === undefined || tally.rejected.length === 0) return otlpPartial(contentType, 0, '');
  const reply = replyTo(tally);
  // OTLP knows no 202: what waits in the spool is taken. What nothing can be done about is said, and not to be sent again: 429 and 503 alone ask for that.
  if (reply.status >= 300 && reply.status !== 400) return reply;
  const [first] = tally.rejected;
  return otlpPartial(
    contentType,
    tally.rejected.length,
    first === undefined ? '' : `logRecord ${first.index}: ${first.reason}`,
  );
}
