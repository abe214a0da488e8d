// What an input is read into, whatever its format: one record a message, in order.

import type { Given } from '../collector/given.js';

export interface InputRecord {
  /** The message as a device would have sent it. */
  readonly bytes: Buffer;
  readonly truncated: boolean;
  /** What the input says about it by name (CSV columns, an export of ours). */
  readonly given?: Given;
  /** By what a second run knows the record again; left out: `bytes`. */
  readonly key?: Buffer;
}

/** Told of what could not be read: damaged stretches cost themselves, not the import. */
export type OnDamage = (count: number, problems: readonly string[]) => void;

/** Longer records of formats that say where a record ends are cut and tagged. Windows' largest events are some 200 KB as XML. */
export const MAX_RECORD_BYTES = 262_144;

/** A record of text, cut at the cap. */
export function textRecord(text: string, more?: Pick<InputRecord, 'given' | 'key'>): InputRecord {
  const bytes = Buffer.from(text);
  const truncated = bytes.length > MAX_RECORD_BYTES;
  return { bytes: truncated ? bytes.subarray(0, MAX_RECORD_BYTES) : bytes, truncated, ...more };
}
