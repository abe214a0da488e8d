// Whether the spool may take more: the disk's last bytes are not its own, and a disk that has just failed is not tried for every message.

const LOOK_EVERY_MS = 500;
const TRY_AGAIN_MS = 250;
/** A refusal says so much of the time behind it: senders that are held back try nothing that would show that it is over. */
const TOLD_MS = 2_000;

export interface RoomOptions {
  readonly minFreeBytes: number;
  /** Where the spool lies; cheap. */
  readonly freeBytes: () => number;
}

export class Room {
  #lookedAt = -Infinity;
  #isShort = false;
  #refusing: string | undefined;
  #refusedAt = -Infinity;
  #tryAgainAt = -Infinity;

  constructor(private readonly options: RoomOptions) {}

  get refusing(): string | undefined {
    this.isThere();
    return this.#isShort || performance.now() - this.#refusedAt < TOLD_MS ? this.#refusing : undefined;
  }

  /** False: nothing is to be written now. */
  isThere(): boolean {
    const now = performance.now();
    if (now - this.#lookedAt >= LOOK_EVERY_MS) this.#look(now);
    return !this.#isShort && now >= this.#tryAgainAt;
  }

  taken(): void {
    this.#refusing = undefined;
  }

  /** @param isPassing the disk's fault: it is left alone for a moment */
  refuse(reason: string, isPassing = false): void {
    this.#refusing = reason;
    this.#refusedAt = performance.now();
    if (isPassing) this.#tryAgainAt = performance.now() + TRY_AGAIN_MS;
  }

  #look(now: number): void {
    const { minFreeBytes } = this.options;
    const free = this.options.freeBytes();
    this.#lookedAt = now;
    const wasShort = this.#isShort;
    this.#isShort = free < minFreeBytes;
    if (this.#isShort)
      this.#refusing = `only ${mega(free)} MB of disk are free, the spool leaves ${mega(minFreeBytes)} MB (half of events.minFreeBytes)`;
    else if (wasShort) this.#refusing = undefined;
  }
}

const mega = (bytes: number): number => Math.floor(bytes / 1_000_000);
