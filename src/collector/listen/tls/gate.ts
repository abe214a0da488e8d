// TLS in front of a listener (TLS 1.2 or later): admitted sockets go in, sockets with a finished handshake come out. Certificate files
// are read again on SIGHUP and within a minute after they changed; if the new ones are no good, the old ones stay in use and health
// says so. It says, too, when the certificate in use expires.

import type { Socket } from 'node:net';
import { createServer, type Server, type TlsOptions, type TLSSocket } from 'node:tls';
import type { Clock } from '#src/clock.js';
import type { Peer } from '#src/collector/frame.js';
import { messageOf } from '#src/faults.js';
import type { Meter } from '../meter.js';
import { plainAddress } from '../peer.js';
import { identityOf } from './identity.js';
import { checkTlsConfig, loadMaterial, stampOf, type TlsMaterial, type TlsSettings } from './material.js';
import { selfSignedFiles } from './self-signed.js';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const CHECK_MS = 60_000;

export interface TlsGateParts {
  readonly settings: TlsSettings;
  /** Where they stand in the configuration: `listen.tls`. */
  readonly section: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly meter: Meter;
  /** `identity`: the name in the client's certificate; `peer`: who sends, as it was given to `take`. */
  readonly open: (socket: TLSSocket, identity: string | undefined, peer: Peer | undefined) => void;
}

export class TlsGate {
  #files: { cert: string; key: string; ca?: string } = { cert: '', key: '' };
  /** Who is at the other end of each open connection, by where it comes from. */
  readonly #peers = new Map<string, Peer>();
  #stamp = '';
  #inUse: TlsMaterial | undefined;
  /** Why the files as they are now are not in use, where they are not. */
  #notInUse: readonly string[] = [];
  #handshakes: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #onHangup = (): void => void this.reload();

  constructor(private readonly parts: TlsGateParts) {}

  /**
   * Reads the material; from then on sockets may be taken.
   * @throws Fault TLS_MATERIAL
   */
  async start(): Promise<void> {
    this.#handshakes = this.#createHandshakes(await this.#firstMaterial());
    this.#timer = setInterval(() => void this.#check(), CHECK_MS);
    this.#timer.unref();
    process.on('SIGHUP', this.#onHangup);
  }

  /** Ends the watch over the files; sockets are their listener's. */
  stop(): void {
    clearInterval(this.#timer);
    process.off('SIGHUP', this.#onHangup);
  }

  /** @param peer who sends, where a balancer speaks for it: the secured socket that comes of this one knows nothing but its own address */
  take(socket: Socket, peer?: Peer): void {
    if (peer !== undefined) {
      const place = placeOf(socket);
      this.#peers.set(place, peer);
      socket.once('close', () => this.#peers.delete(place));
    }
    this.#handshakes?.emit('connection', socket);
  }

  /** Reads the certificate files again; new connections get them. Never throws: health tells what is wrong with them. */
  async reload(): Promise<void> {
    const { meter, section } = this.parts;
    this.#stamp = await stampOf(this.#paths());
    try {
      const material = await loadMaterial(this.#files, section);
      this.#handshakes?.setSecureContext(this.#optionsOf(material));
      this.#inUse = material;
      this.#notInUse = [];
    } catch (error) {
      meter.lastError = messageOf(error);
      this.#notInUse = [`The changed certificate files are not in use: ${messageOf(error)}`];
    }
    this.#warn();
  }

  async #firstMaterial(): Promise<TlsMaterial> {
    const { settings, section, dataDir, clock } = this.parts;
    checkTlsConfig(settings, section);
    const { cert, key, ca } = settings;
    const pair = cert !== undefined && key !== undefined ? { cert, key } : await selfSignedFiles(dataDir, clock);
    this.#files = ca === undefined ? pair : { ...pair, ca };
    this.#stamp = await stampOf(this.#paths());
    this.#inUse = await loadMaterial(this.#files, section);
    this.#warn();
    return this.#inUse;
  }

  // This server never listens: it is handed the sockets that the listener admitted (node:tls docs, 'connection').
  #createHandshakes(material: TlsMaterial): Server {
    const { meter, open } = this.parts;
    const handshakes = createServer(this.#optionsOf(material));
    handshakes.on('secureConnection', (socket) => {
      open(socket, identityOf(socket), this.#peers.get(placeOf(socket)));
    });
    handshakes.on('tlsClientError', (error, socket) => {
      meter.refuse(`TLS handshake with ${plainAddress(socket.remoteAddress)}: ${error.message}`);
      socket.destroy();
    });
    return handshakes;
  }

  async #check(): Promise<void> {
    if ((await stampOf(this.#paths())) === this.#stamp) this.#warn();
    else await this.reload();
  }

  #warn(): void {
    const { meter, clock } = this.parts;
    meter.warnings = [...this.#notInUse, ...(this.#inUse?.warningsAt(clock.now()) ?? [])];
  }

  #paths(): string[] {
    const { cert, key, ca } = this.#files;
    return ca === undefined ? [cert, key] : [cert, key, ca];
  }

  #optionsOf({ cert, key, ca }: TlsMaterial): TlsOptions {
    const { clientCertificates } = this.parts.settings;
    return {
      cert,
      key,
      ca,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      requestCert: clientCertificates !== 'off',
      rejectUnauthorized: clientCertificates === 'required',
    };
  }
}

/** Unique among the open connections of one port. */
function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
