// A set of millions of short texts (domains, hashes) in 8 bytes a slot: not the texts are kept but 64 bits of each, in an open
// addressed table. 1,000,000 domains take 16 MiB, where a Set of strings takes 80. Two texts that agree in all 64 bits would be taken for
// one another; with a million entries that happens to one look-up in 10^13.
//
// Texts are hashed from their end, so that one pass over `www.shop.example` sees the hashes of `example`, `shop.example` and the whole.

const FIRST_SLOTS = 1_024;
const DOT = 46;

export class TextSet {
  /** Pairs of 32 bits; both 0: free. */
  #slots = new Uint32Array(FIRST_SLOTS * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#slots.byteLength;
  }

  /** ASCII letters count without case. */
  add(text: string): void {
    let [low, high] = [SEED_LOW, SEED_HIGH];
    for (let at = text.length - 1; at >= 0; at -= 1) {
      const code = lower(text.charCodeAt(at));
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul((high ^ (high >>> 13)) + code, 0x9e3779b1);
    }
    if (this.#insert(mixed(low, high), mixed(high, low))) this.#size += 1;
    if (this.#size * 10 > this.#slots.length * 3.5) this.#grow();
  }

  has(text: string): boolean {
    return this.#find(text, false) === 0;
  }

  /** Where the longest entry begins that is `domain` itself or stands behind one of its dots; -1 when there is none. */
  suffixOf(domain: string): number {
    return this.#find(domain, true);
  }

  #find(text: string, isSuffix: boolean): number {
    let [low, high] = [SEED_LOW, SEED_HIGH];
    let found = -1;
    for (let at = text.length - 1; at >= 0; at -= 1) {
      const code = lower(text.charCodeAt(at));
      if (isSuffix && code === DOT && this.#holds(mixed(low, high), mixed(high, low))) found = at + 1;
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul((high ^ (high >>> 13)) + code, 0x9e3779b1);
    }
    return this.#holds(mixed(low, high), mixed(high, low)) ? 0 : found;
  }

  #holds(low: number, high: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 2;
    for (let at = (low << 1) & mask; ; at = (at + 2) & mask) {
      if (slots[at] === low && slots[at + 1] === high) return true;
      if (slots[at] === 0 && slots[at + 1] === 0) return false;
    }
  }

  #insert(low: number, high: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 2;
    for (let at = (low << 1) & mask; ; at = (at + 2) & mask) {
      if (slots[at] === low && slots[at + 1] === high) return false;
      if (slots[at] !== 0 || slots[at + 1] !== 0) continue;
      slots[at] = low;
      slots[at + 1] = high;
      return true;
    }
  }

  /** At 7 slots in 10. */
  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2)
      if (old[at] !== 0 || old[at + 1] !== 0) this.#insert(old[at]!, old[at + 1]!);
  }
}

const SEED_LOW = 0x811c9dc5;
const SEED_HIGH = 0x1b873593;

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** Spreads what the last characters did over all bits (the finish of MurmurHash3); never 0, which marks a free slot. */
function mixed(a: number, b: number): number {
  let hash = a ^ Math.imul(b, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}
