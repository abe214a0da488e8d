// Finds, in one pass over a line's bytes, which parsers' hints it holds: an Aho-Corasick automaton over all `contains` texts, so that
// the cost of a line does not grow with the number of parsers.
//
// The pass is the hottest loop of the collector, so the automaton is laid out for it: it reads bytes (charCodeAt takes twice as long),
// bytes that no hint holds share one column, states are known by their offset in the table (no multiplication), and those that
// report something come last, so that one comparison tells whether a byte ended a hint.

export class HintIndex {
  /** Byte -> column; 0 for what no hint holds. */
  readonly #columns = new Uint8Array(256);
  /** Offset of a state + column -> offset of the next state. */
  readonly #next: Uint32Array;
  readonly #width: number;
  /** States from this offset on report something. */
  readonly #firstReporting: number;
  /** What they report, by their order. */
  readonly #reports: readonly (readonly number[])[];
  /** The least value. */
  readonly first: number;
  #state = 0;
  #at = 0;

  /** @param hints text -> what to report; several may share a text */
  constructor(hints: readonly { readonly text: string; readonly value: number }[]) {
    this.first = hints.reduce((least, { value }) => Math.min(least, value), hints[0]?.value ?? -1);
    const texts = hints.map(({ text, value }) => ({ bytes: Buffer.from(text), value }));
    const width = assignColumns(texts, this.#columns);
    const { next, found } = automaton(texts, this.#columns, width);
    const isQuiet = (state: number): boolean => found[state]!.length === 0;
    const states = [...found.keys()];
    const order = [...states.filter(isQuiet), ...states.filter((state) => !isQuiet(state))];
    const offsets = new Uint32Array(found.length);
    order.forEach((state, at) => (offsets[state] = at * width));
    this.#width = width;
    this.#firstReporting = states.filter(isQuiet).length * width;
    this.#reports = order.filter((state) => !isQuiet(state)).map((state) => found[state]!);
    this.#next = new Uint32Array(found.length * width);
    order.forEach((state, at) => {
      for (let column = 0; column < width; column += 1)
        this.#next[at * width + column] = offsets[next[state * width + column]!]!;
    });
  }

  /**
   * Sets `hits[value] = 1` for every hint that `bytes` hold, until the least value of all is among them: nothing comes before it.
   * Returns whether that was so; then `finish` looks at the rest.
   */
  begin(bytes: Uint8Array, hits: Uint8Array): boolean {
    this.#state = 0;
    this.#at = 0;
    return this.#scan(bytes, hits, this.first);
  }

  /** Goes on where `begin` stopped, to the end. */
  finish(bytes: Uint8Array, hits: Uint8Array): void {
    this.#scan(bytes, hits, -1);
  }

  #scan(bytes: Uint8Array, hits: Uint8Array, stopAt: number): boolean {
    const next = this.#next;
    const columns = this.#columns;
    const firstReporting = this.#firstReporting;
    const { length } = bytes;
    let state = this.#state;
    for (let i = this.#at; i < length; i += 1) {
      state = next[state + columns[bytes[i]!]!]!;
      if (state < firstReporting) continue;
      const values = this.#reports[(state - firstReporting) / this.#width]!;
      for (let v = 0; v < values.length; v += 1) hits[values[v]!] = 1;
      if (stopAt < 0 || hits[stopAt] === 0) continue;
      this.#state = state;
      this.#at = i + 1;
      return true;
    }
    return false;
  }
}

interface Text {
  readonly bytes: Uint8Array;
  readonly value: number;
}

interface Automaton {
  /** State * width + column -> state. */
  readonly next: Int32Array;
  /** What a state and its suffixes report. */
  readonly found: readonly number[][];
}

/** The number of columns: one for each byte that hints hold, and column 0 for all others. */
function assignColumns(texts: readonly Text[], columns: Uint8Array): number {
  let width = 1;
  for (const { bytes } of texts) {
    for (const byte of bytes) if (columns[byte] === 0) columns[byte] = width++;
  }
  return width;
}

function automaton(texts: readonly Text[], columns: Uint8Array, width: number): Automaton {
  const size = texts.reduce((sum, { bytes }) => sum + bytes.length, 1);
  const next = new Int32Array(size * width).fill(-1);
  const found: number[][] = [[]];
  for (const { bytes, value } of texts) {
    let state = 0;
    for (const byte of bytes) {
      const edge = state * width + columns[byte]!;
      if (next[edge] === -1) {
        next[edge] = found.length;
        found.push([]);
      }
      state = next[edge]!;
    }
    found[state]!.push(value);
  }
  completeEdges(next, found, width);
  return { next, found };
}

/** Breadth first: a missing edge becomes that of the longest suffix, and what the suffix reports is reported too. */
function completeEdges(next: Int32Array, found: number[][], width: number): void {
  const suffix = new Int32Array(found.length);
  const queue: number[] = [];
  for (let column = 0; column < width; column += 1) {
    if (next[column] === -1) next[column] = 0;
    else queue.push(next[column]!);
  }
  for (let head = 0; head < queue.length; head += 1) {
    const state = queue[head]!;
    found[state]!.push(...found[suffix[state]!]!);
    for (let column = 0; column < width; column += 1) {
      const edge = state * width + column;
      const fallback = next[suffix[state]! * width + column]!;
      if (next[edge] === -1) {
        next[edge] = fallback;
        continue;
      }
      suffix[next[edge]!] = fallback;
      queue.push(next[edge]!);
    }
  }
}
