// Text from the environment or the command line, read by the type that the schema wants.

import { defOf, kindOf, unwrap, type Schema } from './schema-tree.js';

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  false: false,
  no: false,
  off: false,
  0: false,
};

/** The value; text that does not fit its type is returned as it is, so that the schema's own check names it. */
export function readText(schema: Schema, text: string): unknown {
  const trimmed = text.trim();
  const { type, element } = defOf(unwrap(schema));
  if (type === 'number') return /^[+-]?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
  if (type === 'boolean') return BOOLEANS[trimmed.toLowerCase()] ?? text;
  if (type === 'array') return readList(element, trimmed);
  if (kindOf(schema) !== 'value') return readJson(trimmed) ?? text;
  return text;
}

function readList(element: Schema | undefined, text: string): unknown {
  if (text.startsWith('[')) return readJson(text) ?? text;
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map((part) => (element === undefined ? part : readText(element, part)));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the caller keeps the text, and the schema says what it wanted
  }
}
