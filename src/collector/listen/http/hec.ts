// Splunk's HTTP Event Collector, as its clients know it: Docker's splunk driver, Fluent Bit, Vector, logging libraries.
// https://docs.splunk.com/Documentation/Splunk/latest/Data/HECRESTendpoints
//
// The line in `event` goes through the parsers; host, time and fields around it are its envelope. Acknowledgements (`ackId`) are off:
// they are for what answers before it has stored, and here every answer comes after commit.

import type { Call, Endpoint } from './endpoint.js';
import { readHecEvents, readHecLines } from './hec-events.js';
import { hecRefusal, hecReply, hecTally } from './hec-reply.js';
import type { Reply } from './reply.js';

const event = async (call: Call): Promise<Reply> => {
  const read = readHecEvents(call);
  if ('wrong' in read) return hecReply(read.wrong, read.detail, { 'invalid-event-number': read.index });
  return hecTally(await call.submit(read.elements));
};

const raw = async (call: Call): Promise<Reply> => {
  const read = readHecLines(call);
  if ('wrong' in read) return hecReply(read.wrong, read.detail);
  return hecTally(await call.submit(read.elements));
};

const health = (call: Call): Reply => hecReply(call.isBehind ? 'unhealthy' : 'healthy');
const ack = (): Reply => hecReply('ack off', 'What is answered with Success is stored already.');

const at = (paths: readonly string[], method: Endpoint['method'], handle: Endpoint['handle']): Endpoint[] =>
  paths.map((path) => ({ path: `/services/collector${path}`, method, handle, refuse: hecRefusal }));

export const hec: readonly Endpoint[] = [
  ...at(['', '/event', '/event/1.0'], 'POST', event),
  // Docker asks before it starts a container. Without a CORS header it tells a web page nothing.
  ...at(['', '/event', '/event/1.0'], 'OPTIONS', health),
  ...at(['/raw', '/raw/1.0'], 'POST', raw),
  ...at(['/health', '/health/1.0'], 'GET', health),
  ...at(['/ack'], 'POST', ack),
];
