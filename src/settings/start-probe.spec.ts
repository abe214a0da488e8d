// What the next start would run into, tried with real sockets and files.

import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '#config/load.js';
import type { Config } from '#config/schema.js';
import { probeStart } from './start-probe.js';

let other: Server;
let ours: Server;
const portOf = (server: Server): number => (server.address() as { port: number }).port;
const listen = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
beforeAll(async () => {
  [other, ours] = await Promise.all([listen(), listen()]);
});
afterAll(() => {
  other.close();
  ours.close();
});

/** Everything on a free port but what is different. */
function config(different: Record<string, object> = {}): Config {
  const free = { host: '127.0.0.1', port: 0 };
  const { listen: listeners = {}, ...rest } = different;
  const listen = { udp: free, tcp: free, http: free, ...listeners };
  return loadConfig({ env: {}, defaultFiles: [], overrides: { portal: free, listen, ...rest } }).config;
}

it('finds nothing wrong with what is as it was, nor with what is free', async () => {
  expect(await probeStart(config(), config())).toEqual([]);
  const next = config({
    listen: { udp: { host: '::', port: 0 }, http: { host: '127.0.0.1', port: 0, enabled: false } },
  });
  expect(await probeStart(config(), next)).toEqual([]);
});

it('names a port that another program holds, and one address that is none of ours', async () => {
  const next = config({
    portal: { host: '127.0.0.1', port: portOf(other) },
    listen: { udp: { host: '203.0.113.9', port: 0 }, tcp: { host: 'no address', port: 0 } },
  });
  expect(await probeStart(config(), next)).toEqual([
    { path: 'portal.port', what: `found ${portOf(other)}, which another program on this machine uses` },
    { path: 'listen.udp.host', what: 'found "203.0.113.9", which is no address of this machine' },
    { path: 'listen.tcp.host', what: 'found "no address", which is no address of this machine' },
  ]);
});

it('lets a port that we hold move to another of our listeners or addresses', async () => {
  const running = config({ portal: { host: '127.0.0.1', port: portOf(ours) } });
  expect(await probeStart(running, config({ portal: { host: '::', port: portOf(ours) } }))).toEqual([]);
  const moved = config({ listen: { http: { host: '127.0.0.1', port: portOf(ours) } } });
  expect(await probeStart(running, moved)).toEqual([]);
});

it('says nothing of what is off, and names certificates that cannot be used', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-probe-'));
  writeFileSync(join(dir, 'none.pem'), 'no certificate');
  const tls = (enabled: boolean, cert: string): Config =>
    config({ listen: { tls: { enabled, host: '127.0.0.1', port: 0, cert, key: join(dir, 'none.pem') } } });
  expect(await probeStart(config(), tls(false, '/nonexistent'))).toEqual([]);
  expect(await probeStart(config(), tls(true, '/nonexistent'))).toMatchObject([{ path: 'listen.tls.cert' }]);
  expect(await probeStart(config(), tls(true, join(dir, 'none.pem')))).toMatchObject([
    { path: 'listen.tls.cert', what: expect.stringContaining('is no usable certificate') },
  ]);
});

it('does not wait for a pipe or a device that is given as a certificate, and reads nothing huge', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-probe-'));
  const [pipe, huge] = [join(dir, 'pipe'), join(dir, 'huge')];
  execFileSync('mkfifo', [pipe]);
  writeFileSync(huge, '');
  truncateSync(huge, 2_000_000);
  const files = { cert: pipe, key: '/dev/zero', ca: huge };
  const next = config({ listen: { tls: { enabled: true, host: '127.0.0.1', port: 0, ...files } } });
  expect(await probeStart(config(), next)).toEqual([
    { path: 'listen.tls.cert', what: `found "${pipe}", which is no file` },
    { path: 'listen.tls.key', what: 'found "/dev/zero", which is no file' },
    { path: 'listen.tls.ca', what: `found "${huge}", which has 2000000 bytes; expected at most 1048576` },
  ]);
});
