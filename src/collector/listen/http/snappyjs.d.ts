// The npm package `snappyjs` 0.7.0 ships no types. Only what we call.

declare module 'snappyjs' {
  /** @throws Error for what is no snappy block, and before anything is allocated when it says to be longer than `maxLength` */
  export function uncompress(compressed: Buffer, maxLength?: number): Buffer;
  export function compress(uncompressed: Buffer): Buffer;
}
