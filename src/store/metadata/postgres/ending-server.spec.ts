// A server that ends while somebody connects: its readiness and its good-bye come in one packet.

import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openPostgres } from './open.js';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const FATAL = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'));

it('is a refusal in words, and no error that nobody catches', async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, FATAL])));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const opened = openPostgres({
    url: `postgres://somebody@127.0.0.1:${port}/events`,
    pool: { max: 1 },
    statementTimeoutMs: 5_000,
  });
  await expect(opened).rejects.toMatchObject({ code: 'DATABASE_AWAY' });
});
