// A receiver's own JSON: a JSON text in which {{path}} stands for a value of the message. It is read into a tree first and filled in
// there, so that no value can break out of its string: what comes out is JSON whatever a log line says. Nothing is executed.
//
//   { "summary": "{{title}} on {{alert.entity.host}}", "count": {{alert.count}}, "all": {{alert}} }
//
// Within quotes a value becomes text (what is not there: nothing; objects: their JSON); alone it keeps its type (what is not there: null).

import { knownPath, pathMistake } from './paths.js';
import { TemplateReader } from './template-reader.js';

export type TemplateNode =
  | { readonly kind: 'value'; readonly path: string }
  /** Texts and paths in turn. */
  | { readonly kind: 'text'; readonly parts: readonly (string | { readonly path: string })[] }
  | { readonly kind: 'literal'; readonly value: number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly TemplateNode[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, TemplateNode])[] };

export type ParsedTemplate =
  | { readonly kind: 'template'; readonly root: TemplateNode }
  /** `message`: a sentence with line and column. */
  | { readonly kind: 'invalid'; readonly at: number; readonly message: string };

export const MAX_TEMPLATE_CHARS = 16_384;

export function parseTemplate(text: string): ParsedTemplate {
  if (text.length > MAX_TEMPLATE_CHARS)
    return invalid(text, MAX_TEMPLATE_CHARS, `it is longer than ${MAX_TEMPLATE_CHARS} characters`);
  const reader = new TemplateReader(text);
  const root = reader.read();
  if (reader.mistake !== undefined) return invalid(text, reader.mistake.at, reader.mistake.what);
  for (const { path, at } of reader.paths) if (!knownPath(path)) return invalid(text, at, pathMistake(path));
  return { kind: 'template', root: root! };
}

/** The tree with the values of a message in it; see `templateValues`. */
export function fillTemplate(node: TemplateNode, values: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'value':
      return valueAt(values, node.path) ?? null;
    case 'text':
      return node.parts.map((part) => (typeof part === 'string' ? part : textOf(valueAt(values, part.path)))).join('');
    case 'list':
      return node.items.map((item) => fillTemplate(item, values));
    case 'object':
      // Not by assignment: a key may be called __proto__.
      return Object.fromEntries(node.entries.map(([key, value]) => [key, fillTemplate(value, values)]));
  }
}

/** Undefined for what is not there; nothing inherited is. */
export function valueAt(values: unknown, path: string): unknown {
  let at = values;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

function invalid(text: string, at: number, what: string): ParsedTemplate {
  const before = text.slice(0, at).split('\n');
  return {
    kind: 'invalid',
    at,
    message: `Line ${before.length}, column ${before.at(-1)!.length + 1}: ${what}.`,
  };
}
