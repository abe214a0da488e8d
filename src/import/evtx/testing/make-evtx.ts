// Writes small .evtx files for tests: one chunk, one template that each record fills with its values.

const NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event';

export interface MadeValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export interface MadeRecord {
  readonly id: number;
  readonly code: number;
  readonly computer: string;
  /** ms since 1970 */
  readonly time: number;
  /** `<Data Name="Value">`; left out: NULL. */
  readonly value?: MadeValue;
  /** `<Data>` without a name. */
  readonly list?: readonly string[];
  /** `<UserData>`, a fragment of its own: `<Wrapper><Inner>text</Inner></Wrapper>`. */
  readonly userData?: string;
}

export const text = (value: string): MadeValue => ({ type: 0x01, bytes: Buffer.from(value, 'utf16le') });

export function makeEvtx(...chunks: readonly (readonly MadeRecord[])[]): Buffer {
  const header = Buffer.alloc(4096);
  header.write('ElfFile\0', 'latin1');
  return Buffer.concat([header, ...chunks.map((records) => new ChunkMaker().chunk(records))]);
}

class ChunkMaker {
  readonly #bytes = Buffer.alloc(65_536);
  readonly #names = new Map<string, number>();
  #at = 512;
  #template = 0;

  chunk(records: readonly MadeRecord[]): Buffer {
    this.#bytes.write('ElfChnk\0', 'latin1');
    for (const record of records) this.#record(record);
    this.#bytes.writeUInt32LE(this.#at, 48);
    return this.#bytes;
  }

  #record({ id, code, computer, time, value, list, userData }: MadeRecord): void {
    const start = this.#at;
    this.#write([0x2a, 0x2a, 0, 0, 0, 0, 0, 0]);
    this.#u64(BigInt(id));
    this.#u64(fileTime(time));
    this.#write([0x0f, 1, 1, 0, 0x0c, 1]);
    this.#u32(0x1234);
    this.#instanceHead();
    const nested = userData === undefined ? undefined : this.#nested(userData);
    this.#values([
      text('Made-Provider'),
      { type: 0x06, bytes: u16(code) },
      { type: 0x11, bytes: u64(fileTime(time)) },
      { type: 0x0a, bytes: u64(BigInt(id)) },
      text(computer),
      value ?? { type: 0, bytes: Buffer.alloc(0) },
      list === undefined
        ? { type: 0, bytes: Buffer.alloc(0) }
        : { type: 0x81, bytes: Buffer.from(`${list.join('\0')}\0`, 'utf16le') },
      nested ?? { type: 0, bytes: Buffer.alloc(0) },
    ]);
    this.#u32(this.#at + 4 - start);
    this.#bytes.writeUInt32LE(this.#at - start, start + 4);
  }

  /** The first record holds the template, the others refer to it. */
  #instanceHead(): void {
    if (this.#template > 0) return this.#u32(this.#template);
    this.#template = this.#at + 4;
    this.#u32(this.#template);
    const sizeAt = this.#at + 20;
    this.#at += 24;
    this.#write([0x0f, 1, 1, 0]);
    this.#open('Event', () => this.#attribute('xmlns', () => this.#text(NAMESPACE)));
    this.#open('System');
    this.#empty('Provider', () => this.#attribute('Name', () => this.#hole(0)));
    this.#leaf('EventID', 1);
    this.#empty('TimeCreated', () => this.#attribute('SystemTime', () => this.#hole(2)));
    this.#leaf('EventRecordID', 3);
    this.#open('Channel');
    this.#text('Made');
    this.#write([0x04]);
    this.#leaf('Computer', 4);
    this.#write([0x04]);
    this.#open('EventData');
    this.#open('Data', () => this.#attribute('Name', () => this.#text('Value')));
    this.#hole(5);
    this.#write([0x04]);
    this.#leaf('Data', 6);
    this.#write([0x04]);
    this.#leaf('UserData', 7);
    this.#write([0x04, 0x00]);
    this.#bytes.writeUInt32LE(this.#at - sizeAt - 4, sizeAt);
  }

  /** Elements of a fragment outside a template have no dependency id. */
  #nested(inner: string): MadeValue {
    const saved = this.#at;
    // Far behind the records: names may stand anywhere in the chunk.
    this.#at = 60_000;
    for (const name of ['Wrapper', 'Inner']) this.#name(name);
    this.#at = saved;
    const names = (name: string): Buffer => u32(this.#names.get(name)!);
    const open = (name: string): Buffer =>
      Buffer.concat([Buffer.from([0x01]), u32(0), names(name), Buffer.from([0x02])]);
    const value = Buffer.from(inner, 'utf16le');
    return {
      type: 0x21,
      bytes: Buffer.concat([
        Buffer.from([0x0f, 1, 1, 0]),
        open('Wrapper'),
        open('Inner'),
        Buffer.from([0x05, 0x01]),
        u16(inner.length),
        value,
        Buffer.from([0x04, 0x04, 0x00]),
      ]),
    };
  }

  #values(values: readonly MadeValue[]): void {
    this.#u32(values.length);
    for (const { type, bytes } of values) this.#write([...u16(bytes.length), type, 0]);
    for (const { bytes } of values) this.#write([...bytes]);
  }

  #open(name: string, attributes?: () => void): void {
    this.#tag(name, attributes);
    this.#write([0x02]);
  }

  #empty(name: string, attributes?: () => void): void {
    this.#tag(name, attributes);
    this.#write([0x03]);
  }

  #tag(name: string, attributes?: () => void): void {
    this.#write([attributes === undefined ? 0x01 : 0x41, 0xff, 0xff, 0, 0, 0, 0]);
    this.#name(name);
    if (attributes === undefined) return;
    this.#u32(0);
    attributes();
  }

  #leaf(name: string, index: number): void {
    this.#open(name);
    this.#hole(index);
    this.#write([0x04]);
  }

  #attribute(name: string, value: () => void): void {
    this.#write([0x06]);
    this.#name(name);
    value();
  }

  #hole(index: number): void {
    this.#write([0x0e, ...u16(index), 0]);
  }

  #text(value: string): void {
    this.#write([0x05, 0x01, ...u16(value.length), ...Buffer.from(value, 'utf16le')]);
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    this.#u32(known ?? this.#at + 4);
    if (known !== undefined) return;
    this.#names.set(name, this.#at);
    this.#write([0, 0, 0, 0, 0, 0, ...u16(name.length), ...Buffer.from(name, 'utf16le'), 0, 0]);
  }

  #write(bytes: readonly number[]): void {
    for (const byte of bytes) this.#bytes[this.#at++] = byte;
  }

  #u32(value: number): void {
    this.#write([...u32(value)]);
  }

  #u64(value: bigint): void {
    this.#write([...u64(value)]);
  }
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function fileTime(ms: number): bigint {
  return (BigInt(ms) + 11_644_473_600_000n) * 10_000n;
}
