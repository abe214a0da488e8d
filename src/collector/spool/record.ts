// One record of a spool file: how it lies there, and how it is found again behind damage.
//
//   0   4  magic "LWr1"
//   4   4  CRC-32 of all behind it, begun with the file's secret
//   8   6  sequence, big endian, as all numbers
//   14  6  receivedAt, ms since 1970
//   20  4  bytes of the head
//   24  4  bytes of the body
//   28     head (who brought it, see head.ts), body (the message)
//
// The secret keeps a record that somebody wrote into a message from being taken for one when the file is searched.

import { crc32 } from 'node:zlib';

const MAGIC = Buffer.from('LWr1');
const HEADER_BYTES = 28;
const COVERED_FROM = 8;
/** More than any listener lets through is damage. */
const MAX_PART_BYTES = 134_217_728;

export interface Entry {
  readonly receivedAt: number;
  readonly head: Buffer;
  readonly body: Buffer;
}

export function recordBytes({ head, body }: Entry): number {
  return HEADER_BYTES + head.length + body.length;
}

/** Writes a record at `at`; returns where the next begins. */
export function writeRecord(into: Buffer, at: number, sequence: number, secret: number, entry: Entry): number {
  const { receivedAt, head, body } = entry;
  const end = at + recordBytes(entry);
  MAGIC.copy(into, at);
  into.writeUIntBE(sequence, at + 8, 6);
  into.writeUIntBE(Math.max(0, Math.floor(receivedAt)), at + 14, 6);
  into.writeUInt32BE(head.length, at + 20);
  into.writeUInt32BE(body.length, at + 24);
  head.copy(into, at + HEADER_BYTES);
  body.copy(into, at + HEADER_BYTES + head.length);
  into.writeUInt32BE(crc32(into.subarray(at + COVERED_FROM, end), secret), at + 4);
  return end;
}

/** What lies at a place: a record, too little to tell (from `needs` bytes on it could be told), or nothing of ours. */
export type Look =
  | { readonly is: 'record'; readonly end: number }
  | { readonly is: 'short'; readonly needs: number }
  | { readonly is: 'damaged' };

const DAMAGED = { is: 'damaged' } as const;

export function look(bytes: Buffer, at: number, secret: number): Look {
  const left = bytes.length - at;
  if (bytes.compare(MAGIC, 0, Math.min(left, MAGIC.length), at, at + Math.min(left, MAGIC.length)) !== 0)
    return DAMAGED;
  if (left < HEADER_BYTES) return { is: 'short', needs: HEADER_BYTES };
  const head = bytes.readUInt32BE(at + 20);
  const body = bytes.readUInt32BE(at + 24);
  if (head > MAX_PART_BYTES || body > MAX_PART_BYTES) return DAMAGED;
  const end = at + HEADER_BYTES + head + body;
  if (end > bytes.length) return { is: 'short', needs: end - at };
  return crc32(bytes.subarray(at + COVERED_FROM, end), secret) === bytes.readUInt32BE(at + 4)
    ? { is: 'record', end }
    : DAMAGED;
}

/** Where the next record may begin, behind a place where none is; the end of `bytes` where there is none in them. */
export function nextMagic(bytes: Buffer, after: number): number {
  const at = bytes.indexOf(MAGIC, after + 1);
  // The magic may be cut by the end of what was read.
  return at < 0 ? Math.max(after + 1, bytes.length - (MAGIC.length - 1)) : at;
}

export const sequenceAt = (bytes: Buffer, at: number): number => bytes.readUIntBE(at + 8, 6);

/** Of a record that `look` found. The parts are views of `bytes`. */
export function entryAt(bytes: Buffer, at: number, end: number): Entry {
  const bodyAt = at + HEADER_BYTES + bytes.readUInt32BE(at + 20);
  const head = bytes.subarray(at + HEADER_BYTES, bodyAt);
  return { receivedAt: bytes.readUIntBE(at + 14, 6), head, body: bytes.subarray(bodyAt, end) };
}
