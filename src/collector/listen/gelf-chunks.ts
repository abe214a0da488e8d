// GELF messages that came in several datagrams, until they are whole:
//
//   0x1e 0x0f | message id, 8 bytes | number of this chunk, 1 byte, from 0 | count of chunks, 1 byte, at most 128 | part of the message
//
// Over UDP anybody may begin messages and not end them, so all that waits is bounded, over all and for each sender; what is given up is
// counted. https://go2docs.graylog.org/current/getting_in_log_data/gelf_format.html

export interface ChunkLimits {
  /** Graylog's own: what is not whole by then is given up. */
  readonly timeoutMs: number;
  readonly maxMessages: number;
  readonly maxMessagesPerPeer: number;
  /** Of all chunks that wait. */
  readonly maxBytes: number;
}

export const CHUNK_LIMITS: ChunkLimits = {
  timeoutMs: 5_000,
  maxMessages: 1_000,
  maxMessagesPerPeer: 100,
  maxBytes: 16_777_216,
};

const HEADER_BYTES = 12;
const MAX_CHUNKS = 128;
/** What a chunk of one byte takes in memory, about. */
const CHUNK_COST_BYTES = 200;

export function isChunk(datagram: Buffer): boolean {
  return datagram[0] === 0x1e && datagram[1] === 0x0f;
}

interface Partial {
  readonly peer: string;
  readonly parts: (Buffer | undefined)[];
  readonly begunAt: number;
  missing: number;
  /** With what keeping them costs. */
  bytes: number;
}

/** Times are ms of a clock that only goes forward. */
export class GelfChunks {
  /** In the order in which they began. */
  readonly #partials = new Map<string, Partial>();
  readonly #byPeer = new Map<string, { messages: number; bytes: number }>();
  #bytes = 0;

  /** @param onDropped called for each message that is given up, with the reason */
  constructor(
    private readonly onDropped: (reason: string) => void,
    private readonly limits: ChunkLimits = CHUNK_LIMITS,
  ) {}

  /** Messages that wait for more of their chunks. */
  get waiting(): number {
    return this.#partials.size;
  }

  /** The message that this chunk completes. What is kept of the datagram is a copy. */
  add(datagram: Buffer, peer: string, now: number): Buffer | undefined {
    const [number = 0, count = 0] = datagram.subarray(10, HEADER_BYTES);
    if (datagram.length <= HEADER_BYTES || count === 0 || count > MAX_CHUNKS || number >= count) {
      this.onDropped(`${peer} sent a GELF chunk with a broken header`);
      return undefined;
    }
    const part = datagram.subarray(HEADER_BYTES);
    if (count === 1) return part;
    const key = `${peer} ${datagram.toString('latin1', 2, 10)}`;
    const partial = this.#partials.get(key) ?? this.#begin(key, peer, count, now);
    if (partial === undefined) return undefined;
    if (partial.parts.length !== count || partial.parts[number] !== undefined) return undefined; // a repetition, or nonsense
    const held = this.#byPeer.get(peer)!;
    const cost = part.length + CHUNK_COST_BYTES;
    // One sender gets at most half of the memory.
    if (this.#bytes + cost > this.limits.maxBytes || held.bytes + cost > this.limits.maxBytes / 2)
      return this.#giveUp(key, 'too many GELF chunks wait');
    partial.parts[number] = copyOf(part);
    partial.missing--;
    partial.bytes += cost;
    held.bytes += cost;
    this.#bytes += cost;
    if (partial.missing > 0) return undefined;
    this.#forget(key, partial);
    return Buffer.concat(partial.parts as Buffer[]);
  }

  /** Gives up what is too old. */
  expire(now: number): void {
    for (const [key, { begunAt }] of this.#partials) {
      if (now - begunAt < this.limits.timeoutMs) return;
      this.#giveUp(key, `not all chunks came within ${this.limits.timeoutMs} ms`);
    }
  }

  /** Gives up all. */
  clear(reason: string): void {
    for (const key of this.#partials.keys()) this.#giveUp(key, reason);
  }

  #begin(key: string, peer: string, count: number, now: number): Partial | undefined {
    this.expire(now);
    const held = this.#byPeer.get(peer) ?? { messages: 0, bytes: 0 };
    if (held.messages >= this.limits.maxMessagesPerPeer || this.#partials.size >= this.limits.maxMessages) {
      // The oldest of this sender goes first: a sender that never ends its messages takes nobody else's place.
      const own = held.messages > 0 ? this.#oldestOf(peer) : undefined;
      if (own === undefined) {
        this.onDropped(`${peer}: too many GELF messages of others wait for their chunks`);
        return undefined;
      }
      this.#giveUp(own, 'too many GELF messages wait for their chunks');
    }
    const partial = {
      peer,
      parts: new Array<undefined>(count).fill(undefined),
      begunAt: now,
      missing: count,
      bytes: 0,
    };
    this.#partials.set(key, partial);
    held.messages++;
    this.#byPeer.set(peer, held);
    return partial;
  }

  #oldestOf(peer: string): string | undefined {
    for (const [key, partial] of this.#partials) if (partial.peer === peer) return key;
    return undefined;
  }

  #giveUp(key: string, why: string): undefined {
    const partial = this.#partials.get(key);
    if (partial === undefined) return undefined;
    this.#forget(key, partial);
    const { parts, missing, peer } = partial;
    this.onDropped(`${peer}: ${parts.length - missing} of ${parts.length} chunks of a GELF message were there: ${why}`);
    return undefined;
  }

  #forget(key: string, { peer, bytes }: Partial): void {
    this.#partials.delete(key);
    this.#bytes -= bytes;
    const held = this.#byPeer.get(peer)!;
    held.messages--;
    held.bytes -= bytes;
    if (held.messages === 0) this.#byPeer.delete(peer);
  }
}

/** Memory of its own: one byte in Node's shared pool would keep 8 KB of it. */
function copyOf(part: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(part.length);
  part.copy(copy);
  return copy;
}
