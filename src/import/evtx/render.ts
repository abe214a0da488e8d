// A tree of binary XML and the values of one record become the `<Event>` text that the windows parser reads: one line, every control
// character as a numeric entity.

import type { BinXmlReader } from './binxml.js';
import { BinXmlError, type Element, type Instance, type Part } from './node.js';
import { textsOf, VALUE_BINXML, VALUE_NULL, type Value } from './values.js';

/** Windows keeps records under 64 KiB; as XML they may be some times that. More is a template that multiplies one value. */
const MAX_CHARACTERS = 1_048_576;
const MAX_NESTED = 8;

/** @throws BinXmlError */
export function renderEvent(reader: BinXmlReader, at: number, end: number): string {
  reader.beginRecord();
  const writer = new Writer(reader);
  writer.parts(reader.readFragment(at, end), undefined);
  return writer.text;
}

class Writer {
  text = '';
  #nested = 0;

  constructor(private readonly reader: BinXmlReader) {}

  parts(parts: readonly Part[], instance: Instance | undefined): void {
    this.reader.pay(parts.length);
    for (const part of parts) {
      if (part.kind === 'text') this.#add(escape(part.text));
      else if (part.kind === 'element') this.#element(part.element, instance);
      else if (part.kind === 'instance') this.parts(part.instance.parts, part.instance);
      else this.#hole(part.index, instance);
    }
  }

  /** An element that holds one array and nothing else stands once for each of its values, as Windows writes it; a named one joins them. */
  #element(element: Element, instance: Instance | undefined): void {
    const [only] = element.parts;
    if (element.parts.length !== 1 || only?.kind !== 'hole') return this.#tag(element, instance);
    const value = instance?.values[only.index];
    if (value === undefined || value.type === VALUE_NULL)
      return only.optional ? undefined : this.#tag(element, instance);
    if (value.type === VALUE_BINXML) return this.#tag(element, instance);
    const texts = this.#textsOf(value);
    if (texts.length === 1 || element.attributes.length > 0) return this.#tag(element, instance, texts.join(', '));
    for (const text of texts) this.#tag(element, instance, text);
  }

  #tag(element: Element, instance: Instance | undefined, content?: string): void {
    this.reader.pay(element.attributes.length);
    this.#add(`<${element.name}`);
    for (const { name, parts } of element.attributes) {
      if (isAbsent(parts, instance)) continue;
      this.#add(` ${name}="`);
      this.parts(parts, instance);
      this.#add('"');
    }
    if (content === undefined && element.parts.length === 0) return this.#add('/>');
    this.#add('>');
    if (content === undefined) this.parts(element.parts, instance);
    else this.#add(escape(content));
    this.#add(`</${element.name}>`);
  }

  #hole(index: number, instance: Instance | undefined): void {
    const value = instance?.values[index];
    if (value === undefined || value.type === VALUE_NULL) return;
    if (value.type !== VALUE_BINXML) return this.#add(escape(this.#textsOf(value).join(', ')));
    this.#nested += 1;
    if (this.#nested > MAX_NESTED) throw new BinXmlError('fragments within fragments', value.at);
    this.parts(this.reader.readFragment(value.at, value.at + value.size), undefined);
    this.#nested -= 1;
  }

  #textsOf(value: Value): readonly string[] {
    this.reader.pay(1, value.size);
    const texts = textsOf(this.reader.chunk, value);
    this.reader.pay(texts.length);
    return texts;
  }

  #add(text: string): void {
    this.reader.pay(0, text.length);
    if (this.text.length + text.length > MAX_CHARACTERS) throw new BinXmlError('over 1 MiB of text', 0);
    this.text += text;
  }
}

function isAbsent(parts: readonly Part[], instance: Instance | undefined): boolean {
  const [only] = parts;
  if (parts.length !== 1 || only?.kind !== 'hole' || !only.optional) return false;
  const value = instance?.values[only.index];
  return value === undefined || value.type === VALUE_NULL;
}

/* oxlint-disable-next-line no-control-regex -- these are what it is about */
const SPECIAL = /[&<>"\u0000-\u001f]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(SPECIAL, (char) => ENTITIES[char] ?? (char === '\0' ? '' : `&#${char.charCodeAt(0)};`));
}
