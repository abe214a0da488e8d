// Networks with what is said of them, for one look-up among millions: sorted, cut so that none overlaps (the narrower network counts),
// then found by halving. Addresses are numbers: 32 bits of IPv4, the first 48 of IPv6.

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
  seal(): void {
    const order = this.#isSorted ? undefined : this.#sorted();
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

  get size(): number {
    return this.#size;
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

  /** Wider networks first, so that narrower ones come inside; of equal ones the later inside the earlier. */
  #sorted(): Uint32Array {
    const [from, to] = [this.#from, this.#to];
    const order = Uint32Array.from({ length: this.#size }, (_, at) => at);
    return order.sort((a, b) => from[a]! - from[b]! || to[b]! - to[a]! || a - b);
  }

  #isBefore(from: number, to: number, at: number): boolean {
    return from < this.#from[at]! || (from === this.#from[at] && to > this.#to[at]!);
  }

  #numbers(length: number): Float64Array | Uint32Array {
    return this.bits === 32 ? new Uint32Array(length) : new Float64Array(length);
  }
}

const FIRST_CAPACITY = 1_024;
