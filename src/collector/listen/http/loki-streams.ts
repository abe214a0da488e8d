// The two forms of a push as one: streams of lines. Faults name the field.
// https://github.com/grafana/loki/blob/main/pkg/push/push.proto

import { isObject } from '#src/event/json-text.js';
import { readProtobuf, type Message, type Schema } from './protobuf.js';

export type Labels = Readonly<Record<string, unknown>>;

export interface Entry {
  readonly line: string;
  /** ms since 1970 */
  readonly time: number;
  /** Structured metadata. */
  readonly metadata: Labels | undefined;
}

export interface Stream {
  readonly labels: Labels;
  readonly entries: readonly Entry[];
}

export type Streams = { readonly streams: readonly Stream[] } | { readonly wrong: string };

const PAIR: Schema = { 1: { name: 'name', kind: 'string' }, 2: { name: 'value', kind: 'string' } };
const TIMESTAMP: Schema = { 1: { name: 'seconds', kind: 'int64' }, 2: { name: 'nanos', kind: 'int32' } };
const ENTRY: Schema = {
  1: { name: 'timestamp', kind: () => TIMESTAMP },
  2: { name: 'line', kind: 'string' },
  3: { name: 'metadata', kind: () => PAIR, many: true },
};
const STREAM: Schema = {
  1: { name: 'labels', kind: 'string' },
  2: { name: 'entries', kind: () => ENTRY, many: true },
};
const PUSH: Schema = { 1: { name: 'streams', kind: () => STREAM, many: true } };

export function readProtobufStreams(bytes: Buffer): Streams {
  const read = readProtobuf(bytes, PUSH);
  if ('wrong' in read) return { wrong: `The body is not a push request: ${read.wrong}.` };
  const streams: Stream[] = [];
  for (const [at, { labels, entries }] of messages(read.value['streams']).entries()) {
    const parsed = readLabels(typeof labels === 'string' ? labels : '');
    if (parsed === undefined) return { wrong: `streams[${at}].labels is not a label set such as {job="x"}.` };
    streams.push({ labels: parsed, entries: messages(entries).map(entryOf) });
  }
  return { streams };
}

function entryOf({ timestamp, line, metadata }: Message): Entry {
  const { seconds, nanos } = (timestamp ?? {}) as Message;
  const pairs = messages(metadata).map(({ name, value }) => [String(name ?? ''), value ?? ''] as const);
  return {
    line: typeof line === 'string' ? line : '',
    time: Number(seconds ?? 0) * 1000 + Math.floor(Number(nanos ?? 0) / 1e6),
    metadata: pairs.length === 0 ? undefined : Object.fromEntries(pairs),
  };
}

/** `{ streams: [{ stream: {...}, values: [["ns", "line", {...}?]] }] }`, and the older `labels` and `entries` of each stream. */
export function readJsonStreams(body: Readonly<Record<string, unknown>>): Streams {
  const { streams } = body;
  if (!Array.isArray(streams)) return { wrong: '`streams` is missing, or no array.' };
  const read: Stream[] = [];
  for (const [at, stream] of (streams as unknown[]).entries()) {
    const where = `streams[${at}]`;
    if (!isObject(stream)) return { wrong: `${where} is no object.` };
    const labels = typeof stream['labels'] === 'string' ? readLabels(stream['labels']) : (stream['stream'] ?? {});
    if (!isObject(labels)) return { wrong: `${where}.stream is no object of labels.` };
    const values = stream['values'] ?? stream['entries'];
    if (!Array.isArray(values)) return { wrong: `${where}.values is missing, or no array.` };
    const entries: Entry[] = [];
    for (const [index, value] of (values as unknown[]).entries()) {
      const entry = readEntry(value);
      if (typeof entry === 'string') return { wrong: `${where}.values[${index}]${entry}.` };
      entries.push(entry);
    }
    read.push({ labels, entries });
  }
  return { streams: read };
}

/** The entry, or what is wrong with it. */
function readEntry(value: unknown): Entry | string {
  const old = isObject(value) ? [value['ts'], value['line']] : value;
  if (!Array.isArray(old)) return ' is no array of time and line';
  const [ts, line, metadata] = old as unknown[];
  const time = readTime(ts);
  if (time === undefined) return '[0] is no time: nanoseconds since 1970 in digits';
  if (typeof line !== 'string') return '[1] is no text';
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) return '[2] is no object';
  return { line, time, metadata: isObject(metadata) ? metadata : undefined };
}

function readTime(value: unknown): number | undefined {
  if (typeof value === 'number' && value >= 0) return Math.floor(value / 1e6);
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,19}$/.test(value)) return Number(value.slice(0, -6));
  const iso = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(iso) ? undefined : iso;
}

/** Of one stream; Loki takes 15 unless told otherwise. */
const MAX_LABELS = 200;
/** Loki takes 2 KB a value. Through much more than this the expression below would run out of stack. */
const MAX_LABELS_CHARS = 1_048_576;
const LABEL = /\s*([A-Za-z_][\w.:-]{0,199})\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,?)/y;

/** `{job="varlogs", host="web1"}`, values quoted as in Go. Undefined for anything else. */
function readLabels(text: string): Labels | undefined {
  const inner = text.trim();
  if (inner === '' || inner === '{}') return {};
  if (!inner.startsWith('{') || !inner.endsWith('}') || inner.length > MAX_LABELS_CHARS) return undefined;
  const pairs: [string, string][] = [];
  LABEL.lastIndex = 1;
  while (LABEL.lastIndex < inner.length - 1 && pairs.length < MAX_LABELS) {
    const match = LABEL.exec(inner);
    if (match === null) return undefined;
    pairs.push([match[1]!, unquoted(match[2]!)]);
  }
  return Object.fromEntries(pairs);
}

function unquoted(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gi,
    (_all, byte?: string, unit?: string, char?: string) =>
      byte !== undefined || unit !== undefined
        ? String.fromCharCode(Number.parseInt(byte ?? unit ?? '', 16))
        : (ESCAPES[char!] ?? char!),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function messages(value: unknown): readonly Message[] {
  return (value ?? []) as readonly Message[];
}
