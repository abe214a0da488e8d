// The counters behind a listener's health. Mutable and owned by one listener; `health` makes the plain copy.

import type { Transport } from '#src/collector/frame.js';
import { messageOf } from '#src/faults.js';
import type { ListenerHealth, ListenerState } from './listener.js';

export class Meter {
  state: ListenerState = 'off';
  connections = 0;
  frames = 0;
  bytes = 0;
  dropped = 0;
  /** Of `dropped`: those that came, but were no message. */
  unreadable = 0;
  refused = 0;
  limited = 0;
  lastError: string | undefined;
  warnings: readonly string[] = [];
  /** A warning that stays as long as the process. */
  limitWarning: string | undefined;
  receiveBufferBytes: number | undefined;

  constructor(
    readonly name: string,
    readonly transport: Transport,
    public address: string,
    public port: number,
  ) {}

  listening(bound: { address: string; port: number }): void {
    this.state = 'listening';
    this.address = bound.address;
    this.port = bound.port;
    this.lastError = undefined;
  }

  failed(error: unknown): void {
    this.state = 'failed';
    this.lastError = messageOf(error);
  }

  /** Counts a connection or request that was turned away, and remembers why. */
  refuse(reason: string): void {
    this.refused++;
    this.lastError = reason;
  }

  health(): ListenerHealth {
    const { name, transport, state, address, port, connections, frames, bytes, dropped, refused } = this;
    const warnings = this.limitWarning === undefined ? this.warnings : [...this.warnings, this.limitWarning];
    return {
      name,
      transport,
      state,
      address,
      port,
      connections,
      frames,
      bytes,
      dropped,
      refused,
      warnings,
      ...(this.unreadable === 0 ? {} : { unreadable: this.unreadable }),
      ...(this.limited === 0 ? {} : { limited: this.limited }),
      ...(this.lastError === undefined ? {} : { lastError: this.lastError }),
      ...(this.receiveBufferBytes === undefined ? {} : { receiveBufferBytes: this.receiveBufferBytes }),
    };
  }
}
