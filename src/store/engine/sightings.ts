// Whether a value was seen before, lately, in 64 kB: of each place the last fingerprint is kept. It may take one for another, and forget.

const PLACES = 2 ** 14;

export class Sightings {
  readonly #prints = new Int32Array(PLACES);

  /** From now on it is. */
  isKnown(name: string, value: string): boolean {
    const print = fingerprint(name, value);
    const place = print & (PLACES - 1);
    if (this.#prints[place] === print) return true;
    this.#prints[place] = print;
    return false;
  }
}

/** FNV-1a over UTF-16 units. */
function fingerprint(name: string, value: string): number {
  let print = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) print = Math.imul(print ^ name.charCodeAt(i), 0x01000193);
  for (let i = 0; i < value.length; i += 1) print = Math.imul(print ^ value.charCodeAt(i), 0x01000193);
  return print;
}
