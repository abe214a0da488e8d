// What one sender sent and what of it was acknowledged: what the store is held against afterwards.

export class SentRecord {
  readonly acknowledged = new Set<number>();
  /** Sent once more, because the answer never came or said "later": so many may be stored twice where the sender gives no id. */
  resent = 0;
  /** Requests without an answer, given up after a time in which each must come. */
  hung = 0;
  /** Between two acknowledgements. */
  longestGapMs = 0;
  #next = 0;
  #lastAt = performance.now();

  constructor(
    /** Its messages say that they come from here. */
    readonly host: string,
    /** The client names each message, so none may be there twice. */
    readonly hasIds: boolean,
    /** Messages that may be under way at once: what a kill may repeat. */
    readonly window: number,
  ) {}

  /** Numbers of new messages. */
  take(count: number): number[] {
    return Array.from({ length: count }, () => this.#next++);
  }

  text(n: number): string {
    return `${this.host} message number ${n}`;
  }

  numberIn(text: string): number {
    return Number(text.slice(text.lastIndexOf(' ') + 1));
  }

  acknowledge(numbers: Iterable<number>): void {
    for (const n of numbers) this.acknowledged.add(n);
    const now = performance.now();
    this.longestGapMs = Math.max(this.longestGapMs, now - this.#lastAt);
    this.#lastAt = now;
  }
}

/** A client that keeps sending until it is told to stop. */
export interface Sender {
  readonly record: SentRecord;
  start(): void;
  /** Resolves when everything that was begun is acknowledged, in the time given. @throws Error if it hangs */
  stop(withinMs?: number): Promise<void>;
}
