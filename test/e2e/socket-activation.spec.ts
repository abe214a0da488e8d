// Sockets that a service manager opened (systemd: deploy/systemd/lanwarden.socket) go through `serve` to its collector, and what is sent
// while no collector runs waits in them. The test opens the sockets and gives them away, so `serve` alone has them afterwards.

import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { freePorts, lanwarden, MAIN, until } from '../helpers/program.mjs';
import { LinkClient } from '#src/link/client.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-activation-'));
const link = new LinkClient(dir);
const MESSAGES = 200;
let serve: ChildProcess | undefined;

afterEach(async () => {
  link.stop();
  if (serve?.exitCode === null) {
    serve.kill('SIGTERM');
    await once(serve, 'exit');
  }
  rmSync(dir, { recursive: true, force: true });
});

it.runIf(process.platform === 'linux')('takes them, and loses nothing of UDP or TCP while the collector is dead', async () => {
  const { env, port, descriptors, close } = await openSockets();
  serve = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...env, LISTEN_FDS: '2', LISTEN_FDNAMES: 'lanwarden.socket:lanwarden.socket', LISTEN_PPID: String(process.pid) },
    stdio: ['ignore', 'ignore', 'inherit', ...descriptors],
  });
  await close();
  link.start();
  await until(() => link.health() !== undefined, 30_000);
  await send(port, 'while it runs');
  await until(() => countOf(env, 'runs') === 2 * MESSAGES, 20_000);

  const { pid, startedAt } = link.health()!;
  process.kill(pid, 'SIGKILL');
  await send(port, 'while it is dead');
  await until(() => link.health() !== undefined && link.health()!.startedAt !== startedAt, 20_000);
  await until(() => countOf(env, 'dead') === 2 * MESSAGES, 20_000);
  const listeners = link.health()!.listeners.filter(({ name }) => name === 'udp' || name === 'tcp');
  expect(listeners.map((listener) => [listener.state, listener.port])).toEqual([
    ['listening', port],
    ['listening', port],
  ]);
  expect(link.health()!.balanced).toBe(true);
}, 90_000); // prettier-ignore

async function openSockets(): Promise<{
  env: NodeJS.ProcessEnv;
  port: number;
  descriptors: number[];
  close: () => Promise<void>;
}> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  const [portal, http] = await freePorts(2);
  const env = {
    ...process.env,
    LANWARDEN_DATA__DIR: dir,
    LANWARDEN_PORTAL__PORT: String(portal),
    LANWARDEN_LISTEN__HTTP__PORT: String(http),
    LANWARDEN_LISTEN__UDP__PORT: String(port),
    LANWARDEN_LISTEN__TCP__PORT: String(port),
    LANWARDEN_LOG__LEVEL: 'warn',
  };
  const state = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'state symbol')!;
  const udp = (socket as unknown as Record<symbol, { handle: { fd: number } }>)[state]!.handle.fd;
  const tcp = (server as unknown as { _handle: { fd: number } })._handle.fd;
  const close = async (): Promise<void> => {
    await Promise.all([new Promise((done) => server.close(done)), new Promise<void>((done) => socket.close(done))]);
  };
  return { env, port, descriptors: [udp, tcp], close };
}

/** As many over UDP as over TCP, with these words. */
async function send(port: number, words: string): Promise<void> {
  const texts = Array.from({ length: MESSAGES }, (_, index) => `<13>1 - host app - - - ${words} ${index}`);
  const datagrams = createSocket('udp4');
  for (const text of texts) await new Promise((done) => datagrams.send(`${text} over udp`, port, '127.0.0.1', done));
  datagrams.close();
  const stream = connect(port, '127.0.0.1');
  stream.end(texts.map((text) => `${text} over tcp\n`).join(''));
  await once(stream, 'finish');
}

function countOf(env: NodeJS.ProcessEnv, word: string): number {
  const found = lanwarden(
    ['search', word, '--from', '-1h', '--to', 'now', '--limit', 1_000, '--format', 'ndjson'],
    env,
  );
  return found.split('\n').filter((line: string) => line !== '').length;
}
