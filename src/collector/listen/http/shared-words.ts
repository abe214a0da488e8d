// What is said once for many messages (labels of a stream, attributes of a resource, a query) is stored with each of them: a body of
// 16 MB could become terabytes. How much that may be in one request is bounded.

/** Far above real ones: 10,000 records with 2 KB of attributes are 20 MB. */
const MAX_REPEATED_BYTES = 33_554_432;

export class SharedWords {
  #bytes = 0;

  /** `bytes` are stored `times` times; false where that is too much for one request. */
  repeat(bytes: number, times: number): boolean {
    this.#bytes += bytes * times;
    return this.#bytes <= MAX_REPEATED_BYTES;
  }
}

export function tooMuchRepeated(what: string): string {
  return `${what} would be stored with each message, more than ${MAX_REPEATED_BYTES} bytes in all. Send smaller batches.`;
}

/** Roughly, as JSON. */
export function sizeOf(words: Readonly<Record<string, unknown>>): number {
  return JSON.stringify(words).length;
}
