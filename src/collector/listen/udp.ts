// Syslog over UDP (RFC 5426): one datagram is one message. IPv4 and IPv6 on one socket, with a large receive buffer.
// A sender cannot be held back over UDP: what is over its limit is counted as limited; what the kernel had to drop is counted too.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Frame, Intake, Peer } from '#src/collector/frame.js';
import { bindAt } from './bind.js';
import { readDatagram, type Datagram } from './datagram.js';
import type { DatagramBatch } from './datagrams/batch.js';
import { type DatagramReader, type ReaderHooks, readerOf } from './datagrams/reader.js';
import { KernelDropWatch } from './kernel-drops.js';
import type { Listener, ListenerHealth } from './listener.js';
import { Meter } from './meter.js';
import { type Sender, Senders } from './senders.js';
import { ToldDrops } from './told-drops.js';
import { wireFrame } from './wire-frame.js';

/** Where it listens, in the words of the configuration. */
export interface UdpPlace {
  readonly name: string;
  /** The section: `listen.udp`. */
  readonly key: string;
  readonly host: string;
  readonly port: number;
  /** Ranges; empty: everybody. */
  readonly allow: readonly string[];
}

/** A bound socket of the service manager. Its receive buffer is the unit's to set: as root it may pass the kernel's limit. */
export interface InheritedUdp {
  readonly fd: number;
  /** The socket outlives this process: here stands how many of its drops are counted already. */
  readonly dropsFile: string;
}

const OPEN_AGAIN_MS = 1_000;

export class UdpListener implements Listener {
  readonly name: string;
  readonly #meter: Meter;
  readonly #reader: DatagramReader;
  #drops: KernelDropWatch | undefined;
  readonly #senders: Senders;
  #isStopped = false;
  #isOpeningAgain = false;
  /** Of this batch. */
  #limited = 0;
  #refused = 0;
  /** Not told yet. */
  #unreadable = 0;

