// How many connections the portal holds, over all and of one peer (an IPv6 network is one). Live views are among them. A proxy stands for
// many: it is held to the cap over all alone.

import type { Server, Socket } from 'node:net';
import type { Logger } from 'pino';
import { networkKey } from './network-key.js';
import type { Proxies } from './proxies.js';

export interface ConnectionLimits {
  readonly maxConnections: number;
  /** A browser holds six, and one for each live view; behind one address may be an office. */
  readonly maxConnectionsPerPeer: number;
}

const SAY_EVERY_MS = 60_000;

export class Connections {
  readonly #byPeer = new Map<string, number>();
  #refused = 0;
  #saidAt = -Infinity;

  constructor(
    private readonly proxies: Pick<Proxies, 'isTrusted'>,
    private readonly log: Pick<Logger, 'warn'>,
    private readonly limits: ConnectionLimits,
  ) {}

  guard(server: Server): void {
    server.maxConnections = this.limits.maxConnections;
    server.on('drop', (gone) => this.#say(gone?.remoteAddress));
    server.on('connection', (socket) => this.#admit(socket));
  }

  #admit(socket: Socket): void {
    const { remoteAddress: address } = socket;
    if (address === undefined || this.proxies.isTrusted(address)) return;
    const peer = networkKey(address);
    const open = this.#byPeer.get(peer) ?? 0;
    if (open >= this.limits.maxConnectionsPerPeer) {
      this.#say(address);
      return void socket.destroy();
    }
    this.#byPeer.set(peer, open + 1);
    socket.once('close', () => this.#leave(peer));
  }

  #leave(peer: string): void {
    const open = (this.#byPeer.get(peer) ?? 1) - 1;
    if (open === 0) this.#byPeer.delete(peer);
    else this.#byPeer.set(peer, open);
  }

  /** At most once a minute, with how many there were since the last time. */
  #say(address: string | undefined): void {
    this.#refused += 1;
    const now = performance.now();
    if (now - this.#saidAt < SAY_EVERY_MS) return;
    this.log.warn(
      { address, refused: this.#refused, ...this.limits },
      'connections to the portal refused: too many are open',
    );
    this.#saidAt = now;
    this.#refused = 0;
  }
}
