// Whom an address stands for where something is counted by address.

import { addressOf } from '#src/query/address.js';

/** An IPv6 network is one address: its owner has 2^64 of them. By bytes, because `fd00::1` and `fd00::2` share more than their text says. */
export function networkKey(address: string): string {
  const bytes = addressOf(address);
  if (bytes === undefined) return address;
  return bytes.length === 16 ? Buffer.from(bytes.subarray(0, 8)).toString('hex') : bytes.join('.');
}
