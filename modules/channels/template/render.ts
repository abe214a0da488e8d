// A template with a message in it, as the text that is sent. Bounded: {{alert}} may stand in a template a thousand times.

import type { OutboxMessage } from '#src/outbox/message.js';
import { jsonText } from './json-text.js';
import { fillTemplate, parseTemplate, type TemplateNode, valueAt } from './json-template.js';
import { templateValues } from './paths.js';

/** Of what values bring in, in characters; the outbox's messages have a quarter of it at most. */
const MAX_RENDERED_CHARS = 1_048_576;

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  /** `message`: a sentence. */
  | { readonly kind: 'invalid'; readonly message: string };

export function renderTemplate(template: string, message: OutboxMessage, indent?: number): Rendered {
  const parsed = parseTemplate(template);
  if (parsed.kind === 'invalid') return parsed;
  const values = templateValues(message);
  if (sizeOf(parsed.root, values, new Map()) > MAX_RENDERED_CHARS)
    return {
      kind: 'invalid',
      message: `With this message it would have more than ${MAX_RENDERED_CHARS} characters. Name fewer values, or smaller ones than {{alert}}.`,
    };
  return { kind: 'text', text: jsonText(fillTemplate(parsed.root, values), indent) };
}

/** Characters that values take, as JSON. */
function sizeOf(node: TemplateNode, values: Readonly<Record<string, unknown>>, known: Map<string, number>): number {
  const ofPath = (path: string): number => {
    const size = known.get(path) ?? JSON.stringify(valueAt(values, path) ?? null).length;
    known.set(path, size);
    return size;
  };
  const sum = (nodes: readonly TemplateNode[]): number =>
    nodes.reduce((total, each) => total + sizeOf(each, values, known), 0);
  switch (node.kind) {
    case 'literal':
      return 0;
    case 'value':
      return ofPath(node.path);
    case 'text':
      return node.parts.reduce((total, part) => total + (typeof part === 'string' ? 0 : ofPath(part.path)), 0);
    case 'list':
      return sum(node.items);
    case 'object':
      return sum(node.entries.map(([, value]) => value));
  }
}
