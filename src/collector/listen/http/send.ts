// Writes answers: a Reply through Node's response, or bare bytes where the request could not even be parsed.

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problem, type Reply } from './reply.js';

/** For the answer to be read. A client that does not close its side then has its place taken away. */
const LINGER_MS = 2_000;
/** However much still comes of its request. */
const LONGEST_LINGER_MS = 30_000;

export function sendReply(
  response: ServerResponse,
  reply: Reply,
  { head, close }: { head: boolean; close: boolean },
): void {
  if (response.destroyed || response.headersSent) return;
  const body = reply.bytes ?? Buffer.from(JSON.stringify(reply.body));
  const isEarly = !response.req.complete;
  response.writeHead(reply.status, {
    // RFC 9110 8.6: a 204 has neither.
    ...(reply.status === 204 ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...(close || isEarly ? { connection: 'close' } : {}),
    ...reply.headers,
  });
  const sent = head || reply.status === 204 ? undefined : body;
  if (!isEarly || sent === undefined) return void response.end(sent);
  response.write(sent);
  closeLater(response, reply.status === 408 ? 0 : LONGEST_LINGER_MS);
}

/**
 * The answer came before the end of its request: whoever still sends would lose it if the connection were closed at once. What comes is
 * forgotten, until the request is over or nothing came for a while. Who was told that its time is over gets no more of it by sending on.
 */
function closeLater(response: ServerResponse, longestMs: number): void {
  const { req } = response;
  const until = performance.now() + longestMs;
  const timer = setTimeout(() => response.end(), LINGER_MS);
  req.on('data', () => {
    if (performance.now() < until) timer.refresh();
  });
  req.once('close', () => clearTimeout(timer));
  req.once('end', () => response.end());
  req.resume();
}

/** For a `clientError`: Node leaves the socket to us, and there is no response to write to. */
export function sendUnparsed(socket: Socket, code: string | undefined): void {
  if (!socket.writable || code === 'ECONNRESET') return void socket.destroy();
  const reply = unparsedReply(code);
  const body = JSON.stringify(reply.body);
  const lines = [
    `HTTP/1.1 ${reply.status} ${String(reply.body.title)}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function unparsedReply(code: string | undefined): Reply {
  if (code === 'HPE_HEADER_OVERFLOW') return problem(431, 'The headers are too long.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return problem(408, 'The request was not complete in time.');
  return problem(400, 'This is not an HTTP request. Syslog goes to another port (listen.tcp.port).');
}
