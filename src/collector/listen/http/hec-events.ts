// The body of a HEC request as messages. `/event`: JSON objects one after another (with or without blanks between them, or in an
// array), each with `event` and what is said about it. `/raw`: lines, and what the query says about all of them.

import { isObject } from '#src/event/json-text.js';
import { extend, makeEnvelope, type Envelope } from '#src/event/envelope.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import type { Call } from './endpoint.js';
import type { HecAnswer } from './hec-reply.js';
import { MAX_ELEMENTS, parseElement, tooMany, ValueBudget, withoutMark } from './json-body.js';
import { memberOf, sequenceOf, spansOf, startsArray } from '#src/event/json-scan.js';
import { linesOf } from './lines.js';
import { SharedWords, sizeOf, tooMuchRepeated } from './shared-words.js';
import { cutTo, type Content } from './submission.js';

export type HecEvents =
  | { readonly elements: readonly Content[] }
  | { readonly wrong: HecAnswer; readonly detail: string; readonly index: number };

type Meta = Readonly<Record<string, unknown>>;

/** All or nothing: the first event that is none is named. */
export function readHecEvents({ body, maxMessageBytes }: Call): HecEvents {
  const bytes = withoutMark(body);
  const spans = startsArray(bytes) ? spansOf(bytes, MAX_ELEMENTS + 1) : sequenceOf(bytes, MAX_ELEMENTS + 1);
  if (spans.length === 0) return { wrong: 'no data', detail: 'The body has no events.', index: 0 };
  if (spans.length > MAX_ELEMENTS) return { wrong: 'bad data', detail: tooMany(), index: MAX_ELEMENTS };
  const elements: Content[] = [];
  const budget = new ValueBudget(bytes.length);
  for (const [index, { start, end }] of spans.entries()) {
    const read = readEvent(bytes.subarray(start, end), budget);
    if ('wrong' in read) return { ...read, detail: `Event ${index}: ${read.detail}.`, index };
    elements.push(cutTo(maxMessageBytes, read));
  }
  return { elements };
}

export function readHecLines({ body, query, maxMessageBytes }: Call): HecEvents {
  const lines = linesOf(withoutMark(body), MAX_ELEMENTS + 1);
  if (lines.length === 0) return { wrong: 'no data', detail: 'The body has no lines.', index: 0 };
  if (lines.length > MAX_ELEMENTS) return { wrong: 'bad data', detail: tooMany(), index: MAX_ELEMENTS };
  const said = Object.fromEntries(query);
  if (!new SharedWords().repeat(sizeOf(said), lines.length))
    return { wrong: 'bad data', detail: tooMuchRepeated('The query'), index: 0 };
  const envelope = envelopeOf(said);
  return { elements: lines.map(({ bytes }) => cutTo(maxMessageBytes, { bytes, envelope })) };
}

function readEvent(
  bytes: Buffer,
  budget: ValueBudget,
): Content | { readonly wrong: HecAnswer; readonly detail: string } {
  const parsed = parseElement(bytes, budget);
  if ('wrong' in parsed) return { wrong: 'bad data', detail: parsed.wrong };
  const { value } = parsed;
  if (!isObject(value)) return { wrong: 'bad data', detail: 'it is no JSON object' };
  const { event, fields } = value;
  if (event === undefined || event === null) return { wrong: 'no event', detail: '`event` is missing' };
  if (typeof event === 'string' && event.trim() === '') return { wrong: 'blank event', detail: '`event` is blank' };
  if (fields !== undefined && fields !== null && !isObject(fields))
    return { wrong: 'bad fields', detail: '`fields` is no object' };
  const envelope = envelopeOf(value);
  if (typeof event === 'string') return readRaw(event, envelope);
  if (typeof event !== 'object') return { bytes: Buffer.from(String(event)), envelope };
  // As the sender wrote it: large numbers, order of keys.
  const span = memberOf(bytes, 'event');
  const text = span === undefined ? Buffer.from(JSON.stringify(event)) : bytes.subarray(span.start, span.end);
  return isObject(event) ? { bytes: text, json: event, envelope } : { bytes: text, envelope };
}

/**
 * Docker's splunk driver with `splunk-format=raw` writes its tag before the line: the beginning of the container's id, or what
 * `{{.Name}}/{{.ID}}` gives. https://docs.docker.com/engine/logging/drivers/splunk/
 */
const DOCKER_TAG = /^(?:([A-Za-z][\w.-]{0,127})\/)?([0-9a-f]{12}) (?=\S)/;

function readRaw(event: string, envelope: Envelope): Content {
  const tag = DOCKER_TAG.exec(event);
  if (tag === null || envelope.app !== undefined) return { bytes: Buffer.from(event), envelope };
  const container = makeEnvelope('container', { app: tag[1] }, [{ 'container.id': tag[2] }]);
  return { bytes: Buffer.from(event.slice(tag[0].length)), envelope: extend(envelope, container) };
}

function envelopeOf({ time, host, source, sourcetype, index, fields }: Meta): Envelope {
  const said = { 'hec.source': source, 'hec.sourcetype': sourcetype, 'hec.index': index };
  const seconds = typeof time === 'string' ? Number(time.trim() || Number.NaN) : time;
  const at = readForeignTime(seconds);
  const named = { host, app: programIn(source), time: typeof at === 'number' ? at : undefined };
  return makeEnvelope('hec', named, [isObject(fields) ? fields : {}, said]);
}

/** A source is a file's path, an input (`tcp:514`, `http:token`), a stream, or a program's name. */
function programIn(source: unknown): string | undefined {
  const isName = typeof source === 'string' && /^[A-Za-z][\w.-]{1,63}$/.test(source);
  return isName && !NO_PROGRAMS.has(source.toLowerCase()) ? source : undefined;
}

const NO_PROGRAMS: ReadonlySet<string> = new Set([
  'stdout',
  'stderr',
  'syslog',
  'http',
  'https',
  'tcp',
  'udp',
  'docker',
  'json',
  'journald',
  'file',
  'default',
  'kubernetes',
  'splunk',
  'hec',
  'main',
  'vector',
  'fluentd',
  'fluent-bit',
  'fluentbit',
  'source',
  'mysource',
]);
