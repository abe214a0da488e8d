// A command tells the program that runs, over the folder's socket.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../test/helpers/eventually.js';
import { LinkClient } from './client.js';
import type { FromCollector, ToCollector } from './messages.js';
import { LinkServer } from './server.js';
import { tellChanged } from './tell-changed.js';
import { socketPath } from './wire.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-tell-'));
  mkdirSync(join(dir, 'run'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('is done when it came back, as it came to everybody', async () => {
  const server: LinkServer = new LinkServer(dir, {
    onConnect: () => undefined,
    onMessage: (_peer, message) => message.t === 'changed' && server.broadcast({ t: 'changed', table: message.table }),
    onClose: () => undefined,
  });
  await server.start();
  const portal = new LinkClient(dir);
  const heard: FromCollector[] = [];
  portal.onMessage((message) => heard.push(message));
  portal.start();
  await eventually(() => expect(portal.send({ t: 'changed', table: 'sources' })).toBe(true));
  expect(await tellChanged(dir, 'tokens')).toBe('told');
  await eventually(() =>
    expect(heard.map((each) => each.t === 'changed' && each.table)).toEqual(['sources', 'tokens']),
  );
  portal.stop();
  await server.stop();
});

it('brings the ingest keys that are good now', async () => {
  const came: ToCollector[] = [];
  const server: LinkServer = new LinkServer(dir, {
    onConnect: () => undefined,
    onMessage: (peer, message) => {
      came.push(message);
      peer.send({ t: 'changed', table: 'tokens' });
    },
    onClose: () => undefined,
  });
  await server.start();
  const ingestKeys = [{ hash: 'a', source: 'nas' }];
  expect(await tellChanged(dir, 'tokens', { ingestKeys })).toBe('told');
  expect(came).toEqual([{ t: 'changed', table: 'tokens', ingestKeys }]);
  await server.stop();
});

it('says that nobody is there, and why somebody who is there was not told', async () => {
  expect(await tellChanged(dir, 'tokens')).toBe('nobody');
  const silent: Server = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(socketPath(dir), resolve));
  expect(await tellChanged(dir, 'tokens')).toEqual({ unheard: 'no answer within 1000 ms' });
  await new Promise((resolve) => silent.close(resolve));
});
