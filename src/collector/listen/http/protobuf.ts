// Reads protobuf's wire format (https://protobuf.dev/programming-guides/encoding/) into plain objects, by a table of fields: no more
// than what the doors need. Depth and number of messages are capped; fields that the table does not know are skipped.

export type Kind = 'string' | 'bytes' | 'bool' | 'int64' | 'int32' | 'fixed64' | 'fixed32' | 'double';

export interface Field {
  readonly name: string;
  readonly kind: Kind | (() => Schema);
  readonly many?: true;
}
/** By field number. */
export type Schema = Readonly<Record<number, Field>>;

export type Message = Record<string, unknown>;

/** Values as in protobuf's JSON mapping, but bytes: 64-bit integers beyond 2^53 are decimal text, fixed64 always is. */
export function readProtobuf(bytes: Buffer, schema: Schema): { readonly value: Message } | { readonly wrong: string } {
  const reader = new Reader(bytes);
  try {
    return { value: reader.message(schema, bytes.length, 0) };
  } catch (error) {
    // Only our own: the reader calls nothing that throws for what the bytes say.
    if (error instanceof Malformed) return { wrong: `${error.message} (position ${reader.at})` };
    throw error;
  }
}

class Malformed extends Error {}

const MAX_DEPTH = 64;
/** An empty message takes two bytes on the wire and fifty in memory. */
const MAX_MESSAGES = 1_000_000;

class Reader {
  at = 0;
  #messages = 0;
  constructor(private readonly bytes: Buffer) {}

  message(schema: Schema, end: number, depth: number): Message {
    if (depth > MAX_DEPTH) throw new Malformed(`it nests deeper than ${MAX_DEPTH}`);
    if (++this.#messages > MAX_MESSAGES)
      throw new Malformed(`it holds more than ${MAX_MESSAGES} values: send smaller batches`);
    const message: Message = {};
    while (this.at < end) {
      const tag = this.#uint();
      if (tag < 8) throw new Malformed('there is no field 0');
      const field = schema[Math.floor(tag / 8)];
      const wire = tag % 8;
      if (field === undefined || wire !== wireOf(field.kind)) this.#skip(wire, end);
      else add(message, field, this.#value(field.kind, end, depth));
    }
    if (this.at > end) throw new Malformed('a message is longer than it says');
    return message;
  }

  #value(kind: Field['kind'], end: number, depth: number): unknown {
    switch (kind) {
      case 'bool':
        return this.#uint() !== 0;
      case 'int32':
        return Number(BigInt.asIntN(32, this.#varint()));
      case 'int64':
        return asNumber(BigInt.asIntN(64, this.#varint()));
      case 'fixed64':
        return this.bytes.readBigUInt64LE(this.#skipTo(8, end)).toString();
      case 'double':
        return this.bytes.readDoubleLE(this.#skipTo(8, end));
      case 'fixed32':
        return this.bytes.readUInt32LE(this.#skipTo(4, end));
    }
    const length = this.#uint();
    const start = this.#skipTo(length, end);
    if (kind === 'string') return this.bytes.toString('utf8', start, this.at);
    if (kind === 'bytes') return this.bytes.subarray(start, this.at);
    this.at = start;
    return this.message(kind(), start + length, depth + 1);
  }

  /** Tags and lengths: exact to 2^53, and what is larger is longer than any body. */
  #uint(): number {
    for (let [value, scale, read] = [0, 1, 0]; read < 10; read++, scale *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new Malformed('a number has more than ten bytes');
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Malformed('a number has more than ten bytes');
  }

  #byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new Malformed('it ends too early');
    this.at++;
    return byte;
  }

  /** Moves on by `length` and answers where it was. */
  #skipTo(length: number, end: number): number {
    const start = this.at;
    if (length > end - start) throw new Malformed('it ends too early');
    this.at = start + length;
    return start;
  }

  #skip(wire: number, end: number): void {
    if (wire === 0) this.#uint();
    else if (wire === 1) this.#skipTo(8, end);
    else if (wire === 5) this.#skipTo(4, end);
    else if (wire === 2) this.#skipTo(this.#uint(), end);
    else throw new Malformed(`wire type ${wire} is not known`);
  }
}

function wireOf(kind: Field['kind']): number {
  if (kind === 'bool' || kind === 'int32' || kind === 'int64') return 0;
  if (kind === 'fixed64' || kind === 'double') return 1;
  return kind === 'fixed32' ? 5 : 2;
}

function add(message: Message, { name, many }: Field, value: unknown): void {
  if (many !== true) message[name] = value;
  else if (Array.isArray(message[name])) message[name].push(value);
  else message[name] = [value];
}

function asNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
