// Syslog over TLS (RFC 5425): the TCP listener behind a handshake (TLS 1.2 or later). Certificate files are read again on
// SIGHUP and within a minute after they changed; if the new ones are no good, the old ones stay in use and health says so.

import { createServer, type Server, type TlsOptions } from 'node:tls';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Intake } from '#src/collector/frame.js';
import { messageOf } from '#src/faults.js';
import type { Listener, ListenerHealth } from './listener.js';
import { plainAddress } from './peer.js';
import { StreamListener } from './stream-listener.js';
import { identityOf } from './tls/identity.js';
import { checkTlsConfig, loadMaterial, stampOf, type TlsMaterial } from './tls/material.js';
import { selfSignedFiles } from './tls/self-signed.js';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const RELOAD_CHECK_MS = 60_000;

export class TlsListener implements Listener {
  readonly name = 'tls';
  readonly #stream: StreamListener;
  #files: { cert: string; key: string; ca?: string } = { cert: '', key: '' };
  #stamp = '';
  #handshakes: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #onHangup = (): void => void this.reload();

  constructor(
    private readonly config: Config['listen'],
    private readonly dataDir: string,
    intake: Intake,
    private readonly clock: Clock = systemClock,
  ) {
    const { host, port } = config.tls;
    const options = { ...config.tcp, host, port, maxMessageBytes: config.maxMessageBytes, transport: 'tls' } as const;
    this.#stream = new StreamListener(options, intake, clock, (socket) => {
      this.#handshakes?.emit('connection', socket);
    });
  }

  async start(): Promise<void> {
    try {
      this.#handshakes = this.#createHandshakes(await this.#firstMaterial());
    } catch (error) {
      this.#stream.meter.failed(error);
      throw error;
    }
    await this.#stream.start();
    this.#timer = setInterval(() => void this.#reloadIfChanged(), RELOAD_CHECK_MS);
    this.#timer.unref();
    process.on('SIGHUP', this.#onHangup);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    process.off('SIGHUP', this.#onHangup);
    await this.#stream.stop();
  }

  health(): ListenerHealth {
    return this.#stream.health();
  }

  /** Reads the certificate files again; new connections get them. Never throws: health tells what is wrong with them. */
  async reload(): Promise<void> {
    const { meter } = this.#stream;
    this.#stamp = await stampOf(this.#paths());
    try {
      const material = await loadMaterial(this.#files, this.clock.now());
      this.#handshakes?.setSecureContext(this.#optionsOf(material));
      meter.warnings = material.warnings;
    } catch (error) {
      meter.lastError = messageOf(error);
      meter.warnings = [`The changed certificate files are not in use: ${messageOf(error)}`];
    }
  }

  async #firstMaterial(): Promise<TlsMaterial> {
    const { tls } = this.config;
    checkTlsConfig(tls);
    const { cert, key, ca } = tls;
    const pair =
      cert !== undefined && key !== undefined ? { cert, key } : await selfSignedFiles(this.dataDir, this.clock);
    this.#files = ca === undefined ? pair : { ...pair, ca };
    this.#stamp = await stampOf(this.#paths());
    const material = await loadMaterial(this.#files, this.clock.now());
    this.#stream.meter.warnings = material.warnings;
    return material;
  }

  // This server never listens: it is handed the sockets that the stream listener admitted (node:tls docs, 'connection').
  #createHandshakes(material: TlsMaterial): Server {
    const handshakes = createServer(this.#optionsOf(material));
    handshakes.on('secureConnection', (socket) => this.#stream.open(socket, identityOf(socket)));
    handshakes.on('tlsClientError', (error, socket) => {
      this.#stream.meter.refuse(`TLS handshake with ${plainAddress(socket.remoteAddress)}: ${error.message}`);
      socket.destroy();
    });
    return handshakes;
  }

  async #reloadIfChanged(): Promise<void> {
    if ((await stampOf(this.#paths())) !== this.#stamp) await this.reload();
  }

  #paths(): string[] {
    const { cert, key, ca } = this.#files;
    return ca === undefined ? [cert, key] : [cert, key, ca];
  }

  #optionsOf({ cert, key, ca }: TlsMaterial): TlsOptions {
    const { clientCertificates } = this.config.tls;
    return {
      ...{ cert, key, ca, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_TIMEOUT_MS },
      requestCert: clientCertificates !== 'off',
      rejectUnauthorized: clientCertificates === 'required',
    };
  }
}
