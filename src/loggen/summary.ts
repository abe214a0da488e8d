// What `loggen` prints when it is done.

export interface Summary {
  /** Lines handed to the kernel. */
  readonly sent: number;
  readonly seconds: number;
  /** Lines a second. */
  readonly rate: number;
  /** With framing. */
  readonly bytes: number;
  /** Datagrams refused; left out when there were none. */
  readonly errors?: number;
}

/** @param elapsedMs from the first line until the last connection was closed */
export function summarise(sent: number, bytes: number, elapsedMs: number, errors: number): Summary {
  const seconds = elapsedMs / 1_000;
  const rate = seconds === 0 ? 0 : Math.round(sent / seconds);
  return { sent, seconds: Number(seconds.toFixed(3)), rate, bytes, ...(errors > 0 && { errors }) };
}
