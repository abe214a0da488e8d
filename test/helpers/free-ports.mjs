// TCP ports of the loopback that are free at this moment.

import { createServer } from 'node:net';

/** @param {number} n */
export async function freePorts(n) {
  const servers = await Promise.all(
    Array.from({ length: n }, () => new Promise((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => resolve(server)); })), // prettier-ignore
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
