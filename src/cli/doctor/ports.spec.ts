// What `doctor` says of ports, by binding them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { configSchema } from '#config/schema.js';
import { Lock } from '#src/link/lock.js';
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
    expect(['program', 'root']).toContain(holderOf('tcp', port, []));
    expect(holderOf('tcp', port, [{ pid: process.pid, uid: process.getuid!() }])).toBe('lanwarden');
    expect(holderOf('udp', port, [])).toBeUndefined();
    await new Promise((resolve) => server.close(resolve));
    expect(holderOf('tcp', port, [])).toBeUndefined();
  },
);

it.runIf(process.platform === 'linux')('tells the running one from another program', async () => {
  const other = spawn(process.execPath, ['-e', "net.createServer().listen(0, '::', function () { console.log(this.address().port) })"]); // prettier-ignore
  const server = createServer().listen(0, '::');
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-ports-'));
  mkdirSync(join(dir, 'run'));
  const lock = new Lock(join(dir, 'run', 'collector.lock'));
  lock.take('this spec');
  try {
    const [text] = (await once(other.stdout, 'data')) as [Buffer];
    const off = { enabled: false };
    const tcp = { port: Number(text) };
    const listen = { udp: off, tcp, tls: off, relp: off, http: { port: (server.address() as AddressInfo).port } };
    const config = configSchema.parse({ data: { dir }, portal: { port: 0 }, listen });
    expect(await checkPorts(config)).toMatchObject([
      { state: expect.stringMatching('fail|warn'), detail: expect.stringContaining('another program') },
      { state: 'ok', detail: 'held by the running lanwarden' },
    ]);
  } finally {
    lock.release();
    other.kill();
    await new Promise((resolve) => server.close(resolve));
    rmSync(dir, { recursive: true });
  }
});
