// Counts equal lines of an input, so that the second of two equal lines is not taken for the first one seen again.
// An open-addressing table of 48-bit digests: 12 bytes a slot, at most half full, 24 to 48 bytes a distinct line. After so many
// distinct lines a new volume begins with an empty table: an input of any size takes 200 MB, and counts the same at each run.

const START_SLOTS = 1 << 16;
const VOLUME_LINES = 1 << 23;

export class Ordinals {
  #digests = new Float64Array(START_SLOTS);
  #counts = new Uint32Array(START_SLOTS);
  #used = 0;
  #volume = 0;

  constructor(private readonly volumeLines = VOLUME_LINES) {}

  /**
   * How many lines with this digest came before, `2`; behind the first volume with that: `2/1`.
   * @param digest at least 6 bytes of a hash of the line
   */
  next(digest: Buffer): string {
    const ordinal = this.#count(digest);
    return this.#volume === 0 ? String(ordinal) : `${ordinal}/${this.#volume}`;
  }

  #count(digest: Buffer): number {
    if (this.#used >= this.volumeLines) this.#beginVolume();
    if (this.#used * 2 > this.#digests.length) this.#grow();
    // 0 marks a free slot.
    const key = digest.readUIntBE(0, 6) + 1;
    const slot = this.#find(key);
    if (this.#digests[slot] === 0) {
      this.#digests[slot] = key;
      this.#used += 1;
    }
    return this.#counts[slot]!++;
  }

  #beginVolume(): void {
    this.#digests = new Float64Array(START_SLOTS);
    this.#counts = new Uint32Array(START_SLOTS);
    this.#used = 0;
    this.#volume += 1;
  }

  #find(key: number): number {
    const mask = this.#digests.length - 1;
    let slot = key % (mask + 1);
    while (this.#digests[slot] !== 0 && this.#digests[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const digests = this.#digests;
    const counts = this.#counts;
    this.#digests = new Float64Array(digests.length * 2);
    this.#counts = new Uint32Array(digests.length * 2);
    for (let i = 0; i < digests.length; i += 1) {
      if (digests[i] === 0) continue;
      const slot = this.#find(digests[i]!);
      this.#digests[slot] = digests[i]!;
      this.#counts[slot] = counts[i]!;
    }
  }
}
