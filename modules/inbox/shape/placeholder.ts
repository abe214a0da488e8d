// How a variable stands in a template: its kind between two control characters. The text of a message loses its control characters on
// the way into a template, so that nobody can write a placeholder himself.

const KINDS = ['num', 'ip', 'mac', 'uuid', 'hex', 'time', 'path', 'url', 'mail', 'host', 'text', 'id'] as const;
export type Kind = (typeof KINDS)[number];

const OPEN = '\u0001';
const CLOSE = '\u0002';
const MARKED = /\u0001([a-z]+)\u0002/g;

export interface TemplatePart {
  /** Words of the message, or the kind of the variable. */
  readonly text: string;
  readonly isVariable: boolean;
}

export function placeholder(kind: Kind): string {
  return OPEN + kind + CLOSE;
}

/** The template in pieces, to be drawn or searched for. */
export function templateParts(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const { 0: mark, 1: kind, index } of template.matchAll(MARKED)) {
    if (index > from) parts.push({ text: template.slice(from, index), isVariable: false });
    parts.push({ text: kind!, isVariable: true });
    from = index + mark.length;
  }
  if (from < template.length) parts.push({ text: template.slice(from), isVariable: false });
  return parts;
}

/** `login of <text> from <ip>`: for people and comments; not to be parsed again. */
export function templateText(template: string): string {
  return template.replace(MARKED, '<$1>');
}
