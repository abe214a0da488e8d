// Where connections come in: the caps, the allow list, and a balancer's word for whom it speaks. Who is turned away is counted, as a
// connection: whether it was to bring messages nobody knows, and anybody can open more of them than there are places.
//
//   accept --+--> admission of the address ------------------------------------------------+--> entered
//            `--from a balancer--> a place --> PROXY header --> admission of who it names --'

import type { Socket } from 'node:net';
import type { Peer } from '#src/collector/frame.js';
import { addressTest, type AddressTest } from '../identify/cidr.js';
import { Admission } from './admission.js';
import type { Meter } from './meter.js';
import { openFileLimit } from './open-files.js';
import { plainAddress } from './peer.js';
import { awaitProxyHeader, HEADER_TIMEOUT_MS } from './proxy-protocol/await-header.js';

export interface DoorOptions {
  readonly maxConnections: number;
  readonly maxConnectionsPerPeer: number;
  /** Ranges; empty: everybody. */
  readonly allow: readonly string[];
  readonly proxyProtocol: { readonly from: readonly string[] };
  readonly proxyHeaderTimeoutMs?: number;
}

/** Files that the store, the link and the log need, whatever comes. */
const OTHER_FILES = 256;

export class StreamDoor {
  readonly #admission: Admission;
  readonly #isBalancer: AddressTest;
  readonly #sockets = new Set<Socket>();
  readonly #headerTimeoutMs: number;

  /** @param entered called with each socket that may be read, and who is at its other end */
  constructor(
    { maxConnections, maxConnectionsPerPeer, allow, proxyProtocol, ...more }: DoorOptions,
    private readonly meter: Meter,
    private readonly entered: (socket: Socket, peer: Peer) => void,
  ) {
    const isAllowed = allow.length === 0 ? undefined : addressTest(allow);
    this.#admission = new Admission(this.#places(maxConnections), maxConnectionsPerPeer, isAllowed);
    this.#isBalancer = proxyProtocol.from.length === 0 ? () => false : addressTest(proxyProtocol.from);
    this.#headerTimeoutMs = more.proxyHeaderTimeoutMs ?? HEADER_TIMEOUT_MS;
  }

  accept(socket: Socket): void {
    const peer = { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    const isBalancer = this.#isBalancer(peer.address);
    const refusal = isBalancer ? this.#admission.enterUncounted(peer.address) : this.#admission.enter(peer.address);
    if (refusal !== undefined) return this.#turnAway(socket, refusal);
    this.#hold(socket, peer);
    if (isBalancer) this.#askBalancer(socket, peer);
    else this.entered(socket, peer);
  }

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #askBalancer(socket: Socket, balancer: Peer): void {
    const done: Parameters<typeof awaitProxyHeader>[1] = (outcome) => {
      if ('refused' in outcome)
        return this.#turnAway(socket, `Refused the balancer ${balancer.address}: ${outcome.refused} (proxyProtocol)`);
      if (outcome.peer === undefined) return this.entered(socket, balancer);
      const refusal = this.#admission.enter(outcome.peer.address);
      if (refusal !== undefined) return this.#turnAway(socket, refusal);
      this.#holders.get(socket)!.address = outcome.peer.address;
      this.#leave(balancer.address);
      this.entered(socket, outcome.peer);
    };
    awaitProxyHeader(socket, done, this.#headerTimeoutMs);
  }

  /** Under whose address each socket has its place. */
  readonly #holders = new WeakMap<Socket, { address: string }>();

  #hold(socket: Socket, { address }: Peer): void {
    const holder = { address };
    this.#holders.set(socket, holder);
    this.#sockets.add(socket);
    this.meter.connections = this.#admission.open;
    socket.on('error', (error) => (this.meter.lastError = error.message));
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#leave(holder.address);
    });
  }

  #leave(address: string): void {
    this.#admission.leave(address);
    this.meter.connections = this.#admission.open;
  }

  #turnAway(socket: Socket, reason: string): void {
    socket.destroy();
    this.meter.refuse(reason);
  }

  /** Without files to open the store would be away: connections must not take them all. */
  #places(maxConnections: number): number {
    const files = openFileLimit();
    if (files === undefined || maxConnections + OTHER_FILES <= files) return maxConnections;
    const places = Math.max(16, files - OTHER_FILES);
    if (places >= maxConnections) return maxConnections;
    this.meter.limitWarning =
      `${maxConnections} connections are allowed (maxConnections), but this process may open ${files} files: it takes ${places}. ` +
      'Raise the limit (systemd: LimitNOFILE).';
    return places;
  }
}
