// A set of millions of addresses and networks. IPv4: sorted, joined ranges in typed arrays, found by halving (8 bytes an entry). IPv6: the
// networks of each prefix length that occurs, as a set of texts.

import { addressOf, ipv4Number } from '../../../query/address.js';
import { prefixText } from '../prefix-map.js';
import { TextSet } from './text-set.js';

const FIRST_CAPACITY = 1_024;

export class AddressSet {
  /** Until sealed: first address * 64 + prefix length, so that sorting numbers puts wider networks before what lies in them. */
  #keys = new Float64Array(FIRST_CAPACITY);
  #count = 0;
  #from = new Uint32Array(0);
  #to = new Uint32Array(0);
  readonly #v6 = new TextSet();
  readonly #v6Lengths = new Set<number>();

  /** An address or CIDR; bits behind the prefix are cut off. False when it is none. */
  add(text: string): boolean {
    const slash = text.indexOf('/');
    const length = slash < 0 ? undefined : lengthOf(text.slice(slash + 1));
    if (slash >= 0 && length === undefined) return false;
    const base = slash < 0 ? text : text.slice(0, slash);
    const v4 = ipv4Number(base);
    if (v4 >= 0) return this.#addV4(v4, length ?? 32);
    const address = addressOf(base);
    if (address === undefined) return false;
    if (address.length === 4) return slash < 0 && this.#addV4(numberOf(address), 32);
    return this.#addV6(address, length ?? 128);
  }

  /** After the last `add`, before the first `has`. Answers with how many there are, without what lies in others. */
  seal(): number {
    const keys = this.#keys.subarray(0, this.#count).sort();
    this.#from = new Uint32Array(keys.length);
    this.#to = new Uint32Array(keys.length);
    let size = 0;
    let end = -1;
    for (const key of keys) {
      const from = Math.floor(key / 64);
      if (from <= end) continue; // networks are nested or apart: it lies in the one before
      end = from + 2 ** (32 - (key % 64)) - 1;
      this.#from[size] = from;
      this.#to[size] = end;
      size += 1;
    }
    this.#from = this.#from.slice(0, size);
    this.#to = this.#to.slice(0, size);
    this.#keys = new Float64Array(0);
    this.#count = 0;
    return size + this.#v6.size;
  }

  get bytes(): number {
    return this.#from.byteLength + this.#to.byteLength + this.#v6.bytes;
  }

  /** @param address 4 or 16 bytes */
  has(address: Uint8Array): boolean {
    if (address.length === 4) return this.#hasV4(numberOf(address));
    for (const length of this.#v6Lengths) if (this.#v6.has(prefixText(address, length))) return true;
    return false;
  }

  #hasV4(address: number): boolean {
    let [low, high] = [0, this.#from.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#from[middle]! <= address) low = middle + 1;
      else high = middle;
    }
    return low > 0 && this.#to[low - 1]! >= address;
  }

  #addV4(address: number, length: number): boolean {
    if (length > 32) return false;
    if (this.#count === this.#keys.length) {
      const grown = new Float64Array(this.#keys.length * 2);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    const size = 2 ** (32 - length);
    this.#keys[this.#count] = (address - (address % size)) * 64 + length;
    this.#count += 1;
    return true;
  }

  #addV6(address: Uint8Array, length: number): boolean {
    if (length > 128) return false;
    this.#v6Lengths.add(length);
    this.#v6.add(prefixText(address, length));
    return true;
  }
}

function lengthOf(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

function numberOf(address: Uint8Array): number {
  return ((address[0]! << 24) | (address[1]! << 16) | (address[2]! << 8) | address[3]!) >>> 0;
}
