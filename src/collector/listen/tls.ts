// Syslog over TLS (RFC 5425): the TCP listener behind a handshake.

import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Intake } from '#src/collector/frame.js';
import type { Listener, ListenerHealth } from './listener.js';
import { StreamListener } from './stream-listener.js';
import { TlsGate } from './tls/gate.js';

export class TlsListener implements Listener {
  readonly name = 'tls';
  readonly #stream: StreamListener;
  readonly #gate: TlsGate;

  /** @param inherited a listening socket to take */
  constructor(
    config: Config['listen'],
    dataDir: string,
    intake: Intake,
    clock: Clock = systemClock,
    inherited?: { readonly fd: number },
  ) {
    const { host, port, allow, proxyProtocol } = config.tls;
    const { maxMessageBytes, peers } = config;
    const own = { host, port, allow, proxyProtocol, maxMessageBytes, peers, ...inherited, transport: 'tls' } as const;
    const stream = new StreamListener({ ...config.tcp, ...own }, intake, clock, (socket, peer) =>
      this.#gate.take(socket, peer),
    );
    this.#stream = stream;
    this.#gate = new TlsGate({
      settings: config.tls,
      section: 'listen.tls',
      dataDir,
      clock,
      meter: stream.meter,
      open: (socket, identity, peer) => stream.open(socket, identity, peer),
    });
  }

  async start(): Promise<void> {
    try {
      await this.#gate.start();
    } catch (error) {
      this.#stream.meter.failed(error);
      throw error;
    }
    await this.#stream.start();
  }

  async stop(): Promise<void> {
    this.#gate.stop();
    await this.#stream.stop();
  }

  health(): ListenerHealth {
    return this.#stream.health();
  }

  /** Reads the certificate files again; new connections get them. */
  reload(): Promise<void> {
    return this.#gate.reload();
  }
}
