// The one shape of everything that takes messages off a wire. A listener owns its sockets: `start` binds, `stop` undoes
// all of it. What it takes goes to the Intake it was given; what it turns away is counted, never silent.

import type { Transport } from '#src/collector/frame.js';

export interface Listener {
  readonly name: string;
  /** @throws Fault PORT_TAKEN | LISTENER_FAILED | TLS_MATERIAL */
  start(): Promise<void>;
  /** Stops accepting, takes what has already arrived, closes everything. Safe to call twice and before `start`. */
  stop(): Promise<void>;
  health(): ListenerHealth;
}

export type ListenerState = 'listening' | 'off' | 'failed';

/** Plain JSON, for the health page and `doctor`. Counters run since `start`. */
export interface ListenerHealth {
  readonly name: string;
  readonly transport: Transport;
  readonly state: ListenerState;
  /** The address and port really bound; the configured ones while not listening. */
  readonly address: string;
  readonly port: number;
  /** Open now. */
  readonly connections: number;
  readonly frames: number;
  /** Bytes of messages (UDP), read from sockets (TCP, TLS), or of decompressed bodies (HTTP). */
  readonly bytes: number;
  /** Messages lost here before they became frames: kernel drops, HTTP elements turned away, GELF messages that lack chunks. */
  readonly dropped: number;
  /** Of `dropped`: what came, but held no whole message (chunks missing, not to be decompressed, no element of its API). Left out: none. */
  readonly unreadable?: number;
  /** Connections, requests or (UDP, by the allow list) messages turned away. */
  readonly refused: number;
  /** UDP: messages that were read and not taken, for their sender's rate or because others needed the room. Left out: none. */
  readonly limited?: number;
  /** UDP: whose these were, the most first; five at the most. */
  readonly limitedPeers?: readonly { readonly address: string; readonly messages: number }[];
  readonly lastError?: string;
  /** What works but should not stay so: a small receive buffer, an expired certificate. */
  readonly warnings: readonly string[];
  /** UDP: what the kernel reports (Linux doubles the number it grants). */
  readonly receiveBufferBytes?: number;
  /** UDP: how much of it is taken at this moment. */
  readonly receiveQueueBytes?: number;
  /** Of `dropped`: thrown away by the kernel, because the receive buffer was full. Left out for UDP: this system does not tell. */
  readonly kernelDropped?: number;
}
