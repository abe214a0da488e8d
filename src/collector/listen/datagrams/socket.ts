// A UDP socket that is read as fast as the kernel gives, whatever the rest of the collector is busy with. What it read is given on in
// batches; of those that are not taken yet there are few, and behind them a bounded amount waits.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Clock } from '#src/clock.js';
import { BatchBuilder, type DatagramBatch, MAX_DATAGRAMS } from './batch.js';

export interface DatagramPlace {
  readonly host: string;
  readonly port: number;
  /** A bound socket to take instead. */
  readonly fd?: number;
  /** To be asked for; left out: the buffer stays as it is. */
  readonly receiveBufferBytes?: number;
}

export interface BoundDatagrams {
  readonly address: string;
  readonly port: number;
  /** As the kernel tells it: on Linux twice what it granted. */
  readonly receiveBufferBytes: number;
}

export interface DatagramHooks {
  /** To be answered by `taken`. */
  readonly give: (batch: DatagramBatch) => void;
  /** One more was read from the kernel. */
  readonly read?: () => void;
  readonly failed: (reason: string) => void;
}

/** A thread is not woken for each datagram. */
const GATHER_MS = 2;
/** Given and not taken: while one is handled, the next is there. */
const MAX_GIVEN = 2;
/** What may wait behind them: half a second of 100,000 lines. */
const MAX_WAITING_BYTES = 16_777_216;
/** Beside its bytes, of which it may have none: its numbers, and an address that no other of its batch has. */
const COST_BYTES = 100;

export class DatagramSocket {
  #socket: Socket | undefined;
  readonly #gathered = new BatchBuilder();
  #waiting: DatagramBatch[] = [];
  #waitingBytes = 0;
  #thrownAway = 0;
  #given = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly hooks: DatagramHooks,
    private readonly clock: Clock,
  ) {}

  /** Rejects with the system's error; it may be tried again then. */
  async open(place: DatagramPlace): Promise<BoundDatagrams> {
    const socket = createSocket({ type: isIP(place.host) === 6 ? 'udp6' : 'udp4' });
    socket.on('message', (bytes, from) => this.#take(bytes, from));
    await bind(socket, place);
    socket.on('error', (error) => this.hooks.failed(error.message));
    this.#socket = socket;
    try {
      if (place.receiveBufferBytes !== undefined) socket.setRecvBufferSize(place.receiveBufferBytes);
    } catch {
      // Some systems refuse instead of giving less; what there is stands in the answer.
    }
    const { address, port } = socket.address();
    return { address, port, receiveBufferBytes: socket.getRecvBufferSize() };
  }

  /** One batch was handled. */
  taken(): void {
    this.#given -= 1;
    this.#give();
  }

  /** Everything that was read is given before it resolves. */
  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(resolve));
    clearTimeout(this.#timer);
    this.#putAside();
    for (const batch of this.#waiting.splice(0)) this.hooks.give(batch);
  }

  #take(datagram: Buffer, from: RemoteInfo): void {
    this.hooks.read?.();
    if (!this.#gathered.hasRoomFor(datagram)) this.#putAside();
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#thrownAway += 1;
    else this.#gathered.add(datagram, from, this.clock.now());
    if (this.#gathered.count === MAX_DATAGRAMS) this.#give();
    else this.#timer ??= setTimeout(() => this.#give(), GATHER_MS);
  }

  #give(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#given < MAX_GIVEN) {
      if (this.#waiting.length === 0) this.#putAside();
      const batch = this.#waiting.shift();
      if (batch === undefined) return;
      this.#waitingBytes -= costOf(batch);
      this.#given += 1;
      this.hooks.give(batch);
    }
  }

  #putAside(): void {
    if (this.#gathered.count === 0 && this.#thrownAway === 0) return;
    const batch = this.#gathered.take(this.#thrownAway);
    this.#thrownAway = 0;
    this.#waiting.push(batch);
    this.#waitingBytes += costOf(batch);
  }
}

function costOf({ bytes, ends }: DatagramBatch): number {
  return bytes.length + ends.length * COST_BYTES;
}

function bind(socket: Socket, { host, port, fd }: DatagramPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind(fd === undefined ? { address: host, port, exclusive: true } : { fd }, () => {
      socket.removeAllListeners('error');
      resolve();
    });
  });
}
