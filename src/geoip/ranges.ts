// Networks with what is said of them, for one look-up among millions: sorted, cut so that none overlaps (the narrower network counts),
// then found by halving. Addresses are numbers: 32 bits of IPv4, the first 48 of IPv6.

import { setImmediate as nextTurn } from 'node:timers/promises';

/** So many are looked at in one go, 1 to 5 ms: messages are taken in between. */
const PIECE = 16_384;

export class Ranges {
  #from: Float64Array | Uint32Array;
  #to: Float64Array | Uint32Array;
  #value: Uint32Array;
  #size = 0;
  #isSorted = true;

  constructor(private readonly bits: 32 | 48) {
    this.#from = this.#numbers(FIRST_CAPACITY);
    this.#to = this.#numbers(FIRST_CAPACITY);
    this.#value = new Uint32Array(FIRST_CAPACITY);
  }

  /** @param to of the network, its last address. Networks are nested or apart, never crossing, as CIDR has it. */
  add(from: number, to: number, value: number): void {
    if (this.#size > 0 && this.#isBefore(from, to, this.#size - 1)) this.#isSorted = false;
    this.#push(from, to, value);
  }

  /** After the last `add`, before the first `find`. */
  async seal(): Promise<void> {
    const order = this.#isSorted ? undefined : await this.#sorted();
    const [from, to, value, size] = [this.#from, this.#to, this.#value, this.#size];
    const flat = new Ranges(this.bits);
    const open: number[] = [];
    let next = 0;
    const close = (before: number): void => {
      for (let top = open.at(-1); top !== undefined && to[top]! < before; top = open.at(-1)) {
        if (next <= to[top]!) flat.#push(next, to[top]!, value[top]!);
        next = to[top]! + 1;
        open.pop();
      }
    };
    for (let at = 0; at < size; at += 1) {
      if (at % PIECE === PIECE - 1) await nextTurn();
      const each = order === undefined ? at : order[at]!;
      close(from[each]!);
      const around = open.at(-1);
      if (around !== undefined && next < from[each]!) flat.#push(next, from[each]! - 1, value[around]!);
      next = from[each]!;
      open.push(each);
    }
    close(Number.POSITIVE_INFINITY);
    this.#from = flat.#from.slice(0, flat.#size);
    this.#to = flat.#to.slice(0, flat.#size);
    this.#value = flat.#value.slice(0, flat.#size);
    this.#size = flat.#size;
  }

  find(address: number): number | undefined {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#from[middle]! <= address) low = middle + 1;
      else high = middle;
    }
    return low > 0 && this.#to[low - 1]! >= address ? this.#value[low - 1] : undefined;
  }

  #push(from: number, to: number, value: number): void {
    if (this.#size === this.#value.length) this.#grow();
    this.#from[this.#size] = from;
    this.#to[this.#size] = to;
    this.#value[this.#size] = value;
    this.#size += 1;
  }

  #grow(): void {
    const capacity = this.#value.length * 2;
    const [from, to, value] = [this.#numbers(capacity), this.#numbers(capacity), new Uint32Array(capacity)];
    from.set(this.#from);
    to.set(this.#to);
    value.set(this.#value);
    [this.#from, this.#to, this.#value] = [from, to, value];
  }

  /**
   * Wider networks first, so that narrower ones come inside; of equal ones the later inside the earlier. Digit by digit, the least first:
   * comparing a million ones takes seconds, and cannot be done in pieces.
   */
  async #sorted(): Promise<Uint32Array> {
    const [from, to] = [this.#from, this.#to];
    let order = new Uint32Array(this.#size).map((_, at) => at);
    order = await byDigit(order, (at) => this.bits - Math.round(Math.log2(to[at]! - from[at]! + 1)));
    for (let unit = 1; unit < 2 ** this.bits; unit *= DIGIT)
      order = await byDigit(order, (at) => Math.floor(from[at]! / unit) % DIGIT);
    return order;
  }

  #isBefore(from: number, to: number, at: number): boolean {
    return from < this.#from[at]! || (from === this.#from[at] && to > this.#to[at]!);
  }

  #numbers(length: number): Float64Array | Uint32Array {
    return this.bits === 32 ? new Uint32Array(length) : new Float64Array(length);
  }
}

const FIRST_CAPACITY = 1_024;
const DIGIT = 65_536;

/** Those of one digit stay as they were. */
async function byDigit(order: Uint32Array, digitOf: (at: number) => number): Promise<Uint32Array<ArrayBuffer>> {
  const place = new Uint32Array(DIGIT + 1);
  for (let i = 0; i < order.length; i += 1) {
    if (i % PIECE === PIECE - 1) await nextTurn();
    const after = digitOf(order[i]!) + 1;
    place[after] = place[after]! + 1;
  }
  for (let digit = 1; digit < DIGIT; digit += 1) place[digit] = place[digit]! + place[digit - 1]!;
  const sorted = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i += 1) {
    if (i % PIECE === PIECE - 1) await nextTurn();
    const digit = digitOf(order[i]!);
    sorted[place[digit]!] = order[i]!;
    place[digit] = place[digit]! + 1;
  }
  return sorted;
}
