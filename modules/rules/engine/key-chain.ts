// The keys of one rule in the order in which they were touched.
//
//   oldest <-> ... <-> newest

export interface Link<T> {
  readonly name: string;
  value: T;
  readonly chars: number;
  older: Link<T> | undefined;
  newer: Link<T> | undefined;
}

export class Chain<T> {
  #oldest: Link<T> | undefined;
  #newest: Link<T> | undefined;
  #size = 0;
  #chars = 0;

  get oldest(): Link<T> | undefined {
    return this.#oldest;
  }

  get size(): number {
    return this.#size;
  }

  get chars(): number {
    return this.#chars;
  }

  append(link: Link<T>): void {
    this.#size += 1;
    this.#chars += link.chars;
    link.older = this.#newest;
    link.newer = undefined;
    if (this.#newest === undefined) this.#oldest = link;
    else this.#newest.newer = link;
    this.#newest = link;
  }

  remove({ older, newer, chars }: Link<T>): void {
    this.#size -= 1;
    this.#chars -= chars;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }

  /** It is the newest from now on. */
  renew(link: Link<T>): void {
    if (link === this.#newest) return;
    this.remove(link);
    this.append(link);
  }
}
