// The values of a binary event as text, in the forms in which Windows itself renders them (wevtutil, Event Viewer's XML).
// Types: [MS-EVEN6] 2.2.12 BinXml, "Type System"; the array flag and the missing ones after libyal's EVTX description.

export const VALUE_NULL = 0x00;
export const VALUE_BINXML = 0x21;
const STRING = 0x01;
const ANSI = 0x02;
const BINARY = 0x0e;
const IS_ARRAY = 0x80;

/** 1601-01-01 to 1970-01-01 in units of 100 ns. */
const EPOCH_DIFFERENCE = 116_444_736_000_000_000n;
const latin1 = new TextDecoder('windows-1252');

/** One value of a record: its type and where its bytes lie in the chunk. */
export interface Value {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

/** Texts of a value: one, or as many as an array has; none for NULL. Never throws for a value that does not fit its type: hexadecimal then. */
export function textsOf(chunk: Buffer, { type, at, size }: Value): readonly string[] {
  if (type === VALUE_NULL) return [];
  const bytes = chunk.subarray(at, at + size);
  if ((type & IS_ARRAY) === 0) return [textOf(bytes, type)];
  const item = type & ~IS_ARRAY;
  if (item === STRING) return splitStrings(utf16(bytes));
  if (item === ANSI) return splitStrings(latin1.decode(bytes));
  return itemsOf(bytes, item).map((each) => textOf(each, item));
}

function textOf(bytes: Buffer, type: number): string {
  const read = READERS[type];
  if (read === undefined || (SIZES[type] !== undefined && bytes.length < SIZES[type])) return hex(bytes);
  return read(bytes);
}

/** Bytes of the types whose size is fixed. */
const SIZES: Readonly<Record<number, number>> = {
  0x03: 1,
  0x04: 1,
  0x05: 2,
  0x06: 2,
  0x07: 4,
  0x08: 4,
  0x09: 8,
  0x0a: 8,
  0x0b: 4,
  0x0c: 8,
  0x0d: 1,
  0x0f: 16,
  0x10: 4,
  0x11: 8,
  0x12: 16,
  0x13: 8,
  0x14: 4,
  0x15: 8,
};

const READERS: Readonly<Record<number, (bytes: Buffer) => string>> = {
  [STRING]: (bytes) => trimNul(utf16(bytes)),
  [ANSI]: (bytes) => trimNul(latin1.decode(bytes)),
  0x03: (bytes) => String(bytes.readInt8(0)),
  0x04: (bytes) => String(bytes.readUInt8(0)),
  0x05: (bytes) => String(bytes.readInt16LE(0)),
  0x06: (bytes) => String(bytes.readUInt16LE(0)),
  0x07: (bytes) => String(bytes.readInt32LE(0)),
  0x08: (bytes) => String(bytes.readUInt32LE(0)),
  0x09: (bytes) => String(bytes.readBigInt64LE(0)),
  0x0a: (bytes) => String(bytes.readBigUInt64LE(0)),
  0x0b: (bytes) => String(bytes.readFloatLE(0)),
  0x0c: (bytes) => String(bytes.readDoubleLE(0)),
  0x0d: (bytes) => String(bytes.some((byte) => byte !== 0)),
  [BINARY]: hex,
  0x0f: guid,
  0x10: (bytes) => hexNumber(bytes.length >= 8 ? bytes.readBigUInt64LE(0) : bytes.readUInt32LE(0)),
  0x11: (bytes) => fileTime(bytes.readBigUInt64LE(0)),
  0x12: systemTime,
  0x13: sid,
  0x14: (bytes) => hexNumber(bytes.readUInt32LE(0)),
  0x15: (bytes) => hexNumber(bytes.readBigUInt64LE(0)),
};

function itemsOf(bytes: Buffer, item: number): Buffer[] {
  const items: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    // A SID says its own length: 8 bytes and 4 for each sub-authority.
    const size = item === 0x13 ? 8 + 4 * (bytes[at + 1] ?? 0) : (SIZES[item] ?? bytes.length);
    items.push(bytes.subarray(at, at + size));
    at += size;
  }
  return items;
}

function splitStrings(text: string): string[] {
  const items = text.split('\0');
  if (items.at(-1) === '') items.pop();
  return items;
}

function trimNul(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function utf16(bytes: Buffer): string {
  return bytes.toString('utf16le');
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase();
}

function hexNumber(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

function guid(bytes: Buffer): string {
  const part = (from: number, to: number): string => hex(bytes.subarray(from, to));
  const swapped = (from: number, to: number): string => hex(Buffer.from(bytes.subarray(from, to)).reverse());
  return `{${swapped(0, 4)}-${swapped(4, 6)}-${swapped(6, 8)}-${part(8, 10)}-${part(10, 16)}}`;
}

/** With seven digits behind the second, all that Windows keeps. */
function fileTime(ticks: bigint): string {
  const ms = Number((ticks - EPOCH_DIFFERENCE) / 10_000n);
  const date = new Date(ms);
  if (Number.isNaN(date.getTime()) || ticks < EPOCH_DIFFERENCE) return String(ticks);
  return `${date.toISOString().slice(0, 19)}.${String(ticks % 10_000_000n).padStart(7, '0')}Z`;
}

function systemTime(bytes: Buffer): string {
  const word = (index: number, digits: number): string => String(bytes.readUInt16LE(index * 2)).padStart(digits, '0');
  return `${word(0, 4)}-${word(1, 2)}-${word(3, 2)}T${word(4, 2)}:${word(5, 2)}:${word(6, 2)}.${word(7, 3)}Z`;
}

function sid(bytes: Buffer): string {
  const count = Math.min(bytes[1]!, Math.floor((bytes.length - 8) / 4));
  const parts = [`S-${bytes[0]}`, String(bytes.readUIntBE(2, 6))];
  for (let i = 0; i < count; i += 1) parts.push(String(bytes.readUInt32LE(8 + 4 * i)));
  return parts.join('-');
}
