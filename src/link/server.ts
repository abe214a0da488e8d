// The collector's end of the link: a local socket in data.dir, readable by its owner alone.

import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { FromCollector, ToCollector } from './messages.js';
import { readMessages, socketPath, writeMessage } from './wire.js';

const MAX_BACKLOG_BYTES = 1_048_576;

export interface Peer {
  /** @throws an Error for a message beyond `maxChars` */
  send(message: FromCollector, maxChars?: number): boolean;
  /** Bytes that the peer has not taken yet. */
  readonly backlogBytes: number;
}

export interface LinkHandlers {
  onConnect(peer: Peer): void;
  onMessage(peer: Peer, message: ToCollector): void;
  onClose(peer: Peer): void;
}

export class LinkServer {
  readonly #peers = new Map<Socket, Peer>();
  #server: Server | undefined;

  constructor(
    private readonly dataDir: string,
    private readonly handlers: LinkHandlers,
  ) {}

  /** The caller holds the collector's lock, so a socket file that is there was left by a dead one. */
  start(): Promise<void> {
    const path = socketPath(this.dataDir);
    rmSync(path, { force: true });
    const server = createServer((socket) => this.#admit(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        chmodSync(path, 0o600);
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#peers.keys()) socket.destroy();
    await closed;
  }

  broadcast(message: FromCollector): void {
    // A report that waits behind many others is no news: a peer that does not read gets the next one.
    for (const peer of this.#peers.values()) if (peer.backlogBytes < MAX_BACKLOG_BYTES) peer.send(message);
  }

  #admit(socket: Socket): void {
    const peer: Peer = {
      send: (message, maxChars) => writeMessage(socket, message, maxChars),
      get backlogBytes() {
        return socket.writableLength;
      },
    };
    this.#peers.set(socket, peer);
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      this.#peers.delete(socket);
      this.handlers.onClose(peer);
    });
    readMessages<ToCollector>(socket, (message) => this.handlers.onMessage(peer, message));
    this.handlers.onConnect(peer);
  }
}
