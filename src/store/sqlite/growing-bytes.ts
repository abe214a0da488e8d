// Bytes that come piece by piece, in one buffer that grows.

/** Most batches are of some events, most buffers small. */
const FIRST_BYTES = 4_096;

export class GrowingBytes {
  /** With room behind `size`. */
  buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  size = 0;

  /** Makes room for so many more bytes. */
  reserve(bytes: number): void {
    const needed = this.size + bytes;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.buffer.length));
    this.buffer.copy(grown, 0, 0, this.size);
    this.buffer = grown;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.size);
  }
}
