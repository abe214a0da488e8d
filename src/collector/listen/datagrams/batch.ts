// Datagrams on their way from the thread that reads them to the one that handles them: one block of bytes and a few arrays of numbers,
// which cross without being copied and without an object for each.

import type { RemoteInfo } from 'node:dgram';

export interface DatagramBatch {
  /** One after the other, in the order of arrival. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each: where it ends in `bytes`. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Of each: ms since 1970, when it was read. */
  readonly times: Float64Array<ArrayBuffer>;
  /** Of each: the port it was sent from. */
  readonly ports: Uint16Array<ArrayBuffer>;
  /** Of each: whose it is, as a place in `addresses`. */
  readonly senders: Uint16Array<ArrayBuffer>;
  /** As Node gives them. */
  readonly addresses: readonly string[];
  /** Datagrams that were read before the last of these and thrown away, because too many waited to be handled. */
  readonly thrownAway: number;
}

export const MAX_DATAGRAMS = 1_024;
const MAX_BYTES = 262_144;

/** Gathers datagrams in place; what is taken out of it has its own memory, and no more than it needs. */
export class BatchBuilder {
  readonly #bytes = new Uint8Array(MAX_BYTES);
  readonly #ends = new Uint32Array(MAX_DATAGRAMS);
  readonly #times = new Float64Array(MAX_DATAGRAMS);
  readonly #ports = new Uint16Array(MAX_DATAGRAMS);
  readonly #senders = new Uint16Array(MAX_DATAGRAMS);
  readonly #numbers = new Map<string, number>();
  #end = 0;
  count = 0;

  hasRoomFor(datagram: Buffer): boolean {
    return this.count < MAX_DATAGRAMS && this.#end + datagram.length <= MAX_BYTES;
  }

  /** @param at ms since 1970 */
  add(datagram: Buffer, { address, port }: RemoteInfo, at: number): void {
    this.#bytes.set(datagram, this.#end);
    this.#end += datagram.length;
    this.#ends[this.count] = this.#end;
    this.#times[this.count] = at;
    this.#ports[this.count] = port;
    let sender = this.#numbers.get(address);
    if (sender === undefined) this.#numbers.set(address, (sender = this.#numbers.size));
    this.#senders[this.count] = sender;
    this.count += 1;
  }

  take(thrownAway: number): DatagramBatch {
    const { count } = this;
    const batch = {
      bytes: this.#bytes.slice(0, this.#end),
      ends: this.#ends.slice(0, count),
      times: this.#times.slice(0, count),
      ports: this.#ports.slice(0, count),
      senders: this.#senders.slice(0, count),
      addresses: [...this.#numbers.keys()],
      thrownAway,
    };
    this.#numbers.clear();
    this.#end = this.count = 0;
    return batch;
  }
}

/** What need not be copied when the batch goes to another thread. */
export function transferOf({ bytes, ends, times, ports, senders }: DatagramBatch): ArrayBuffer[] {
  return [bytes, ends, times, ports, senders].map(({ buffer }) => buffer);
}
