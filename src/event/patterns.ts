// What a product says, as a table of templates instead of code:
//
//   ['Login failed for <user.name:text> from <source.ip>[[ port <source.port>]]', event('device_login', LOGON, 3, 'failure')]
//
// A template is the whole message: literal text, captures, and optional parts in [[double brackets]].
//   <name>         one word (no blanks) up to what follows, into this field; typed by the field: an address, a port, a count
//   <name:phrase>  up to the FIRST occurrence of the literal that follows; may hold blanks. For words the product chooses
//   <name:text>    whatever is left between the part before it and the part behind it, which is matched from the END of the
//                  message. For what a stranger may choose (user names, reasons, URLs): a copy of the template's own words
//                  in there cannot move the captures around it. At most one in a template
//   <side:host>    an address or a host name: <side>.ip or <side>.domain;   <side:endpoint>  the same with a port
//   <name:ip>      an address, else the template does not fit;   <name:int>  a count, whatever the field's name says
//   <_> <_:text>   passed over;   << is a < of the message; single brackets are literal
// Matching takes time linear in the message: each part is looked for once, and only templates whose first literal the message
// begins with (or whose longest literal it holds, where a template begins with a capture) are tried, longest first.

import type { Fields } from './event.js';
import { matchShape, type Shape, shapesOf } from './template.js';
import { unshaped } from './unshaped.js';

/** Template, the constant fields of its events, and what code has to add; `then` may refuse the match by returning false. */
export type Pattern = readonly [template: string, is: Fields, then?: (fields: Fields, text: string) => boolean | void];

interface Entry {
  readonly shape: Shape;
  readonly pattern: Pattern;
}

/** Of the tree of first literals: one for each literal and for each place where two part, so a table of 300 templates is some 500 of them. */
interface Node {
  /** What leads here from the node before. */
  word: string;
  readonly next: Map<number, Node>;
  readonly entries: Entry[];
}

export class PatternTable {
  readonly #root: Node = { word: '', next: new Map(), entries: [] };
  readonly #floating: Entry[] = [];

  /**
   * @param prefix of the fields that take what does not fit (`<prefix>.source_port`): the parser's id, hyphens as underscores
   * @throws Error naming the template that is none
   */
  constructor(
    readonly patterns: readonly Pattern[],
    private readonly prefix: string,
  ) {
    for (const pattern of patterns) {
      for (const shape of shapesOf(pattern[0], prefix)) this.#add({ shape, pattern });
    }
  }

  /** The fields of the message that is `text`; undefined when no template fits. */
  match(text: string): Fields | undefined {
    return this.find(text)?.fields;
  }

  /** The template that fits, with its fields. */
  find(message: string): { readonly pattern: Pattern; readonly fields: Fields } | undefined {
    const text = message.trimEnd();
    const from = this.#leading(text);
    for (let depth = from.length - 1; depth >= 0; depth -= 1) {
      for (const entry of from[depth]!) {
        const fields = attempt(entry, text);
        if (fields !== undefined) return { pattern: entry.pattern, fields };
      }
    }
    for (const entry of this.#floating) {
      if (!text.includes(entry.shape.anchor)) continue;
      const fields = attempt(entry, text);
      if (fields !== undefined) return { pattern: entry.pattern, fields };
    }
    return undefined;
  }

  /** The entries whose first literal `text` begins with, by its length. */
  #leading(text: string): Entry[][] {
    const found: Entry[][] = [];
    let node: Node | undefined = this.#root;
    for (let at = 0; node !== undefined && text.startsWith(node.word, at); node = node.next.get(text.charCodeAt(at))) {
      if (node.entries.length > 0) found.push(node.entries);
      at += node.word.length;
    }
    return found;
  }

  #add(entry: Entry): void {
    const { leading, anchor } = entry.shape;
    if (leading === '') {
      if (anchor === '') throw new Error(`${this.prefix}: the template "${entry.pattern[0]}" has no words of its own`);
      this.#floating.push(entry);
      return;
    }
    let node = this.#root;
    let rest = leading;
    while (rest !== '') {
      const next = node.next.get(rest.charCodeAt(0)) ?? { word: rest, next: new Map<number, Node>(), entries: [] };
      const shared = sharedStart(next.word, rest);
      const reached = shared === next.word.length ? next : partedAt(next, shared);
      node.next.set(rest.charCodeAt(0), reached);
      node = reached;
      rest = rest.slice(shared);
    }
    node.entries.push(entry);
  }
}

/** The new node in front of `node`, which keeps what is behind the first `length` characters of its word. */
function partedAt(node: Node, length: number): Node {
  const before = {
    word: node.word.slice(0, length),
    next: new Map([[node.word.charCodeAt(length), node]]),
    entries: [],
  };
  node.word = node.word.slice(length);
  return before;
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}

function attempt({ shape, pattern }: Entry, text: string): Fields | undefined {
  const captured = matchShape(shape, text);
  if (captured === undefined) return undefined;
  const fields = unshaped({ ...pattern[1] });
  for (const { capture, value } of captured) if (capture.put(fields, value) === false) return undefined;
  return pattern[2]?.(fields, text) === false ? undefined : fields;
}
