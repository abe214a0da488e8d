// The memory that half-read messages of all connections of a listener take. Above its cap the largest has to go: no crowd of slow
// senders takes the collector's memory.

import type { Peer } from '#src/collector/frame.js';

export interface Holder {
  readonly peer: Peer;
  /** Memory that its half-read message takes. */
  readonly heldBytes: number;
}

export class HeldMemory<T extends Holder> {
  #bytes = 0;

  /** @param cut closes the connection, and tells that it holds nothing any more (`changed`) */
  constructor(
    private readonly maxBytes: number,
    private readonly connections: ReadonlySet<T>,
    private readonly cut: (largest: T, reason: string) => void,
  ) {}

  /** A connection holds so many bytes more, or less, than before. */
  changed(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.maxBytes) return;
    let largest: T | undefined;
    for (const connection of this.connections)
      if (largest === undefined || connection.heldBytes > largest.heldBytes) largest = connection;
    if (largest === undefined) return;
    this.cut(largest, `Closed ${largest.peer.address}: half-read messages take ${this.#bytes} bytes (maxHeldBytes)`);
  }
}
