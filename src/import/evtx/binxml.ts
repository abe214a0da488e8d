// Reads the binary XML of one chunk of an .evtx file into trees ([MS-EVEN6] 2.2.12; libyal's EVTX description for names and templates,
// which stand once in a chunk and are referred to by their offset). Every length is checked, depth, size and work are capped: a damaged
// or a hostile record costs itself, nothing else.
//
//   fragment := 0f major minor flags  (element | instance)  [00]
//   instance := 0c 01 id:u32 definition:u32 [next:u32 guid size:u32 fragment]  count:u32 (size:u16 type:u8 00)* values
//   element  := (01|41) [dependency:u16] size:u32 name:u32  [size:u32 attribute*]  (02 content* 04 | 03)
//   attribute:= (06|46) name:u32 content*

import { BinXmlError, type Element, type Instance, type Part } from './node.js';
import type { Value } from './values.js';

const MAX_DEPTH = 32;
const MAX_VALUES = 4_096;
const MAX_NAME = 256;
/** 0x40: more of the same follow. */
const MORE = 0x40;

/**
 * What a record, and all records of a chunk, may cost in bytes of memory: a text its length, a part or a value 32. Templates within
 * templates and places that many records refer to multiply. 64 KiB that Windows wrote come to some hundred kilobytes.
 */
const MAX_RECORD_COST = 4 * 1_048_576;
const MAX_CHUNK_COST = 16 * 1_048_576;
const PART_COST = 32;

export class BinXmlReader {
  #at = 0;
  #costOfRecord = 0;
  #costOfChunk = 0;
  readonly #names = new Map<number, { name: string; end: number }>();
  readonly #templates = new Map<number, { parts: readonly Part[]; end: number }>();

  constructor(readonly chunk: Buffer) {}

  /** From here on another record pays. */
  beginRecord(): void {
    this.#costOfRecord = 0;
  }

