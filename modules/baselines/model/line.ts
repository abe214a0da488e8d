// One line of a file of records: `<crc32 of the rest> <JSON>`. A name is an attacker's text, so it stands in JSON and is no file name.

import { crc32 } from 'node:zlib';
import type { ModelRecord } from '../engine/record.js';

/** A record as it stands in a line: shorter than with the names of its parts. */
export type RecordLine = readonly [kind: ModelRecord['kind'], name: string, data: unknown];

/** With its line feed. */
export function lineOf(value: unknown): string {
  const json = JSON.stringify(value);
  return `${checksum(json)} ${json}\n`;
}

/** The JSON of a line without its line feed; undefined: damaged. */
export function jsonOf(line: Buffer): string | undefined {
  if (line.length <= CHECKSUM_CHARS + 1) return undefined;
  const json = line.toString('utf8', CHECKSUM_CHARS + 1);
  return line.toString('latin1', 0, CHECKSUM_CHARS) === checksum(json) ? json : undefined;
}

/** The value of a line without its line feed; undefined: damaged. */
export function valueOf(line: Buffer): unknown {
  const json = jsonOf(line);
  return json === undefined ? undefined : JSON.parse(json);
}

export function recordOf(value: unknown): ModelRecord | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [kind, name, data] = value as unknown as RecordLine;
  return typeof kind === 'string' && typeof name === 'string' ? { kind, name, data } : undefined;
}

/** `user:alice`, as far as it can be read without believing the line; undefined: not at all. */
export function keyIn(line: Buffer): string | undefined {
  const start = line.toString('utf8', CHECKSUM_CHARS + 1, CHECKSUM_CHARS + 1 + MAX_KEY_BYTES);
  const match = /^\["(engine|user|ip|host)",("(?:[^"\\]|\\.)*"),/.exec(start);
  if (match === null) return undefined;
  try {
    return `${match[1]}:${JSON.parse(match[2]!)}`;
  } catch {
    return undefined;
  }
}

const CHECKSUM_CHARS = 8;
/** Of names: 128 characters, each at most `\u0000`. */
const MAX_KEY_BYTES = 900;

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(CHECKSUM_CHARS, '0');
}