  constructor(
    private readonly config: Config['listen'],
    private readonly intake: Intake,
    private readonly clock: Clock = systemClock,
    private readonly place: UdpPlace = { name: 'udp', key: 'listen.udp', ...addressOf(config.udp) },
    private readonly inherited?: InheritedUdp,
  ) {
    this.name = place.name;
    this.#meter = new Meter(place.name, 'udp', place.host, place.port);
    this.#senders = new Senders(config.peers, place.allow);
    const hooks: ReaderHooks = {
      give: (batch) => this.#takeAll(batch),
      failed: (reason) => (this.#meter.lastError = reason),
      ended: (reason, lost) => void this.#openAgain(reason, lost),
    };
    this.#reader = readerOf(hooks, clock);
  }

  async start(): Promise<void> {
    this.#isStopped = false;
    await this.#open();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#drops?.stop();
    this.#drops = undefined;
    await this.#reader.close();
    this.#meter.state = 'off';
  }

  health(): ListenerHealth {
    const { dropped, queueBytes } = this.#drops ?? {};
    return {
      ...this.#meter.health(),
      ...(this.#meter.limited === 0 ? {} : { limitedPeers: this.#senders.limited() }),
      ...(dropped === undefined ? {} : { kernelDropped: dropped, receiveQueueBytes: queueBytes }),
    };
  }

  /** The message in a datagram; undefined where there is none (yet). */
  protected read(datagram: Buffer, _peer: Peer, maxBytes: number): Datagram | undefined {
    return readDatagram(datagram, maxBytes);
  }

  /** Counts a message that could not be had from its datagrams; told with the batch, or by `tellDropped`. */
  protected drop(reason: string): void {
    this.#unreadable++;
    this.#meter.unreadable++;
    this.#meter.lastError = reason;
  }

  /** The ledger writes to its file each time it is told: once for all of a batch, as whoever sends them could have as many as they like. */
  protected tellDropped(): void {
    if (this.#unreadable > 0) this.#countDropped(this.#unreadable);
    this.#unreadable = 0;
  }

  /** Whether the datagram is, or ends, a message of its own as far as limits go. */
  protected isMessage(_datagram: Buffer): boolean {
    return true;
  }

  async #open(): Promise<void> {
    const { inherited } = this;
    const { key, host, port } = this.place;
    const { receiveBufferBytes } = this.config.udp;
    const more = inherited === undefined ? { receiveBufferBytes } : { fd: inherited.fd };
    try {
      const place = { key, protocol: 'UDP', host, port } as const;
      const bound = await bindAt(place, (address) => this.#reader.open({ host: address, port, ...more }));
      if (this.#isStopped) return;
      this.#meter.listening(bound);
      this.#tellBuffer(bound.receiveBufferBytes);
    } catch (error) {
      this.#meter.failed(error);
      await this.#reader.close();
      throw error;
    }
    const told = inherited && new ToldDrops(inherited.dropsFile);
    this.#drops = new KernelDropWatch(this.#meter, (count) => this.#countDropped(count), undefined, told);
    this.#drops.start();
  }

  #takeAll({ bytes, ends, times, ports, senders, addresses, thrownAway }: DatagramBatch): void {
    if (thrownAway > 0) this.#countThrownAway(thrownAway);
    const all = Buffer.from(bytes.buffer);
    const frames: Frame[] = [];
    let start = 0;
    for (let i = 0; i < ends.length; i += 1) {
      const end = ends[i]!;
      const sender = this.#senders.of(addresses[senders[i]!]!, ports[i]!, times[i]!);
      const frame = this.#take(all.subarray(start, end), sender, times[i]!);
      if (frame !== undefined) frames.push(frame);
      start = end;
    }
    this.#countTurnedAway();
    if (frames.length > 0) this.intake.deliver(frames, { ms: this.clock.now() - times[0]!, listener: this.name });
  }

  #take(datagram: Buffer, sender: Sender, at: number): Frame | undefined {
    this.#meter.bytes += datagram.length;
    if (!sender.isAllowed) return this.#refuse(sender);
    const isMessage = this.isMessage(datagram);
    if (isMessage && !this.#admits(sender, at)) return undefined;
    const message = this.read(datagram, sender.peer, this.config.maxMessageBytes);
    if (message === undefined || (!isMessage && !this.#admits(sender, at))) return undefined;
    this.#meter.frames++;
    return wireFrame(message.bytes, at, 'udp', sender.peer, undefined, message.truncated);
  }

  #admits(sender: Sender, at: number): boolean {
    if (this.#senders.admits(sender, at, this.intake.crowded)) return true;
    this.#limited++;
    this.#meter.limited++;
    return false;
  }

  #refuse({ address }: Sender): undefined {
    this.#refused++;
    this.#meter.refuse(`Refused ${address}: it is not on the allow list (${this.place.key}.allow)`);
  }

  #countTurnedAway(): void {
    if (this.#limited > 0) this.intake.countTurnedAway('limited', this.#limited);
    if (this.#refused > 0) this.intake.countTurnedAway('refused', this.#refused);
    this.#limited = this.#refused = 0;
    this.tellDropped();
  }

  #countThrownAway(count: number): void {
    this.#meter.lastError = `${count} datagrams were thrown away: more came than could be handled, for longer than memory lasts`;
    this.#countDropped(count);
  }

  #countDropped(count: number): void {
    this.#meter.dropped += count;
    this.intake.countDropped('udp', count);
  }

  /** @param reason why there is no socket any more  @param lost datagrams that had been read from it */
  async #openAgain(reason: string, lost: number): Promise<void> {
    if (lost > 0) this.#countDropped(lost);
    // It ended while it was being opened again: that failed, and is tried once more.
    if (this.#isOpeningAgain) return;
    await this.#drops?.stop();
    this.#drops = undefined;
    if (this.inherited !== undefined)
      return this.#meter.failed(
        new Error(`${reason}. With it the service manager’s socket is closed: restart Lanwarden.`),
      );
    this.#meter.failed(reason);
    this.#isOpeningAgain = true;
    while (!this.#isStopped && this.#meter.state === 'failed') {
      await sleep(OPEN_AGAIN_MS);
      if (!this.#isStopped) await this.#open().catch(() => undefined); // the meter says why
    }
    this.#isOpeningAgain = false;
  }

  /** @param given as the kernel tells it */
  #tellBuffer(given: number): void {
    const asked = this.config.udp.receiveBufferBytes;
    this.#meter.receiveBufferBytes = given;
    // Linux answers with twice what it grants, for its own bookkeeping (socket(7), SO_RCVBUF).
    const granted = process.platform === 'linux' ? given / 2 : given;
    if (granted >= asked) return;
    const text = `The kernel gave a receive buffer of ${granted} bytes where ${asked} were asked for (listen.udp.receiveBufferBytes).`;
    this.#meter.warnings = [process.platform === 'linux' ? `${text} ${this.#bufferAdvice(asked)}` : text];
  }

  #bufferAdvice(asked: number): string {
    return this.inherited === undefined ? 'Raise net.core.rmem_max.' : `Set ReceiveBuffer=${asked} in the socket unit.`;
  }
}

function addressOf({ host, port, allow }: Omit<UdpPlace, 'name' | 'key'>): Omit<UdpPlace, 'name' | 'key'> {
  return { host, port, allow };
}
