// A connection that ends between the commit and its answer: what was stored is not reported as lost, and not stored twice.

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeClock } from '#src/clock.js';
import { ALL } from '#src/query/ast.js';
import { EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { openPostgresStore } from './open.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

/** Between us and the server; ends a connection at the next commit, before (`lose`) or after the server had it. */
async function proxyTo(port: number): Promise<{ proxy: Server; cut: (at: 'lose' | 'keep') => void }> {
  let next: 'lose' | 'keep' | undefined;
  const proxy = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let isCut = false;
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('data', (bytes) => {
      const isCommit = next !== undefined && bytes.includes('commit\0');
      if (isCommit && next === 'lose') return void (client.destroy(), upstream.destroy(), (next = undefined));
      if (isCommit) [isCut, next] = [true, undefined];
      return void upstream.write(bytes);
    });
    upstream.on('data', (bytes) => void (isCut ? client.destroy() : client.write(bytes)));
    client.on('close', () => upstream.end());
    upstream.on('close', () => client.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return { proxy, cut: (at) => (next = at) };
}

it('is asked what became of it', { timeout: 30_000 }, async () => {
  const direct = new URL(await server.freshDatabase());
  const { proxy, cut } = await proxyTo(Number(direct.port));
  const through = new URL(direct);
  through.port = String((proxy.address() as AddressInfo).port);
  const store = await openPostgresStore({
    url: through.href,
    clock: new FakeClock(NOON),
    events: { segment: { rows: 1_000 } },
  });
  const event = (message: string) => makeEvent({ message });
  await put(store, [event('before')]);
  cut('keep');
  const [id] = await put(store, [event('kept')]);
  expect((await store.get(id!))?.message).toBe('kept');
  cut('lose');
  await expect(put(store, [event('lost')])).rejects.toMatchObject({ code: 'STORE_WRITE' });
  await put(store, [event('after')]);
  const { events } = await store.search({ query: ALL, range: EVER, limit: 10 });
  expect(events.map(({ message }) => message).toSorted()).toEqual(['after', 'before', 'kept']);
  await store.close();
  proxy.close();
});
