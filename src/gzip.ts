// Whether bytes are gzip: by their beginning, whatever they are called.

/** RFC 1952 2.3.1. @param head two bytes are enough */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}
