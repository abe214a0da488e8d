// A network between the program and a PostgreSQL server that fails when a spec says so.

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CuttingProxy {
  /** The same database, through here. */
  readonly url: string;
  /**
   * What becomes of the next commit: `lose`: the connection ends before the server has it; `keep`: after; `stray`: it never arrives, and the
   * server does not know that the connection is gone. Resolves when that has happened.
   */
  atCommit(fate: 'lose' | 'keep' | 'stray'): Promise<void>;
  /** New connections end at once while this is true. */
  refuses: boolean;
  /** From now on nothing passes any more, in neither direction, and nothing is closed. */
  swallow(): void;
  /** To the same database on another server; all connections end. */
  moveTo(direct: string): void;
  close(): void;
}

export async function cuttingProxy(direct: string): Promise<CuttingProxy> {
  let to = new URL(direct);
  const sockets = new Set<Socket>();
  let next: 'lose' | 'keep' | 'stray' | undefined;
  let happened: () => void = () => undefined;
  let swallows = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (proxy.refuses) return void client.destroy();
    const upstream = connect(Number(to.port), '127.0.0.1');
    let isCut = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (bytes) => {
      if (swallows || isCut) return;
      if (next === undefined || !bytes.includes('commit\0')) return void upstream.write(bytes);
      const fate = next;
      [isCut, next] = [true, undefined];
      if (fate === 'keep') return void upstream.write(bytes);
      client.destroy();
      if (fate === 'lose') upstream.destroy();
      happened();
    });
    upstream.on('data', (bytes) => {
      if (!isCut) return void (swallows || client.write(bytes));
      client.destroy();
      happened();
    });
    client.on('end', () => void (swallows || client.end()));
    client.on('close', () => void (swallows || isCut || upstream.end()));
    upstream.on('close', () => void (swallows || client.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(direct);
  url.port = String((server.address() as AddressInfo).port);
  const proxy: CuttingProxy = {
    url: url.href,
    atCommit: (fate) => {
      next = fate;
      return new Promise((resolve) => (happened = resolve));
    },
    refuses: false,
    swallow: () => (swallows = true),
    moveTo: (other) => {
      to = new URL(other);
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return proxy;
}
