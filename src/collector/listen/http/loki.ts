// Loki's push (https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs): snappy protobuf as Promtail, Alloy and Vector
// send it, JSON as Fluent Bit does. Each line goes through the parsers; the stream's labels are its envelope.

import type { Call, Endpoint } from './endpoint.js';
import { MAX_ELEMENTS, readJsonObject, tooMany } from './json-body.js';
import { lokiEnvelope, withEntry } from './loki-labels.js';
import { readJsonStreams, readProtobufStreams, type Streams } from './loki-streams.js';
import { problem, type Reply } from './reply.js';
import { SharedWords, sizeOf, tooMuchRepeated } from './shared-words.js';
import { unsnap } from './snappy.js';
import { cutTo, type Content } from './submission.js';
import { replyTo } from './tally-reply.js';

export const loki: Endpoint = { method: 'POST', path: '/loki/api/v1/push', takesSnappy: true, handle: push };

async function push(call: Call): Promise<Reply> {
  const read = readStreams(call);
  if ('reply' in read) return read.reply;
  const elements: Content[] = [];
  const words = new SharedWords();
  for (const [at, { labels, entries }] of read.streams.entries()) {
    if (!words.repeat(sizeOf(labels), entries.length)) return problem(413, tooMuchRepeated(`streams[${at}].stream`));
    const envelope = lokiEnvelope(labels);
    for (const entry of entries) {
      if (elements.length >= MAX_ELEMENTS) return problem(400, tooMany());
      const content = { bytes: Buffer.from(entry.line), envelope: withEntry(envelope, entry) };
      elements.push(cutTo(call.maxMessageBytes, content));
    }
  }
  if (elements.length === 0) return { status: 204, body: {} };
  const reply = replyTo(await call.submit(elements));
  return reply.status === 200 ? { status: 204, body: {} } : reply; // any 2xx is success for its clients
}

/** Protobuf always is snappy; JSON is where its Content-Encoding says so. */
function readStreams(call: Call): Exclude<Streams, { wrong: string }> | { readonly reply: Reply } {
  const { contentType } = call;
  const isProtobuf = contentType === 'application/x-protobuf' || contentType === 'application/protobuf';
  const isJson = contentType === 'application/json' || contentType === '';
  if (!isProtobuf && !isJson) {
    const text = `The content type ${contentType.slice(0, 60)} is not known. Use application/json or application/x-protobuf.`;
    return { reply: problem(415, text) };
  }
  const body = isProtobuf || call.isSnappy ? unsnap(call) : { bytes: call.body };
  if ('reply' in body) return body;
  const streams = isProtobuf ? readProtobufStreams(body.bytes) : readJson(body.bytes);
  return 'wrong' in streams ? { reply: problem(400, streams.wrong) } : streams;
}

function readJson(bytes: Buffer): Streams {
  const read = readJsonObject(bytes);
  return 'wrong' in read
    ? { wrong: `The body is not JSON that can be taken: ${read.wrong}.` }
    : readJsonStreams(read.value);
}
