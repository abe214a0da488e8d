// HTTP ingest on node:http (no framework: it runs in the collector's lean process). What is acknowledged is stored: every answer
// comes after commit. A request is refused as early as it can be: path, key, pressure, headers, and only then its body is read.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Intake } from '#src/collector/frame.js';
import { messageOf } from '#src/faults.js';
import { addressTest } from '../identify/cidr.js';
import { Admission } from './admission.js';
import { bindAt, listenOn } from './bind.js';
import { authorize, type KeyLookup, type KeyTrouble } from './http/authorize.js';
import { BodyBudget, encodingOf, readBody, refuseByHeaders, type BodyShare } from './http/body.js';
import type { Call, Endpoint } from './http/endpoint.js';
import { HeldRequests } from './http/held-requests.js';
import { problem, type Reply } from './http/reply.js';
import { findEndpoint } from './http/routes.js';
import { sendReply, sendUnparsed } from './http/send.js';
import { submit, type Sender } from './http/submission.js';
import type { Listener, ListenerHealth } from './listener.js';
import { Meter } from './meter.js';
import { plainAddress } from './peer.js';
import { Senders } from './senders.js';

export interface HttpTimings {
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly keepAliveMs: number;
  /** How long requests are held back, with the senders over TCP, before they are taken anyway. */
  readonly heldMs: number;
  /** How long `stop` waits for requests that are being answered. */
  readonly stopGraceMs: number;
}

export const HTTP_TIMINGS: HttpTimings = {
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 60_000,
  keepAliveMs: 65_000,
  heldMs: 2_000,
  stopGraceMs: 3_000,
};

const MAX_HEADER_BYTES = 16_384;
const MAX_CONNECTIONS = 1_000;
const MAX_CONNECTIONS_PER_PEER = 500;
/** Bodies in memory at once, in largest bodies. */
const BODIES_AT_ONCE = 4;

export class HttpListener implements Listener {
  readonly name = 'http';
  readonly #meter: Meter;
  readonly #admission: Admission;
  readonly #budget: BodyBudget;
  readonly #held: HeldRequests;
  readonly #senders: Senders;
  #server: Server | undefined;
  #stopping = false;

  constructor(
    private readonly config: Config['listen'],
    private readonly intake: Intake,
    private readonly keys: KeyLookup,
    private readonly clock: Clock = systemClock,
    private readonly timings: HttpTimings = HTTP_TIMINGS,
    private readonly inherited?: { readonly fd: number },
  ) {
    this.#meter = new Meter('http', 'http', config.http.host, config.http.port);
    const { allow } = config.http;
    const isAllowed = allow.length === 0 ? undefined : addressTest(allow);
    this.#admission = new Admission(MAX_CONNECTIONS, MAX_CONNECTIONS_PER_PEER, isAllowed);
    this.#senders = new Senders(config.peers);
    this.#budget = new BodyBudget(BODIES_AT_ONCE * config.http.maxBodyBytes);
    this.#held = new HeldRequests(intake, { longestMs: timings.heldMs, maxBodyBytes: config.http.maxBodyBytes });
  }

  async start(): Promise<void> {
    const server = this.#createServer();
    const { host, port } = this.config.http;
    try {
      const place = { key: 'listen.http', protocol: 'TCP', host, port } as const;
      this.#meter.listening(await bindAt(place, (address) => listenOn(server, address, port, this.inherited?.fd)));
    } catch (error) {
      this.#meter.failed(error);
      throw error;
    }
    server.on('error', (error) => (this.#meter.lastError = error.message));
    this.#stopping = false;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#stopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    this.#held.release();
    const timer = setTimeout(() => server.closeAllConnections(), this.timings.stopGraceMs);
    await closed;
    clearTimeout(timer);
    this.#meter.state = 'off';
  }

  health(): ListenerHealth {
    return this.#meter.health();
  }

  #createServer(): Server {
    const { headersTimeoutMs, bodyTimeoutMs, keepAliveMs } = this.timings;
    const server = createServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: headersTimeoutMs,
      // A backstop for bodies that nobody reads any more; those that are read have their own time.
      requestTimeout: headersTimeoutMs + 2 * bodyTimeoutMs,
      connectionsCheckingInterval: Math.min(5_000, headersTimeoutMs / 2),
      keepAliveTimeout: keepAliveMs,
    });
    server.on('connection', (socket) => this.#admit(socket));
    server.on('request', (request, response) => void this.#serve(request, response, false));
    server.on('checkContinue', (request, response) => void this.#serve(request, response, true));
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      this.#meter.refuse(`HTTP: ${error.message}`);
      sendUnparsed(socket as Socket, error.code);
    });
    return server;
  }

