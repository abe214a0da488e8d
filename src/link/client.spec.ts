// The portal's end of the link.

import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../../test/helpers/eventually.js';
import { LinkClient } from './client.js';
import type { ToCollector } from './messages.js';
import { LinkServer, type Peer } from './server.js';

it('tells a live view that the collector does not follow it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-link-'));
  await mkdir(join(dir, 'run'));
  const refuse = (peer: Peer, { id }: ToCollector & { t: 'tail' }): unknown =>
    peer.send({ t: 'tailRefused', id, reason: 'There are too many.' });
  const server = new LinkServer(dir, {
    onConnect: () => {},
    onMessage: (peer, message) => void (message.t === 'tail' && refuse(peer, message)),
    onClose: () => {},
  });
  await server.start();
  const client = new LinkClient(dir);
  const told: unknown[] = [];
  client.tail('root', (batch) => told.push(batch));
  client.start();
  await eventually(() => expect(told).toEqual([{ events: [], skipped: 0, refused: 'There are too many.' }]));
  client.stop();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('says that the collector is away also when it goes before its first health: a report may have been cut off', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-link-'));
  await mkdir(join(dir, 'run'));
  const peers: Peer[] = [];
  const handlers = { onConnect: (peer: Peer) => void peers.push(peer), onMessage: () => {}, onClose: () => {} };
  const server = new LinkServer(dir, handlers);
  await server.start();
  const client = new LinkClient(dir);
  const told: unknown[] = [];
  const reports: unknown[] = [];
  client.onHealth((health) => told.push(health));
  client.onStageReport('rules', (report) => reports.push(report));
  client.start();
  await eventually(() => expect(peers).toHaveLength(1));
  peers[0]?.send({ t: 'stage', module: 'rules', report: 1 });
  await eventually(() => expect(reports).toEqual([1]));
  await server.stop();
  await eventually(() => expect(told).toEqual([undefined]));
  client.stop();
  rmSync(dir, { recursive: true, force: true });
});