  /** To be called before the work is done. @throws BinXmlError when record or chunk cost too much */
  pay(parts: number, characters = 0): void {
    const cost = parts * PART_COST + characters;
    this.#costOfRecord += cost;
    this.#costOfChunk += cost;
    if (this.#costOfRecord > MAX_RECORD_COST) throw new BinXmlError('templates that multiply', this.#at);
    if (this.#costOfChunk > MAX_CHUNK_COST) throw new BinXmlError('too much in one chunk', this.#at);
  }

  /** @throws BinXmlError */
  readFragment(at: number, end: number): readonly Part[] {
    const saved = this.#at;
    this.#at = at;
    const parts = this.#content(end, 0, false);
    this.#at = saved;
    return parts;
  }

  /** Until something that ends it: its end token (not taken), an end of stream, or `end`. */
  #content(end: number, depth: number, inTemplate: boolean): Part[] {
    if (depth > MAX_DEPTH) throw new BinXmlError('nested too deep', this.#at);
    const parts: Part[] = [];
    while (this.#at < end) {
      const token = this.#peek() & ~MORE;
      if (token === 0x00 || (token >= 0x02 && token <= 0x04) || token === 0x06) break;
      this.pay(1);
      const part = this.#part(token, end, depth, inTemplate);
      if (part !== undefined) parts.push(part);
    }
    return parts;
  }

  #part(token: number, end: number, depth: number, inTemplate: boolean): Part | undefined {
    const at = this.#at;
    switch (token) {
      case 0x01:
        return { kind: 'element', element: this.#element(end, depth, inTemplate) };
      case 0x05: {
        const type = this.#u8(at + 1);
        if (type !== 0x01) throw new BinXmlError(`value text of type ${type}`, at);
        return this.#counted(at + 2);
      }
      case 0x07: // CDATA
        return this.#counted(at + 1);
      case 0x08: // character reference
        this.#at = at + 3;
        return text(String.fromCharCode(this.#u16(at + 1)));
      case 0x09: // entity reference
        this.#at = at + 1;
        return text(entity(this.#name()));
      case 0x0a: // processing instruction: its target and its data say nothing of the event
        this.#at = at + 1;
        this.#name();
        return undefined;
      case 0x0b:
        this.#counted(at + 1);
        return undefined;
      case 0x0c:
        return { kind: 'instance', instance: this.#instance(depth) };
      case 0x0d:
      case 0x0e:
        this.#at = at + 4;
        return { kind: 'hole', index: this.#u16(at + 1), optional: token === 0x0e };
      case 0x0f:
        this.#at = at + 4;
        return undefined;
      default:
        throw new BinXmlError(`unknown token 0x${token.toString(16)}`, at);
    }
  }

  #element(end: number, depth: number, inTemplate: boolean): Element {
    const at = this.#at;
    const hasAttributes = (this.#u8(at) & MORE) !== 0;
    // Elements outside templates may lack the dependency id: the name's offset shows.
    const hasDependency = inTemplate || this.#isName(this.#peekU32(at + 7));
    this.#at = at + (hasDependency ? 7 : 5);
    const name = this.#name();
    const attributes: { name: string; parts: readonly Part[] }[] = [];
    if (hasAttributes) {
      this.#at += 4; // bytes of the list; its tokens end it
      while ((this.#peek() & ~MORE) === 0x06) {
        this.pay(1);
        this.#at += 1;
        attributes.push({ name: this.#name(), parts: this.#content(end, depth + 1, inTemplate) });
      }
    }
    const closing = this.#peek();
    this.#at += 1;
    if (closing === 0x03) return { name, attributes, parts: [] };
    if (closing !== 0x02) throw new BinXmlError(`token 0x${closing.toString(16)} within a tag`, this.#at - 1);
    const parts = this.#content(end, depth + 1, inTemplate);
    if (this.#peek() !== 0x04) throw new BinXmlError(`no end of <${name}>`, this.#at);
    this.#at += 1;
    return { name, attributes, parts };
  }

  #instance(depth: number): Instance {
    const start = this.#at;
    const definition = this.#u32(start + 6);
    const inPlace = definition === start + 10;
    const { parts, end } = this.#template(definition, depth);
    this.#at = inPlace ? end : start + 10;
    return { parts, values: this.#values() };
  }

  #values(): Value[] {
    const count = this.#u32(this.#at);
    if (count > MAX_VALUES) throw new BinXmlError(`${count} values`, this.#at);
    this.pay(count);
    let descriptor = this.#at + 4;
    let at = descriptor + 4 * count;
    const values: Value[] = [];
    for (let i = 0; i < count; i += 1, descriptor += 4) {
      const size = this.#u16(descriptor);
      if (at + size > this.chunk.length) throw new BinXmlError('a value beyond the chunk', descriptor);
      values.push({ type: this.#u8(descriptor + 2), at, size });
      at += size;
    }
    this.#at = at;
    return values;
  }

  /** next:u32, GUID, size:u32, then the fragment. */
  #template(at: number, depth: number): { parts: readonly Part[]; end: number } {
    const known = this.#templates.get(at);
    if (known !== undefined) return known;
    const end = at + 24 + this.#u32(at + 20);
    if (end > this.chunk.length) throw new BinXmlError('a template beyond the chunk', at);
    const saved = this.#at;
    this.#at = at + 24;
    const parts = this.#content(end, depth + 1, true);
    this.#at = saved;
    const template = { parts, end };
    this.#templates.set(at, template);
    return template;
  }

  /** Reads the offset of a name, and the name itself where it stands for the first time. */
  #name(): string {
    const offset = this.#u32(this.#at);
    this.#at += 4;
    const { name, end } = this.#nameAt(offset);
    if (offset === this.#at) this.#at = end;
    return name;
  }

  /** next:u32 hash:u16 length:u16 UTF-16 text, NUL */
  #nameAt(offset: number): { name: string; end: number } {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    if (!this.#isName(offset)) throw new BinXmlError('a name that is none', this.#at);
    const length = this.#u16(offset + 6);
    this.pay(1, length);
    const found = {
      name: this.chunk.toString('utf16le', offset + 8, offset + 8 + 2 * length),
      end: offset + 10 + 2 * length,
    };
    this.#names.set(offset, found);
    return found;
  }

  #isName(offset: number): boolean {
    if (this.#names.has(offset)) return true;
    if (offset < 0x200 || offset + 10 > this.chunk.length) return false;
    const length = this.chunk.readUInt16LE(offset + 6);
    const end = offset + 8 + 2 * length;
    if (length > MAX_NAME || end + 2 > this.chunk.length || end === offset + 8 || this.chunk.readUInt16LE(end) !== 0)
      return false;
    return NAME.test(this.chunk.toString('utf16le', offset + 8, end));
  }

  #counted(at: number): Part {
    const end = at + 2 + 2 * this.#u16(at);
    if (end > this.chunk.length) throw new BinXmlError('a text beyond the chunk', at);
    this.pay(0, end - at);
    this.#at = end;
    return text(this.chunk.toString('utf16le', at + 2, end));
  }

  #peek(): number {
    return this.#u8(this.#at);
  }

  #peekU32(at: number): number {
    return at + 4 <= this.chunk.length ? this.chunk.readUInt32LE(at) : 0;
  }

  #u8(at: number): number {
    if (at + 1 > this.chunk.length) throw new BinXmlError('end of chunk', at);
    return this.chunk[at]!;
  }

  #u16(at: number): number {
    if (at + 2 > this.chunk.length) throw new BinXmlError('end of chunk', at);
    return this.chunk.readUInt16LE(at);
  }

  #u32(at: number): number {
    if (at + 4 > this.chunk.length) throw new BinXmlError('end of chunk', at);
    return this.chunk.readUInt32LE(at);
  }
}

/** What becomes a tag or an attribute: nothing that could end one. */
const NAME = /^[\p{L}_:][\p{L}\p{N}_:.-]*$/u;

function text(value: string): Part {
  return { kind: 'text', text: value };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function entity(name: string): string {
  return ENTITIES[name] ?? `&${name};`;
}
