// From an export request to messages: the body of a record is the line (or, as a key-value list, the object) that parsers read,
// attributes of record and resource are its envelope.
// https://opentelemetry.io/docs/specs/otel/logs/data-model/

import { extend, makeEnvelope, type Envelope } from '#src/event/envelope.js';
import { isObject, toAttributes, toValue } from './otlp-values.js';
import { SharedWords, sizeOf, tooMuchRepeated } from './shared-words.js';
import { cutTo, type Element } from './submission.js';

type Body = Readonly<Record<string, unknown>>;

/** Stops after `max`. `wrong` names the field that is not what it must be. */
export function otlpElements(
  request: Body,
  maxMessageBytes: number,
  max: number,
): readonly Element[] | { readonly wrong: string } {
  const elements: Element[] = [];
  const words = new SharedWords();
  const wrong = eachRecord(request, (record, resource, scope, where) => {
    if (!words.repeat(resource.bytes + scope.bytes, 1)) return tooMuchRepeated(`Resource and scope of ${where}`);
    const body = toValue(record['body']);
    const attributes = toAttributes(record['attributes']);
    const content = contentOf(body, attributes);
    if (content === undefined) elements.push({ reason: `${where} has neither body nor attributes` });
    else
      elements.push(cutTo(maxMessageBytes, { ...content, envelope: envelopeOf(record, attributes, resource, scope) }));
    return elements.length < max;
  });
  return wrong === undefined ? elements : { wrong };
}

interface Resource {
  readonly attributes: Body;
  readonly envelope: Envelope;
  readonly bytes: number;
}

interface Scope {
  readonly name: unknown;
  readonly bytes: number;
}

/** False: enough. A text: what is wrong. */
type Take = (record: Body, resource: Resource, scope: Scope, where: string) => boolean | string;

function eachRecord(request: Body, take: Take): string | undefined {
  for (const [r, resourceLogs] of listOf(request['resourceLogs'], request['resource_logs']).entries()) {
    const at = `resourceLogs[${r}]`;
    if (!isObject(resourceLogs)) return `${at} is no object.`;
    const resource = resourceOf(resourceLogs['resource']);
    for (const [s, scopeLogs] of listOf(resourceLogs['scopeLogs'], resourceLogs['scope_logs']).entries()) {
      if (!isObject(scopeLogs)) return `${at}.scopeLogs[${s}] is no object.`;
      const scope = scopeOf(scopeLogs['scope']);
      for (const [i, record] of listOf(scopeLogs['logRecords'], scopeLogs['log_records']).entries()) {
        const where = `${at}.scopeLogs[${s}].logRecords[${i}]`;
        if (!isObject(record)) return `${where} is no object.`;
        const goesOn = take(record, resource, scope, where);
        if (goesOn !== true) return goesOn === false ? undefined : goesOn;
      }
    }
  }
  return undefined;
}

function resourceOf(resource: unknown): Resource {
  const attributes = isObject(resource) ? toAttributes(resource['attributes']) : {};
  return { attributes, envelope: makeEnvelope('otel', {}, [attributes]), bytes: sizeOf(attributes) };
}

function scopeOf(scope: unknown): Scope {
  const name = isObject(scope) ? scope['name'] : undefined;
  return { name, bytes: sizeOf({ name }) };
}

function contentOf(body: unknown, attributes: Body): { readonly bytes: Buffer; readonly json?: Body } | undefined {
  if (typeof body === 'string' && body !== '') return { bytes: Buffer.from(body) };
  const isEmpty = body === undefined || body === '' || (isObject(body) && Object.keys(body).length === 0);
  if (isEmpty && Object.keys(attributes).length === 0) return undefined;
  const json = isEmpty ? attributes : body;
  const bytes = Buffer.from(JSON.stringify(json));
  return isObject(json) ? { bytes, json } : { bytes };
}

/** Names of a program: of the syslog receiver, then the semantic conventions (https://opentelemetry.io/docs/specs/semconv/). */
const PROGRAMS = [
  'appname',
  'syslog.appname',
  'SYSLOG_IDENTIFIER',
  'process.executable.name',
  'process.command',
  'container.name',
  'k8s.container.name',
  'service.name',
];
const HOSTS = ['hostname', 'syslog.hostname', 'host.name', 'k8s.node.name', 'host.id'];
const PIDS = ['proc_id', 'syslog.procid', 'process.pid'];

function envelopeOf(record: Body, attributes: Body, resource: Resource, scope: Scope): Envelope {
  const pick = (names: readonly string[]): unknown => wordIn(attributes, names) ?? wordIn(resource.attributes, names);
  const severity = severityOf(record['severityNumber'] ?? record['severity_number']);
  const more = {
    'trace.id': idOf(record['traceId'] ?? record['trace_id']),
    'span.id': idOf(record['spanId'] ?? record['span_id']),
    'otel.scope.name': scope.name,
    'otel.event_name': record['eventName'] ?? record['event_name'],
    ...(severity === undefined ? { severity_text: record['severityText'] ?? record['severity_text'] } : {}),
  };
  const named = { app: pick(PROGRAMS), host: pick(HOSTS), pid: pick(PIDS), severity, time: timeOf(record) };
  return extend(resource.envelope, makeEnvelope('otel', named, [attributes, more]));
}

function wordIn(attributes: Body, names: readonly string[]): unknown {
  for (const name of names) if (isWord(attributes[name])) return attributes[name];
  return undefined;
}

function isWord(value: unknown): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && value !== '' && !value.startsWith('unknown_service'))
  );
}

/** 0 says that it is not known; then when it was seen counts. */
function timeOf(record: Body): number | undefined {
  return (
    millisOf(record['timeUnixNano'] ?? record['time_unix_nano']) ??
    millisOf(record['observedTimeUnixNano'] ?? record['observed_time_unix_nano'])
  );
}

function millisOf(nanos: unknown): number | undefined {
  const digits = typeof nanos === 'number' && nanos >= 0 ? BigInt(Math.floor(nanos)).toString() : nanos;
  if (typeof digits !== 'string' || !/^\d{7,20}$/.test(digits)) return undefined;
  return Number(digits.slice(0, -6));
}

/** The data model's own table of syslog severities, with the numbers between them. */
function severityOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? (NAMES[value] ?? Number(value)) : value;
  if (typeof number !== 'number' || !(number >= 1 && number <= 24)) return undefined;
  return [9, 10, 13, 17, 18, 19, 21].reduce((severity, from) => (number >= from ? severity - 1 : severity), 7);
}

/** Names of the enumeration, which JSON encoders may write in place of the number. */
const NAMES: Readonly<Record<string, number>> = Object.fromEntries(
  ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name, group) =>
    ['', '2', '3', '4'].map((step, at): [string, number] => [`SEVERITY_NUMBER_${name}${step}`, group * 4 + at + 1]),
  ),
);

/** Hex, and left out where it is all zeroes (not set). */
function idOf(value: unknown): string | undefined {
  const text = Buffer.isBuffer(value) ? value.toString('hex') : value;
  return typeof text === 'string' && text.length <= 64 && /[^0]/.test(text) ? text.toLowerCase() : undefined;
}

function listOf(...values: readonly unknown[]): readonly unknown[] {
  return (values.find((value) => Array.isArray(value)) as unknown[] | undefined) ?? [];
}
