// Finds, in one pass over a line, which parsers' hints it holds: an Aho-Corasick automaton over all `contains` texts, so that the
// cost of a line does not grow with the number of parsers. Hints are ASCII; every other character leads back to the root.

const ALPHABET = 128;

export class HintIndex {
  readonly #next: Int32Array;
  /** Bit set of hints that end in a state or in one of its suffixes, as a list of indices. */
  readonly #found: readonly (readonly number[])[];

  /** @param hints text -> what to report; several may share a text. */
  constructor(hints: readonly { readonly text: string; readonly value: number }[]) {
    const size = hints.reduce((sum, hint) => sum + hint.text.length, 1);
    const next = new Int32Array(size * ALPHABET).fill(-1);
    const found: number[][] = [[]];
    for (const { text, value } of hints) {
      let state = 0;
      for (let i = 0; i < text.length; i += 1) {
        const edge = state * ALPHABET + (text.charCodeAt(i) & (ALPHABET - 1));
        if (next[edge] === -1) {
          next[edge] = found.length;
          found.push([]);
        }
        state = next[edge]!;
      }
      found[state]!.push(value);
    }
    completeEdges(next, found);
    this.#next = next;
    this.#found = found;
  }

  /** Sets `hits[value] = 1` for every hint that `text` holds; returns whether there was any. */
  scan(text: string, hits: Uint8Array): boolean {
    const next = this.#next;
    const found = this.#found;
    let state = 0;
    let any = false;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      state = code < ALPHABET ? next[state * ALPHABET + code]! : 0;
      const values = found[state]!;
      if (values.length === 0) continue;
      any = true;
      for (let v = 0; v < values.length; v += 1) hits[values[v]!] = 1;
    }
    return any;
  }
}

/** Breadth first: a missing edge becomes that of the longest suffix, and what the suffix reports is reported too. */
function completeEdges(next: Int32Array, found: number[][]): void {
  const suffix = new Int32Array(found.length);
  const queue: number[] = [];
  for (let code = 0; code < ALPHABET; code += 1) {
    if (next[code] === -1) next[code] = 0;
    else queue.push(next[code]!);
  }
  for (let head = 0; head < queue.length; head += 1) {
    const state = queue[head]!;
    found[state]!.push(...found[suffix[state]!]!);
    for (let code = 0; code < ALPHABET; code += 1) {
      const edge = state * ALPHABET + code;
      const fallback = next[suffix[state]! * ALPHABET + code]!;
      if (next[edge] === -1) {
        next[edge] = fallback;
        continue;
      }
      suffix[next[edge]!] = fallback;
      queue.push(next[edge]!);
    }
  }
}
