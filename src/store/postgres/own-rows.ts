// Which rows this process stored itself, by segment: whoever follows what others store passes over them. A part may change hands, so these
// are ranges of ordinals: from where a part was taken to where it was given up.

/** Of ordinals; `end` does not belong to it, undefined: the part is still ours. */
interface Range {
  readonly first: number;
  end: number | undefined;
}

export class OwnRows {
  readonly #ranges = new Map<string, Range[]>();
  /** Of the parts that are ours: how far they were stored. */
  readonly #stored = new Map<string, number>();

  /** Nobody else writes to it from this ordinal on. */
  took(segment: string, nextOrdinal: number): void {
    const ranges = this.#ranges.get(segment) ?? [];
    const last = ranges.at(-1);
    if (last?.end === nextOrdinal) last.end = undefined;
    else ranges.push({ first: nextOrdinal, end: undefined });
    this.#ranges.set(segment, ranges);
    this.#stored.set(segment, nextOrdinal);
  }

  stored(segment: string, nextOrdinal: number): void {
    this.#stored.set(segment, nextOrdinal);
  }

  /** Before its lock is given back. */
  gave(segment: string): void {
    const last = this.#ranges.get(segment)?.at(-1);
    if (last !== undefined) last.end ??= this.#stored.get(segment);
    this.#stored.delete(segment);
  }

  /** With the connection went all locks. */
  gaveAll(): void {
    for (const segment of [...this.#stored.keys()]) this.gave(segment);
  }

  forget(segment: string): void {
    this.#ranges.delete(segment);
    this.#stored.delete(segment);
  }

  /** How far it is known whose its rows are: behind what was stored into a part that is ours an append may be under way, or its lock lost. */
  decidedTo(segment: string): number {
    return this.#stored.get(segment) ?? Infinity;
  }

  /** The server has had so many of its rows, as far as this process knows. */
  knownTo(segment: string): number {
    return this.#stored.get(segment) ?? this.#ranges.get(segment)?.at(-1)?.end ?? 0;
  }

  /** Of `first` .. `end`: what comes first, and whose it is. */
  next(segment: string, first: number, end: number): { readonly isOwn: boolean; readonly end: number } {
    for (const range of this.#ranges.get(segment) ?? []) {
      const rangeEnd = range.end ?? Infinity;
      if (rangeEnd <= first) continue;
      if (range.first > first) return { isOwn: false, end: Math.min(end, range.first) };
      return { isOwn: true, end: Math.min(end, rangeEnd) };
    }
    return { isOwn: false, end };
  }
}
