// What the disk does not give now, and may give in a moment (no file descriptors left, a share that hangs): whoever would go wrong for good
// without it waits, but not for ever. One file with the wrong owner would stop all who wait.

/** ms; then a file is left out as a damaged one is. */
const PATIENCE_MS = 60_000;

export class Patience {
  readonly #deniedSince = new Map<string, number>();

  /** @param now ms, from any time on */
  constructor(private readonly now: () => number = () => performance.now()) {}

  given(what: string): void {
    this.#deniedSince.delete(what);
  }

  /** @returns whether to wait on */
  denied(what: string): boolean {
    const since = this.#deniedSince.get(what) ?? this.now();
    this.#deniedSince.set(what, since);
    return this.now() - since < PATIENCE_MS;
  }
}
