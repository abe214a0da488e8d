// What is the message in a datagram: all of it, without the trailer that some senders keep from TCP, up to the cap.

export interface Datagram {
  readonly bytes: Buffer;
  readonly truncated: boolean;
}

/** Undefined where nothing is left. Takes trailing LF, CR and NUL off; `bytes` is a view of `datagram`. */
export function readDatagram(datagram: Buffer, maxBytes: number): Datagram | undefined {
  let end = datagram.length;
  while (end > 0 && isTrailer(datagram[end - 1])) end--;
  if (end === 0) return undefined;
  if (end > maxBytes) return { bytes: datagram.subarray(0, maxBytes), truncated: true };
  return { bytes: end === datagram.length ? datagram : datagram.subarray(0, end), truncated: false };
}

function isTrailer(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x00;
}
