// How the portal takes connections and bodies: on which address, how many, for how long.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import imports from '../../modules/import/index.js';
import { startPortal, type TestPortal, type TestPortalOptions } from '../../test/helpers/portal.js';
import { withoutIpv6 } from '../../test/helpers/without-ipv6.js';

let portal: TestPortal;
let restore = (): void => undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  restore();
  sockets.splice(0).forEach((socket) => socket.destroy());
  await portal.close();
});

async function open(options: TestPortalOptions): Promise<void> {
  portal = await startPortal(options);
}

async function connected(): Promise<Socket> {
  const socket = connect(Number(new URL(portal.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** All that comes until the connection ends. */
async function answerTo(request: string): Promise<string> {
  const socket = await connected();
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += String(chunk)));
  socket.write(request);
  await once(socket, 'close');
  return text;
}

const head = (path: string, type: string, cookie = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\nCookie: ${cookie}\r\n\r\n`;

it('ends a body that does not come with 408, and the connection with it', async () => {
  await open({ limits: { bodyMs: 50 } });
  const answer = await answerTo(`${head('/login', 'application/x-www-form-urlencoded')}name=admin&`);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('The request was given up');
});

it('ends an upload that stops coming', async () => {
  await open({ modules: [imports], limits: { uploadIdleMs: 100 } });
  const admin = await portal.setUp();
  await admin.open('/import');
  const cookie = [...admin.cookies].map((pair) => pair.join('=')).join('; ');
  const field = `--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${admin.csrf}\r\n`;
  const file = `--x\r\nContent-Disposition: form-data; name="file"; filename="a.log"\r\n\r\nfirst line`;
  const answer = await answerTo(`${head('/import', 'multipart/form-data; boundary=x', cookie)}${field}${file}`);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('nothing came for');
});

it('answers whole bodies as ever, and goes on with the connection', async () => {
  await open({ limits: { bodyMs: 50 } });
  await portal.setUp();
  const browser = portal.browser();
  expect((await browser.logIn('admin', 'wrong password!')).status).toBe(401);
});

it('closes connections of one peer beyond its share', async () => {
  await open({ limits: { maxConnectionsPerPeer: 2 }, config: { portal: { trustedProxies: [] } } });
  await connected();
  const second = await connected();
  await once(await connected(), 'close');
  second.destroy();
  await expect.poll(async () => (await fetch(`${portal.url}/healthz`).catch(() => undefined))?.status).toBe(200);
  expect(portal.logged.join('')).toContain('too many are open');
});

it('holds a proxy to the cap over all alone', async () => {
  await open({ limits: { maxConnectionsPerPeer: 2, maxConnections: 4 } });
  for (let n = 0; n < 4; n++) await connected();
  await once(await connected(), 'close');
  expect(portal.logged.join('')).toContain('too many are open');
});

it('listens on 0.0.0.0 where :: is asked for and the machine has no IPv6', async () => {
  restore = withoutIpv6();
  await open({ config: { portal: { host: '::' } } });
  expect((await fetch(`${portal.url}/healthz`)).status).toBe(200);
});
