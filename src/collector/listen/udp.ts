// Syslog over UDP (RFC 5426): one datagram is one message. IPv4 and IPv6 on one socket, with a large receive buffer.
// A sender cannot be held back over UDP: what is over its limit is counted as limited; what the kernel had to drop is counted too.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Intake, Peer } from '#src/collector/frame.js';
import { bindAt } from './bind.js';
import { readDatagram, type Datagram } from './datagram.js';
import { KernelDropWatch } from './kernel-drops.js';
import type { Listener, ListenerHealth } from './listener.js';
import { Meter } from './meter.js';
import { type Sender, Senders } from './senders.js';
import { ToldDrops } from './told-drops.js';
import { TurnBatch } from './turn-batch.js';
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

export class UdpListener implements Listener {
  readonly name: string;
  readonly #meter: Meter;
  readonly #batch: TurnBatch;
  #socket: Socket | undefined;
  #drops: KernelDropWatch | undefined;
  readonly #senders: Senders;
  /** Of this turn. */
  #limited = 0;
  #refused = 0;

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
    this.#batch = new TurnBatch(
      (frames) => this.intake.deliver(frames),
      () => this.#countTurnedAway(),
    );
  }

  async start(): Promise<void> {
    const { key, host, port } = this.place;
    try {
      const place = { key, protocol: 'UDP', host, port } as const;
      const take = (bytes: Buffer, from: RemoteInfo): void => this.#take(bytes, from);
      this.#socket = await bindAt(place, (address) => bind(address, port, take, this.inherited?.fd));
    } catch (error) {
      this.#meter.failed(error);
      throw error;
    }
    this.#socket.on('error', (error) => (this.#meter.lastError = error.message));
    this.#meter.listening(this.#socket.address());
    this.#growBuffer(this.#socket);
    const onDrops = (count: number): void => {
      this.#meter.dropped += count;
      this.intake.countDropped('udp', count);
    };
    const told = this.inherited && new ToldDrops(this.inherited.dropsFile);
    this.#drops = new KernelDropWatch(this.#meter, onDrops, undefined, told);
    this.#drops.start();
  }

  async stop(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    await this.#drops?.stop();
    await new Promise<void>((resolve) => socket.close(resolve));
    this.#batch.close();
    this.#countTurnedAway();
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

  /** Counts a message that could not be had from its datagrams. */
  protected drop(reason: string): void {
    this.#meter.dropped++;
    this.#meter.unreadable++;
    this.#meter.lastError = reason;
    this.intake.countDropped('udp', 1);
  }

  /** Whether the datagram is, or ends, a message of its own as far as limits go. */
  protected isMessage(_datagram: Buffer): boolean {
    return true;
  }

  #take(datagram: Buffer, from: RemoteInfo): void {
    const now = this.clock.now();
    const sender = this.#senders.of(from.address, from.port, now);
    this.#meter.bytes += datagram.length;
    if (!sender.isAllowed) return this.#refuse(sender);
    const isMessage = this.isMessage(datagram);
    if (isMessage && !this.#admits(sender, now)) return;
    const message = this.read(datagram, sender.peer, this.config.maxMessageBytes);
    if (message === undefined || (!isMessage && !this.#admits(sender, now))) return;
    this.#meter.frames++;
    this.#batch.add(wireFrame(message.bytes, now, 'udp', sender.peer, undefined, message.truncated));
  }

  #admits(sender: Sender, now: number): boolean {
    if (this.#senders.admits(sender, now, this.intake.crowded)) return true;
    this.#limited++;
    this.#meter.limited++;
    this.#batch.touch();
    return false;
  }

  #refuse({ address }: Sender): void {
    this.#refused++;
    this.#meter.refuse(`Refused ${address}: it is not on the allow list (${this.place.key}.allow)`);
    this.#batch.touch();
  }

  #countTurnedAway(): void {
    if (this.#limited > 0) this.intake.countTurnedAway('limited', this.#limited);
    if (this.#refused > 0) this.intake.countTurnedAway('refused', this.#refused);
    this.#limited = this.#refused = 0;
  }

  #growBuffer(socket: Socket): void {
    const asked = this.config.udp.receiveBufferBytes;
    try {
      if (this.inherited === undefined) socket.setRecvBufferSize(asked);
    } catch {
      // Some systems refuse instead of giving less; what there is stands in the health.
    }
    const given = socket.getRecvBufferSize();
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

/** @param fd a bound socket to take instead */
function bind(
  host: string,
  port: number,
  onMessage: (bytes: Buffer, from: RemoteInfo) => void,
  fd?: number,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIP(host) === 6 ? 'udp6' : 'udp4' });
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.on('message', onMessage);
    socket.bind(fd === undefined ? { address: host, port, exclusive: true } : { fd }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
