// One open WebSocket and the topics followed on it. Never queues without bound: a browser that is behind misses messages instead.

import type { WebSocket } from 'ws';
import type { Principal } from '../session/visit.js';
import type { LiveVisitor } from './live-door.js';
import type { LiveTopic } from './live-topics.js';

const MAX_TOPICS = 4;
/** Above this the browser is behind, and what comes is not sent. */
const MAX_BUFFERED_BYTES = 1_048_576;

export class LiveConnection {
  readonly #open = new Map<string, () => void>();
  #heard = true;
  #ended = false;

  constructor(
    private readonly socket: WebSocket,
    readonly visitor: LiveVisitor,
  ) {}

  /** Opens a topic under this id; one that is open under it is closed first. Rejects with what `admit` and the topic throw. */
  async open(
    id: string,
    topic: LiveTopic,
    params: Readonly<Record<string, unknown>>,
    admit: () => Promise<Principal>,
  ): Promise<void> {
    this.close(id);
    if (this.#open.size >= MAX_TOPICS) return this.tellError(id, `Not more than ${MAX_TOPICS} at once.`);
    let active = true;
    this.#open.set(id, () => (active = false));
    try {
      const principal = await admit();
      if (!active || this.#ended) return;
      const stop = await topic.open(params, {
        principal,
        send: (data) => active && this.#send({ event: 'data', id, data }),
        end: (why) => {
          if (!active) return;
          this.close(id);
          this.tellError(id, why);
        },
      });
      // It may have been closed, or the browser gone, while it was being opened.
      if (!active || this.#ended) return stop();
      this.#open.set(id, () => {
        active = false;
        stop();
      });
      this.#send({ event: 'opened', id });
    } catch (error) {
      this.#open.delete(id);
      throw error;
    }
  }

  close(id: string): void {
    const stop = this.#open.get(id);
    if (stop === undefined) return;
    this.#open.delete(id);
    stop();
    this.#send({ event: 'closed', id });
  }

  /** The socket is gone. */
  end(): void {
    this.#ended = true;
    for (const stop of this.#open.values()) stop();
    this.#open.clear();
  }

  tellError(id: string, message: string, details?: Readonly<Record<string, unknown>>): void {
    this.#send({ event: 'error', id, message, details });
  }

  heard(): void {
    this.#heard = true;
  }

  isHeard(): boolean {
    return this.#heard;
  }

  /** A ping; the answer counts until the next one. */
  ask(): void {
    this.#heard = false;
    this.socket.ping();
  }

  #send(message: object): boolean {
    if (this.socket.readyState !== this.socket.OPEN || this.socket.bufferedAmount > MAX_BUFFERED_BYTES) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }
}
