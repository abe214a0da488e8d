// Reads JSON (RFC 8259) with {{path}} in it. A reader of our own, because the places of mistakes must be those of the text as typed.

import type { TemplateNode } from './json-template.js';

const MAX_DEPTH = 20;
const PATH = /\{\{\s*([^{}\s"]{1,100})\s*\}\}/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

export class TemplateReader {
  /** The first one. */
  mistake: { readonly at: number; readonly what: string } | undefined;
  readonly paths: { readonly path: string; readonly at: number }[] = [];
  #at = 0;

  constructor(private readonly text: string) {}

  /** Undefined with a `mistake`. */
  read(): TemplateNode | undefined {
    const root = this.#value(0);
    this.#skip(SPACE);
    if (this.#at < this.text.length) this.#fail('nothing may follow behind the end of the JSON');
    return this.mistake === undefined ? root : undefined;
  }

  #value(depth: number): TemplateNode | undefined {
    this.#skip(SPACE);
    if (depth > MAX_DEPTH) return this.#fail(`more than ${MAX_DEPTH} levels`);
    if (this.text.startsWith('{{', this.#at)) return this.#alone();
    const char = this.text[this.#at];
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#list(depth);
    if (char === '"') return this.#string();
    for (const [word, value] of WORDS) if (this.#take(word)) return { kind: 'literal', value };
    const number = this.#skip(NUMBER);
    if (number !== '') return { kind: 'literal', value: Number(number) };
    return this.#fail('a value is missing here: "text", a number, true, false, null, [ ], { } or {{path}}');
  }

  #alone(): TemplateNode | undefined {
    const at = this.#at;
    const path = this.#path();
    if (path === undefined) return this.#fail('{{ is not followed by a path and }}, such as {{alert.title}}');
    this.paths.push({ path, at });
    return { kind: 'value', path };
  }

  #object(depth: number): TemplateNode | undefined {
    const entries: [string, TemplateNode][] = [];
    this.#at += 1;
    this.#skip(SPACE);
    if (this.#take('}')) return { kind: 'object', entries };
    for (;;) {
      this.#skip(SPACE);
      const at = this.#at;
      if (this.text[at] !== '"') return this.#fail('a name in quotes is missing here');
      const key = this.#string();
      if (key === undefined) return undefined;
      if (key.kind !== 'text' || key.parts.some((part) => typeof part !== 'string'))
        return this.#fail('a name cannot hold {{ }}', at);
      this.#skip(SPACE);
      if (!this.#take(':')) return this.#fail('a colon is missing here');
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      entries.push([key.parts.join(''), value]);
      this.#skip(SPACE);
      if (this.#take('}')) return { kind: 'object', entries };
      if (!this.#take(',')) return this.#fail('a comma or } is missing here');
    }
  }

  #list(depth: number): TemplateNode | undefined {
    const items: TemplateNode[] = [];
    this.#at += 1;
    this.#skip(SPACE);
    if (this.#take(']')) return { kind: 'list', items };
    for (;;) {
      const item = this.#value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      this.#skip(SPACE);
      if (this.#take(']')) return { kind: 'list', items };
      if (!this.#take(',')) return this.#fail('a comma or ] is missing here');
    }
  }

  #string(): TemplateNode | undefined {
    const open = this.#at;
    const parts: (string | { path: string })[] = [];
    let from = (this.#at += 1);
    for (;;) {
      const char = this.text[this.#at];
      if (char === undefined || char === '\n') return this.#fail('the quote that begins here is never closed', open);
      if (char === '"' || this.text.startsWith('{{', this.#at)) {
        const literal = this.#unescaped(from, this.#at);
        if (literal === undefined) return undefined;
        if (literal !== '') parts.push(literal);
        if (char === '"') {
          this.#at += 1;
          return { kind: 'text', parts };
        }
        const at = this.#at;
        const path = this.#path();
        if (path === undefined) return this.#fail('{{ is not followed by a path and }}, such as {{alert.title}}');
        this.paths.push({ path, at });
        parts.push({ path });
        from = this.#at;
        continue;
      }
      this.#at += char === '\\' ? 2 : 1;
    }
  }

  #unescaped(from: number, to: number): string | undefined {
    try {
      return JSON.parse(`"${this.text.slice(from, to)}"`) as string;
    } catch {
      this.#fail('this text holds an escape or a control character that JSON does not know', from);
      return undefined;
    }
  }

  #path(): string | undefined {
    PATH.lastIndex = this.#at;
    const found = PATH.exec(this.text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found[1];
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #take(text: string): boolean {
    if (!this.text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #fail(what: string, at = this.#at): undefined {
    this.mistake ??= { at: Math.min(at, this.text.length), what };
    return undefined;
  }
}
