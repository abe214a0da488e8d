// Networks with a value each, some thousand of them; the narrowest one that holds an address counts. One probe for each prefix length
// that occurs.

import { addressOf } from '../../query/address.js';

export class PrefixMap<T> {
  readonly #v4 = new Family<T>();
  readonly #v6 = new Family<T>();

  /** @param range an address or CIDR; of equal ones the first counts. What is no range is left out: the schema has said so. */
  add(range: string, value: T): void {
    const [base, length] = range.split('/');
    const address = addressOf(base!);
    if (address === undefined) return;
    const bits = address.length * 8;
    const mapped = address.length === 4 && base!.includes(':') ? 96 : 0;
    this.#of(address).add(address, length === undefined ? bits : Number(length) - mapped, value);
  }

  find(address: Uint8Array): T | undefined {
    return this.#of(address).find(address);
  }

  #of(address: Uint8Array): Family<T> {
    return address.length === 4 ? this.#v4 : this.#v6;
  }
}

class Family<T> {
  readonly #values = new Map<string, T>();
  /** The longest first. */
  #lengths: readonly number[] = [];

  add(address: Uint8Array, length: number, value: T): void {
    if (!(length >= 0 && length <= address.length * 8)) return;
    const prefix = prefixText(address, length);
    if (this.#values.has(prefix)) return;
    this.#values.set(prefix, value);
    if (!this.#lengths.includes(length)) this.#lengths = [...this.#lengths, length].toSorted((a, b) => b - a);
  }

  find(address: Uint8Array): T | undefined {
    for (const length of this.#lengths) {
      const value = this.#values.get(prefixText(address, length));
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** `20010db8/32`: the bytes that count, the last one without the bits that do not. */
export function prefixText(address: Uint8Array, length: number): string {
  const whole = length >> 3;
  let text = '';
  for (let at = 0; at < whole; at += 1) text += HEX[address[at]!]!;
  if ((length & 7) !== 0) text += HEX[address[whole]! & (0xff << (8 - (length & 7)))]!;
  return `${text}/${length}`;
}
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
