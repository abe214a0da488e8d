// GELF over UDP (whole or in chunks, compressed or not) and over TCP (a NUL after each message, or LF). Two listeners on one port
// number. What a message says is read in `decode`.

import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Intake, Peer } from '#src/collector/frame.js';
import type { Datagram } from './datagram.js';
import { CHUNK_LIMITS, GelfChunks, isChunk, type ChunkLimits } from './gelf-chunks.js';
import { openGelfDatagram } from './gelf-datagram.js';
import { StreamListener } from './stream-listener.js';
import { type InheritedUdp, UdpListener } from './udp.js';

/** How often it is looked for messages that will never be whole. */
const SWEEP_MS = 1_000;

export class GelfUdpListener extends UdpListener {
  readonly #chunks: GelfChunks;
  #sweep: NodeJS.Timeout | undefined;

  constructor(
    config: Config['listen'],
    intake: Intake,
    clock: Clock = systemClock,
    private readonly limits: ChunkLimits = CHUNK_LIMITS,
    inherited?: InheritedUdp,
  ) {
    const { host, port, allow } = config.gelf;
    super(config, intake, clock, { name: 'gelf-udp', key: 'listen.gelf', host, port, allow }, inherited);
    this.#chunks = new GelfChunks((reason) => this.drop(reason), limits);
  }

  override async start(): Promise<void> {
    await super.start();
    const everyMs = Math.min(SWEEP_MS, this.limits.timeoutMs / 2);
    this.#sweep = setInterval(() => {
      this.#chunks.expire(performance.now());
      this.tellDropped();
    }, everyMs).unref();
  }

  override async stop(): Promise<void> {
    clearInterval(this.#sweep);
    await super.stop();
    this.#chunks.clear('the listener was stopped');
    this.tellDropped();
  }

  /** A message is counted once, when it is whole. */
  protected override isMessage(datagram: Buffer): boolean {
    return !isChunk(datagram);
  }

  protected override read(datagram: Buffer, peer: Peer, maxBytes: number): Datagram | undefined {
    const whole = isChunk(datagram) ? this.#chunks.add(datagram, peer.address, performance.now()) : datagram;
    const opened = whole === undefined ? undefined : openGelfDatagram(whole, maxBytes);
    if (opened === undefined || !('dropped' in opened)) return opened;
    this.drop(`${peer.address}: ${opened.dropped}`);
    return undefined;
  }
}

/** The limits of connections are those of syslog over TCP; its balancers are not: in their ranges may be who speaks GELF directly. */
export class GelfTcpListener extends StreamListener {
  constructor(
    config: Config['listen'],
    intake: Intake,
    clock: Clock = systemClock,
    inherited?: { readonly fd: number },
  ) {
    const { host, port, allow } = config.gelf;
    const place = { name: 'gelf-tcp', key: 'listen.gelf', transport: 'tcp', host, port, allow, ...inherited } as const;
    const { maxMessageBytes, peers } = config;
    super({ ...config.tcp, ...place, proxyProtocol: { from: [] }, maxMessageBytes, peers }, intake, clock);
  }
}
