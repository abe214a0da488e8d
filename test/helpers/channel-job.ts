// For tests of kinds of channels: one try with real sockets, and a web server that keeps what it was told.

import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '#src/collector/listen/tls/certificate.js';
import type { SendResult } from '#src/outbox/carrier.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { channelsSettings, type TargetRules } from '../../modules/channels/settings.js';
import { exampleMessage } from '../../modules/channels/template/example.js';
import { sentenceOf } from '../../modules/channels/template/sentence.js';
import type { ChannelKind, Secrets, Settings } from '../../modules/channels/transports/kind.js';

export interface Try {
  readonly settings?: Settings;
  readonly secrets?: Secrets;
  readonly message?: OutboxMessage;
  readonly rules?: Partial<TargetRules>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly now?: number;
}

/** To this machine, unless `rules` say otherwise. */
export function tryOnce(
  kind: ChannelKind,
  { settings = {}, secrets = {}, rules = {}, ...more }: Try,
): Promise<SendResult> {
  const { message = exampleMessage(Date.now()), timeoutMs = 5_000, signal, now = Date.now() } = more;
  const limit = AbortSignal.timeout(timeoutMs);
  return kind.send(
    { message, sentence: sentenceOf(message), settings, secrets, now },
    {
      rules: { ...channelsSettings.parse({}).targets, loopback: true, ...rules },
      timeoutMs,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    },
  );
}

export interface Told {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebServer {
  readonly url: string;
  readonly port: number;
  readonly told: readonly Told[];
  close(): Promise<void>;
}

/** `answer` ends the response; left out: 204. */
export async function startWebServer(answer: (response: ServerResponse, told: Told) => void = ok): Promise<WebServer> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      told.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response, told.at(-1)!);
    });
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    told,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function ok(response: ServerResponse): void {
  response.writeHead(204).end();
}

function listening(server: Server): Promise<number> {
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));
}

/** A certificate that signs itself, good for this machine. */
export function ownCertificate(): { readonly cert: string; readonly key: string } {
  const { certificatePem: cert, keyPem: key } = makeCertificate({
    commonName: 'localhost',
    names: ['localhost', '127.0.0.1'],
    from: Date.now() - 60_000,
    until: Date.now() + 3_600_000,
  });
  return { cert, key };
}
