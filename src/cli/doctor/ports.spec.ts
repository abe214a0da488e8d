// What `doctor` says of ports, by binding them.

import { once } from 'node:events';
import { type AddressInfo, createServer, Server } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { configSchema } from '#config/schema.js';
import { withoutIpv6 } from '../../../test/helpers/without-ipv6.js';
import { type Holder, holderOf } from './holder.js';
import { checkPorts } from './ports.js';

let restore = (): void => undefined;
afterEach(() => {
  restore();
  vi.restoreAllMocks();
});

it('takes 0.0.0.0 for :: on a machine without IPv6, as the listeners do', async () => {
  restore = withoutIpv6();
  const off = { enabled: false };
  const listen = { udp: { port: 35_514 }, tcp: off, tls: off, relp: off, http: off };
  const config = configSchema.parse({ data: { dir: '/nowhere' }, portal: { port: 35_515 }, listen });
  expect((await checkPorts(config)).map(({ state }) => state)).toEqual(['ok', 'ok']);
});

it.each<[string, Holder | undefined, string, RegExp]>([
  ['EACCES', undefined, 'fail', /need the capability .*docs\/deployment\.md/],
  ['EACCES', 'service-manager', 'ok', /socket unit/],
  ['EACCES', 'root', 'warn', /held already: by a socket unit .* or by another program/],
  ['EACCES', 'program', 'fail', /taken by another program/],
  ['EADDRINUSE', 'service-manager', 'ok', /socket unit/],
  ['EADDRINUSE', undefined, 'fail', /taken by another program/],
])('judges a port that answers %s, held by %s: %s', async (code, holder, state, detail) => {
  vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
    process.nextTick(() => this.emit('error', Object.assign(new Error(code), { code })));
    return this;
  });
  const off = { enabled: false };
  const listen = { udp: off, tcp: { port: 514 }, tls: off, relp: off, http: off };
  const config = configSchema.parse({ data: { dir: '/nowhere' }, portal: { port: 0 }, listen });
  expect(await checkPorts(config, () => holder)).toMatchObject([{ state, detail: expect.stringMatching(detail) }]);
});

it.runIf(process.platform === 'linux')(
  'sees in the kernel’s tables that a port is held, and by no socket unit',
  async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(['program', 'root']).toContain(holderOf('tcp', port));
    expect(holderOf('udp', port)).toBeUndefined();
    await new Promise((resolve) => server.close(resolve));
    expect(holderOf('tcp', port)).toBeUndefined();
  },
);
