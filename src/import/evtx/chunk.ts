// One chunk of an .evtx file, 64 KiB: its records as event XML, and what could not be read. No memory between chunks: names and
// templates of a chunk stand in it.
//
//   0     "ElfChnk\0"        24 first id  32 last id   48 free space offset  52 CRC-32 of the records  120 dirty/flags  124 CRC-32
//   512   records: 2a 2a 00 00  size:u32  id:u64  written:FILETIME  binary XML  size:u32

import { crc32 } from 'node:zlib';
import { messageOf } from '../../faults.js';
import { BinXmlReader } from './binxml.js';
import { renderEvent } from './render.js';

export const CHUNK_BYTES = 65_536;
const CHUNK_MAGIC = Buffer.from('ElfChnk\0', 'latin1');
const RECORD_MAGIC = Buffer.from([0x2a, 0x2a, 0, 0]);
const FIRST_RECORD = 512;
const HEADER_BYTES = 24;
const MAX_PROBLEMS = 20;

export interface DecodedChunk {
  /** `<Event ...>`, one a record, in the order of the file. */
  readonly events: readonly string[];
  /** Records that could not be read, and stretches of bytes between records. */
  readonly damaged: number;
  /** What was wrong, for people; at most 20 of a chunk. */
  readonly problems: readonly string[];
}

/** Undefined for a place that was never used (no magic, zeros only). Never throws for what the bytes hold. */
export function decodeChunk(bytes: Buffer): DecodedChunk | undefined {
  if (bytes.length < FIRST_RECORD || !bytes.subarray(0, 8).equals(CHUNK_MAGIC)) {
    if (bytes.every((byte) => byte === 0)) return undefined;
    return { events: [], damaged: 1, problems: ['a chunk without its mark'] };
  }
  const reader = new BinXmlReader(bytes);
  const events: string[] = [];
  const problems: string[] = [];
  let damaged = 0;
  const report = (problem: string): void => {
    damaged += 1;
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const said = bytes.readUInt32LE(48);
  if (said < FIRST_RECORD || said > CHUNK_BYTES) report(`a chunk whose records end at offset ${said}`);
  // A file copied while it was written may say too little; records go on then.
  const used = said >= FIRST_RECORD && said <= bytes.length ? said : FIRST_RECORD;
  const isSealed = used > FIRST_RECORD && crc32(bytes.subarray(FIRST_RECORD, used)) === bytes.readUInt32LE(52);
  let last: bigint | undefined;
  for (let at = FIRST_RECORD; at + HEADER_BYTES + 4 <= bytes.length;) {
    const size = recordSize(bytes, at);
    if (size === undefined) {
      if (at >= used) break;
      report(`no record at offset ${at}`);
      const next = nextRecord(bytes, at + 1);
      if (next === undefined) break;
      at = next;
      continue;
    }
    const id = bytes.readBigUInt64LE(at + 8);
    // Behind the last record lies what the chunk held before. Only where the header was not brought up to date do records go on.
    if (at >= used && (isSealed || (last !== undefined && id !== last + 1n))) break;
    last = id;
    try {
      events.push(renderEvent(reader, at + HEADER_BYTES, at + size - 4));
    } catch (error) {
      report(`record ${id}: ${messageOf(error)}`);
    }
    at += size;
  }
  return { events, damaged, problems };
}

/** The size of the record that begins here; undefined when none does. Its size stands at both ends. */
function recordSize(bytes: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES + 4 > bytes.length || !bytes.subarray(at, at + 4).equals(RECORD_MAGIC)) return undefined;
  const size = bytes.readUInt32LE(at + 4);
  if (size < HEADER_BYTES + 4 || at + size > bytes.length) return undefined;
  return bytes.readUInt32LE(at + size - 4) === size ? size : undefined;
}

function nextRecord(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(RECORD_MAGIC, from); at >= 0; at = bytes.indexOf(RECORD_MAGIC, at + 1))
    if (recordSize(bytes, at) !== undefined) return at;
  return undefined;
}