  #admit(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress);
    const refusal = this.#admission.enter(address);
    if (refusal !== undefined) {
      socket.destroy();
      return this.#meter.refuse(refusal);
    }
    this.#meter.connections = this.#admission.open;
    socket.once('close', () => {
      this.#admission.leave(address);
      this.#meter.connections = this.#admission.open;
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): Promise<void> {
    const reply = await this.#answer(request, response, awaitsContinue);
    if (reply.status >= 400) this.#meter.refuse(`HTTP ${reply.status}: ${String(reply.body.detail)}`);
    sendReply(response, reply, { head: request.method === 'HEAD', close: this.#stopping });
  }

  async #answer(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): Promise<Reply> {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const endpoint = findEndpoint(request.method ?? '', path);
    if ('reply' in endpoint) return endpoint.reply;
    const sender = {
      peer: peerOf(request),
      source: undefined,
      receivedAt: this.clock.now(),
      maxMessageBytes: this.config.maxMessageBytes,
    };
    if (endpoint.method !== 'POST') return endpoint.handle(this.#callOf(request, Buffer.alloc(0), query, sender));
    const refuse = (reply: Reply, key?: KeyTrouble): Reply =>
      endpoint.refuse?.({ reply, contentType: typeOf(request), ...(key && { key }) }) ?? reply;
    const authorization = authorize(request.headers, this.keys, this.config.http.requireKey);
    if ('reply' in authorization) return refuse(authorization.reply, authorization.key);
    const closed = this.#closed();
    if (closed !== undefined) return refuse(closed);
    const owedMs = this.#charge(sender, 0);
    if (owedMs > 0) return withRetryAfter(refuse(problem(429, OVER_RATE)), owedMs);
    const refusal = refuseByHeaders(request, this.config.http.maxBodyBytes, endpoint.takesSnappy);
    if (refusal !== undefined) return refuse(refusal);
    const share = this.#budget.of(sender.peer.address);
    if (!(await this.#held.turn(request, share))) return refuse(problem(429, BEHIND));
    const closedSince = this.#closed();
    if (closedSince !== undefined) return refuse(closedSince);
    if (awaitsContinue) response.writeContinue();
    return this.#take(request, endpoint, query, { ...sender, source: authorization.source }, share, refuse);
  }

  /** Why no message is taken now, whoever sends it. */
  #closed(): Reply | undefined {
    if (this.#stopping) return problem(503, 'The collector is about to stop. Send it again later.');
    const { away, crowded } = this.intake;
    if (away !== undefined) return problem(503, `The messages could not be stored: ${away}. Send them again later.`);
    return crowded ? problem(429, BEHIND) : undefined;
  }

  async #take(
    request: IncomingMessage,
    endpoint: Endpoint,
    query: string,
    sender: Sender,
    share: BodyShare,
    refuse: (reply: Reply) => Reply,
  ): Promise<Reply> {
    const limits = { maxBytes: this.config.http.maxBodyBytes, timeoutMs: this.timings.bodyTimeoutMs };
    const body = await readBody(request, limits, share);
    if ('reply' in body) return refuse(body.reply);
    this.#meter.bytes += body.bytes.length;
    const held = new HeldShare(share, body.bytes.length);
    try {
      return await endpoint.handle(this.#callOf(request, body.bytes, query, sender, held));
    } catch (error) {
      return refuse(problem(503, `The messages could not be stored: ${messageOf(error)}.`));
    } finally {
      held.giveBack();
    }
  }

  /** What came is taken; but who owes is told to come back after so many ms. */
  #charge({ peer }: Sender, messages: number): number {
    if (this.config.peers.ratePerSecond === 0) return 0;
    const now = this.clock.now();
    return this.#senders.of(peer.address, peer.port, now).bucket?.overdraw(messages, now) ?? 0;
  }

  #callOf(request: IncomingMessage, body: Buffer, query: string, sender: Sender, held?: HeldShare): Call {
    return {
      body,
      contentType: typeOf(request),
      query: new URLSearchParams(query),
      maxMessageBytes: sender.maxMessageBytes,
      maxBodyBytes: this.config.http.maxBodyBytes,
      isSnappy: encodingOf(request) === 'snappy',
      isBehind: this.#closed() !== undefined,
      take: (bytes) => held?.take(bytes) === true,
      submit: async (elements) => {
        const turnedAway = elements.filter(
          (element) => 'reason' in element || element.bytes.length > sender.maxMessageBytes,
        ).length;
        this.#meter.dropped += turnedAway;
        this.#meter.unreadable += turnedAway;
        this.#meter.frames += elements.length - turnedAway;
        this.#charge(sender, elements.length);
        return submit(elements, sender, this.intake);
      },
    };
  }
}

const BEHIND = 'The collector is behind. Send it again later.';
const OVER_RATE =
  'This address sent more than its rate allows (listen.peers.ratePerSecond). Send it again after the time in Retry-After.';

function withRetryAfter(reply: Reply, ms: number): Reply {
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(Math.ceil(ms / 1_000)) } };
}

/** What one request holds of its sender's share. */
class HeldShare {
  constructor(
    private readonly share: BodyShare,
    private bytes: number,
  ) {}

  take(bytes: number): boolean {
    const isTaken = this.share.take(bytes);
    if (isTaken) this.bytes += bytes;
    return isTaken;
  }

  giveBack(): void {
    this.share.give(this.bytes);
    this.bytes = 0;
  }
}

/** Lower case, without parameters; empty where none was sent. */
function typeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function peerOf({ socket }: IncomingMessage): Sender['peer'] {
  return { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
}
