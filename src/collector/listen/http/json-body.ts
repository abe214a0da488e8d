// The elements of a JSON body: one object, an array of objects, or NDJSON (by its type, or because it looks like it). Each
// element keeps its exact text, so that numbers and key order in `event.original` are the sender's.

import { parseJson } from '../../../event/json-text.js';
import { findJsonError, measure, spansOf, startsArray } from '#src/event/json-scan.js';
import { linesOf } from './lines.js';
import type { Content, Element } from './submission.js';

/** In one request. */
export const MAX_ELEMENTS = 50_000;
const MAX_DEPTH = 64;
/** In one request: no batch of messages in 16 MB has as many; nor has a larger one more than one for so many bytes. */
const MAX_VALUES = 2_000_000;
const BYTES_A_VALUE = 8;
const NDJSON_TYPES: ReadonlySet<string> = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
]);

/** `wrong`: the whole body cannot be read, and why. An element that is no message carries its own reason. */
export type JsonBody = { readonly elements: readonly Element[] } | { readonly wrong: string };

/** An element longer than `maxElementBytes` is not parsed where that can be helped: it will be turned away for its length. */
export function readJsonBody(body: Buffer, contentType: string, maxElementBytes: number): JsonBody {
  const bytes = withoutMark(body);
  if (NDJSON_TYPES.has(contentType) || looksLikeLines(bytes)) return readLines(bytes, maxElementBytes);
  const spans = spansOf(bytes, MAX_ELEMENTS + 1);
  if (spans.length > MAX_ELEMENTS) return { wrong: tooMany() };
  if (bytes.length > maxElementBytes && !startsArray(bytes)) return { elements: [{ bytes }] };
  const parsed = parse(bytes, MAX_DEPTH + 1, new ValueBudget(bytes.length));
  if ('wrong' in parsed) return { wrong: `The body is not JSON that can be taken: ${parsed.wrong}.` };
  const values: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  if (values.length === 0) return { wrong: 'The array is empty.' };
  return { elements: spans.map(({ start, end }, at) => elementOf(values[at], bytes.subarray(start, end))) };
}

/** A body that is one object, which holds the messages. */
export function readJsonObject(
  body: Buffer,
): { readonly value: Readonly<Record<string, unknown>> } | { readonly wrong: string } {
  const bytes = withoutMark(body);
  const parsed = parse(bytes, MAX_DEPTH, new ValueBudget(bytes.length));
  if ('wrong' in parsed) return parsed;
  const element = elementOf(parsed.value, bytes);
  return 'reason' in element ? { wrong: `it ${element.reason}` } : { value: element.json! };
}

/** What may be parsed of one request: five million `{}`, 16 KB as gzip, take seconds and half a gigabyte. */
export class ValueBudget {
  readonly most: number;
  #taken = 0;

  constructor(bodyBytes: number) {
    this.most = Math.max(MAX_VALUES, Math.floor(bodyBytes / BYTES_A_VALUE));
  }

  take(values: number): boolean {
    this.#taken += values;
    return this.#taken <= this.most;
  }
}

/** One element's JSON, with the depth held. `budget`: that of its request. */
export function parseElement(bytes: Buffer, budget: ValueBudget): Parsed {
  return parse(bytes, MAX_DEPTH, budget);
}

export function tooMany(): string {
  return `The body has more than ${MAX_ELEMENTS} elements. Send smaller batches.`;
}

function readLines(body: Buffer, maxElementBytes: number): JsonBody {
  const lines = linesOf(body, MAX_ELEMENTS + 1);
  if (lines.length === 0) return { wrong: 'The body has no lines.' };
  if (lines.length > MAX_ELEMENTS) return { wrong: tooMany() };
  const budget = new ValueBudget(body.length);
  return {
    elements: lines.map(({ bytes, number }) => {
      if (bytes.length > maxElementBytes) return { bytes };
      const parsed = parse(bytes, MAX_DEPTH, budget);
      return 'wrong' in parsed ? { reason: `line ${number}: ${parsed.wrong}` } : elementOf(parsed.value, bytes);
    }),
  };
}

function elementOf(value: unknown, bytes: Buffer): Content | { readonly reason: string } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { bytes, json: value as Readonly<Record<string, unknown>> };
  }
  const kind = Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
  return { reason: `must be a JSON object, and is ${kind}` };
}

/** An object that ends on the first line, and another that begins on the next. */
function looksLikeLines(body: Buffer): boolean {
  const [first, second] = linesOf(body, 2);
  if (first === undefined || second === undefined) return false;
  return first.bytes[0] === 0x7b && first.bytes.at(-1) === 0x7d && second.bytes[0] === 0x7b;
}

type Parsed = { readonly value: unknown } | { readonly wrong: string };

function parse(bytes: Buffer, maxDepth: number, budget: ValueBudget): Parsed {
  const { tooDeepAt, values } = measure(bytes, maxDepth);
  if (tooDeepAt >= 0) return { wrong: `it nests deeper than ${MAX_DEPTH} (position ${tooDeepAt})` };
  if (!budget.take(values)) return { wrong: `the request holds more than ${budget.most} values, send smaller batches` };
  const text = bytes.toString('utf8');
  const value = parseJson(text);
  return value === undefined ? { wrong: describeError(text) } : { value };
}

/** Node's own message leaves the position out where a short text has an unexpected character. */
function describeError(text: string): string {
  const at = findJsonError(text);
  if (at >= text.length) return text.trim() === '' ? 'it is empty' : `it ends too early, at position ${text.length}`;
  let [line, start] = [1, 0];
  for (let feed = text.indexOf('\n'); feed >= 0 && feed < at; feed = text.indexOf('\n', start)) {
    line++;
    start = feed + 1;
  }
  const char = JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0));
  return `unexpected ${char} at line ${line}, column ${at - start + 1} (position ${at})`;
}

export function withoutMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}
