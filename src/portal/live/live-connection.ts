// One open WebSocket and the topics followed on it. Never queues without bound: a browser that is behind misses messages instead.

import type { WebSocket } from 'ws';
import type { Principal } from '../session/visit.js';
import type { LiveVisitor } from './live-door.js';
import type { LiveTopic } from './live-topics.js';

const MAX_TOPICS = 4;
/** Above this the browser is behind, and what comes is not sent. */
const MAX_BUFFERED_BYTES = 1_048_576;

export class LiveConnection {
  /** By the id that the page gave it. */
  readonly #open = new Map<string, { readonly topic: string; readonly stop: () => void }>();
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
    this.#open.set(id, { topic: topic.name, stop: () => (active = false) });
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
      const stopAll = (): void => {
        active = false;
        stop();
      };
      this.#open.set(id, { topic: topic.name, stop: stopAll });
      this.#send({ event: 'opened', id });
    } catch (error) {
      this.#open.delete(id);
      throw error;
    }
  }

  close(id: string): void {
    const opened = this.#open.get(id);
    if (opened === undefined) return;
    this.#open.delete(id);
    opened.stop();
    this.#send({ event: 'closed', id });
  }

  /** Ends the topics that are none any more; the browser gets the sentence. */
  endGone(isThere: (topic: string) => boolean, why: string): void {
    for (const [id, { topic }] of this.#open) {
      if (isThere(topic)) continue;
      this.close(id);
      this.tellError(id, why);
    }
  }

  /** The socket is gone. */
  end(): void {
    this.#ended = true;
    for (const { stop } of this.#open.values()) stop();
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
