// One template of a pattern table (see patterns.ts), taken apart when the parser is loaded, and matched against a message.

import type { Fields } from './event.js';
import type { FieldName } from './fields.js';
import { put, putEndpoint, putHost, readCount, type Side } from './put.js';

/** A template without its optional parts, or with some of them. */
export interface Shape {
  /** What stands before the `text` capture: matched from the start. */
  readonly head: readonly Part[];
  readonly middle: Capture | undefined;
  /** What stands behind it: matched from the end. */
  readonly tail: readonly Part[];
  /** The literal at the start; '' where a capture stands there. */
  readonly leading: string;
  /** The longest literal. */
  readonly anchor: string;
}

export type Part = string | Capture;

export interface Capture {
  readonly mayHoldBlanks: boolean;
  /** False: the value must be of a type that it is not, so this is another message. */
  readonly put: (fields: Fields, value: string) => boolean | void;
}

export interface Captured {
  readonly capture: Capture;
  readonly value: string;
}

/** What is not matched yet, and what was captured so far. */
interface Rest {
  from: number;
  to: number;
  readonly captured: Captured[];
}

/** More optional parts would make too many shapes. */
const MAX_OPTIONAL = 4;
const CAPTURE = /^([A-Za-z_][\w.-]*)(?::([a-z]+))?$/;

/** All shapes of a template, those with most parts first. @throws Error that quotes what is wrong */
export function shapesOf(template: string, prefix: string): Shape[] {
  const texts = withOptions(template);
  if (texts.length > 2 ** MAX_OPTIONAL) throw new Error(`more than ${MAX_OPTIONAL} optional parts in "${template}"`);
  return texts.map((text) => shapeOf(partsOf(text, template, prefix), template));
}

/** What the captures took of `text`, in no order; undefined when it does not have this shape. */
export function matchShape(shape: Shape, text: string): readonly Captured[] | undefined {
  const rest: Rest = { from: 0, to: text.length, captured: [] };
  if (!matchHead(shape, text, rest)) return undefined;
  if (shape.middle === undefined) return rest.from === rest.to ? rest.captured : undefined;
  if (!matchTail(shape.tail, text, rest)) return undefined;
  rest.captured.push({ capture: shape.middle, value: text.slice(rest.from, rest.to) });
  return rest.captured;
}

function matchHead({ head, middle }: Shape, text: string, rest: Rest): boolean {
  for (let i = 0; i < head.length; i += 1) {
    const part = head[i]!;
    if (typeof part === 'string') {
      if (!text.startsWith(part, rest.from)) return false;
      rest.from += part.length;
      continue;
    }
    const end = endOfCapture(part, head[i + 1], i + 1 === head.length && middle === undefined, text, rest.from);
    if (end < 0 || (!part.mayHoldBlanks && hasBlank(text, rest.from, end))) return false;
    rest.captured.push({ capture: part, value: text.slice(rest.from, end) });
    rest.from = end;
  }
  return rest.from <= rest.to;
}

/** Before the literal that follows; without one at the next blank, or the end of the message. */
function endOfCapture(part: Capture, next: Part | undefined, isLast: boolean, text: string, from: number): number {
  if (typeof next === 'string') {
    return text.indexOf(next, from);
  }
  if (isLast && part.mayHoldBlanks) return text.length;
  const blank = text.indexOf(' ', from);
  return blank < 0 ? text.length : blank;
}

function matchTail(tail: readonly Part[], text: string, rest: Rest): boolean {
  for (let i = tail.length - 1; i >= 0; i -= 1) {
    const part = tail[i]!;
    if (typeof part === 'string') {
      const at = rest.to - part.length;
      if (at < rest.from || !text.startsWith(part, at)) return false;
      rest.to = at;
      continue;
    }
    const before = tail[i - 1];
    const start = typeof before === 'string' ? text.lastIndexOf(before, rest.to - before.length) + before.length : -1;
    if (typeof before !== 'string' || start < before.length + rest.from || start > rest.to) return false;
    if (!part.mayHoldBlanks && hasBlank(text, start, rest.to)) return false;
    rest.captured.push({ capture: part, value: text.slice(start, rest.to) });
    rest.to = start;
  }
  return true;
}

function hasBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === 0x20) return true;
  return false;
}

/** `a[[ b]][[ c]]`: `a b c`, `a b`, `a c`, `a`. Optional parts do not nest. */
function withOptions(template: string): string[] {
  const open = template.indexOf('[[');
  if (open < 0) return [template];
  const close = template.indexOf(']]', open);
  if (close < 0) throw new Error(`"[[" without "]]" in "${template}"`);
  const rest = withOptions(template.slice(close + 2));
  const before = template.slice(0, open);
  const inside = template.slice(open + 2, close);
  return [...rest.map((text) => before + inside + text), ...rest.map((text) => before + text)];
}

function partsOf(text: string, template: string, prefix: string): Part[] {
  const parts: Part[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '<') {
      literal += text[at]!;
      continue;
    }
    if (text[at + 1] === '<') {
      literal += '<';
      at += 1;
      continue;
    }
    const close = text.indexOf('>', at);
    const match = CAPTURE.exec(text.slice(at + 1, close < 0 ? at + 1 : close));
    if (match === null) throw new Error(`"<" that opens no capture (write "<<" for the character) in "${template}"`);
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(captureOf(match[1]!, match[2], template, prefix));
    at = close;
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

const TEXTS = new WeakSet<Capture>();

function captureOf(name: string, kind: string | undefined, template: string, prefix: string): Capture {
  const own = `${prefix}.${name.replaceAll('.', '_')}` as FieldName;
  const capture: Capture = {
    mayHoldBlanks: kind === 'text' || kind === 'phrase',
    put: putterOf(name, kind, own, template),
  };
  if (kind === 'text') TEXTS.add(capture);
  return capture;
}

function putterOf(name: string, kind: string | undefined, own: FieldName, template: string): Capture['put'] {
  if (name === '_') return () => undefined;
  switch (kind) {
    case 'ip':
      return (fields, value) => put(fields, name as FieldName, value) && typeof fields[name as FieldName] === 'string';
    case undefined:
    case 'text':
    case 'phrase':
      if (!name.includes('.') && name !== 'message') throw new Error(`"<${name}>" is no field, in "${template}"`);
      return (fields, value) => void put(fields, name as FieldName, value, own);
    case 'int':
      return (fields, value) => {
        const count = readCount(value);
        if (count !== undefined) (fields as Record<string, unknown>)[name] = count;
        else put(fields, own, value);
      };
    case 'host':
      return (fields, value) => void putHost(fields, name as Side, value, own);
    case 'endpoint':
      return (fields, value) => void putEndpoint(fields, name as Side, value, own);
    default:
      throw new Error(`"${kind}" is no kind of capture (text, phrase, ip, int, host, endpoint), in "${template}"`);
  }
}

function shapeOf(parts: readonly Part[], template: string): Shape {
  const texts = parts.filter((part): part is Capture => typeof part !== 'string' && TEXTS.has(part));
  if (texts.length > 1) throw new Error(`more than one capture of the kind text in "${template}"`);
  const at = texts.length === 0 ? parts.length : parts.indexOf(texts[0]!);
  const tail = parts.slice(at + 1);
  const adjacent = tail.findIndex((part, i) => typeof part !== 'string' && typeof tail[i - 1] !== 'string');
  if (adjacent >= 0) throw new Error(`a capture behind a text must follow a literal, in "${template}"`);
  const literals = parts.filter((part) => typeof part === 'string');
  return {
    head: parts.slice(0, at),
    middle: texts[0],
    tail,
    leading: typeof parts[0] === 'string' ? parts[0] : '',
    anchor: literals.reduce((longest, literal) => (literal.length > longest.length ? literal : longest), ''),
  };
}
