// Syslog over UDP (RFC 5426): one datagram is one message. IPv4 and IPv6 on one socket, with a large receive buffer.
// A sender cannot be held back over UDP, so everything read is delivered; what the kernel had to drop is counted.

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
import { plainAddress } from './peer.js';
import { TurnBatch } from './turn-batch.js';

/** Where it listens, in the words of the configuration. */
export interface UdpPlace {
  readonly name: string;
  /** The section: `listen.udp`. */
  readonly key: string;
  readonly host: string;
  readonly port: number;
}

export class UdpListener implements Listener {
  readonly name: string;
  readonly #meter: Meter;
  readonly #batch: TurnBatch;
  #socket: Socket | undefined;
  #drops: KernelDropWatch | undefined;
  // Neighbouring datagrams often come from one sender; its Peer is made once.
  #lastSender = '';
  #lastPeer: Peer = { address: '', port: 0 };

  constructor(
    private readonly config: Config['listen'],
    private readonly intake: Intake,
    private readonly clock: Clock = systemClock,
    private readonly place: UdpPlace = { name: 'udp', key: 'listen.udp', ...addressOf(config.udp) },
  ) {
    this.name = place.name;
    this.#meter = new Meter(place.name, 'udp', place.host, place.port);
    this.#batch = new TurnBatch((frames) => this.intake.deliver(frames));
  }

  async start(): Promise<void> {
    const { key, host, port } = this.place;
    try {
      const place = { key, protocol: 'UDP', host, port } as const;
      this.#socket = await bindAt(place, (address) => bind(address, port, (bytes, from) => this.#take(bytes, from)));
    } catch (error) {
      this.#meter.failed(error);
      throw error;
    }
    this.#socket.on('error', (error) => (this.#meter.lastError = error.message));
    this.#meter.listening(this.#socket.address());
    this.#growBuffer(this.#socket);
    this.#drops = new KernelDropWatch(this.#meter.port, (count) => {
      this.#meter.dropped += count;
      this.intake.countDropped('udp', count);
    });
    await this.#drops.start();
  }

  async stop(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    await this.#drops?.stop();
    await new Promise<void>((resolve) => socket.close(resolve));
    this.#batch.close();
    this.#meter.state = 'off';
  }

  health(): ListenerHealth {
    return this.#meter.health();
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

  #take(datagram: Buffer, from: RemoteInfo): void {
    const peer = this.#peerOf(from);
    this.#meter.bytes += datagram.length;
    const message = this.read(datagram, peer, this.config.maxMessageBytes);
    if (message === undefined) return;
    const { bytes, truncated } = message;
    this.#meter.frames++;
    this.#batch.add({ bytes, receivedAt: this.clock.now(), transport: 'udp', peer, truncated });
  }

  #peerOf(from: RemoteInfo): Peer {
    if (from.port !== this.#lastPeer.port || from.address !== this.#lastSender) {
      this.#lastSender = from.address;
      this.#lastPeer = { address: plainAddress(from.address), port: from.port };
    }
    return this.#lastPeer;
  }

  #growBuffer(socket: Socket): void {
    const asked = this.config.udp.receiveBufferBytes;
    try {
      socket.setRecvBufferSize(asked);
    } catch {
      // Some systems refuse instead of giving less; what there is stands in the health.
    }
    const given = socket.getRecvBufferSize();
    this.#meter.receiveBufferBytes = given;
    // Linux answers with twice what it grants, for its own bookkeeping (socket(7), SO_RCVBUF).
    const granted = process.platform === 'linux' ? given / 2 : given;
    if (granted >= asked) return;
    const text = `The kernel gave a receive buffer of ${granted} bytes where ${asked} were asked for (listen.udp.receiveBufferBytes).`;
    this.#meter.warnings = [process.platform === 'linux' ? `${text} Raise net.core.rmem_max.` : text];
  }
}

function addressOf({ host, port }: { host: string; port: number }): { host: string; port: number } {
  return { host, port };
}

function bind(host: string, port: number, onMessage: (bytes: Buffer, from: RemoteInfo) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIP(host) === 6 ? 'udp6' : 'udp4' });
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.on('message', onMessage);
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
