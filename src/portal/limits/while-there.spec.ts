// Who has gone is known to be gone: at once when it was before the question, and over real sockets.

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { whenOver, whileThere } from './while-there.js';

let server: Server;
let client: Socket;
let response: ServerResponse;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
  [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
});
afterEach(() => {
  client.destroy();
  server.close();
});

const left = async (): Promise<void> => {
  const closed = once(response, 'close');
  client.destroy();
  await closed;
};

it('one who went before anybody asked is gone at once', async () => {
  await left();
  const { aborted, reason } = whileThere(response);
  expect([aborted, reason]).toEqual([true, expect.objectContaining({ code: 'BAD_REQUEST' })]);
});

it('one who goes later is gone then', async () => {
  const signal = whileThere(response);
  expect(signal.aborted).toBe(false);
  const aborted = once(signal, 'abort');
  await left();
  await aborted;
});

it('one who has the answer has not gone', async () => {
  response.end('there');
  await new Promise<void>((resolve) => whenOver(response, resolve));
  expect(whileThere(response).aborted).toBe(false);
});
