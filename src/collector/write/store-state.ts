// Whether the store takes batches, as the writer last saw it, in words.

export class StoreState {
  #error: string | undefined;
  /** When the append began that takes too long, by `performance.now()`. */
  #slowSince: number | undefined;
  #told: 'slow' | 'away' | undefined;

  /** @param onChange called when it stops taking (or gives no answer, and then says why), and when it takes again */
  constructor(private readonly onChange: (trouble: string | undefined) => void) {}

  /** It said that it takes nothing. */
  get isAway(): boolean {
    return this.#error !== undefined;
  }

  /** Why it takes nothing at this moment: what it said, or for how long it has said nothing. */
  get trouble(): string | undefined {
    if (this.#error !== undefined || this.#slowSince === undefined) return this.#error;
    return `an append to the store has taken ${Math.floor((performance.now() - this.#slowSince) / 1_000)} s so far`;
  }

  /** An append that began then has not ended; the oldest counts. */
  slow(begun: number): void {
    this.#slowSince ??= begun;
    this.#tell();
  }

  /** An append ended; `took` or `failed` follows. */
  answered(): void {
    this.#slowSince = undefined;
  }

  took(): void {
    this.#error = undefined;
    this.#tell();
  }

  failed(error: string): void {
    this.#error = error;
    this.#tell();
  }

  #tell(): void {
    const isSlow = this.#slowSince !== undefined;
    const state = this.#error !== undefined ? 'away' : isSlow ? 'slow' : undefined;
    if (state === this.#told) return;
    this.#told = state;
    this.onChange(this.trouble);
  }
}
