// Are the ports ours to take? A port that a running Lanwarden of the same data.dir holds is fine, and one that systemd holds for it.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { lacksIpv6 } from '#src/collector/listen/bind.js';
import { messageOf } from '#src/faults.js';
import { Lock } from '#src/link/lock.js';
import { fail, ok, warn, type Finding } from './finding.js';
import { holderOf, type Running } from './holder.js';

interface Port {
  readonly key: string;
  readonly kind: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
}

export async function checkPorts(config: Config, holder = holderOf): Promise<Finding[]> {
  const running = runningOn(config.data.dir);
  return Promise.all(wanted(config).map((port) => checkPort(port, running, holder)));
}

function wanted({ portal, listen }: Config): readonly Port[] {
  const { udp, tcp, tls, relp, http, gelf } = listen;
  const ports: (Port | false)[] = [
    { key: 'portal.port', kind: 'tcp', host: portal.host, port: portal.port },
    udp.enabled && { key: 'listen.udp.port', kind: 'udp', host: udp.host, port: udp.port },
    tcp.enabled && { key: 'listen.tcp.port', kind: 'tcp', host: tcp.host, port: tcp.port },
    tls.enabled && { key: 'listen.tls.port', kind: 'tcp', host: tls.host, port: tls.port },
    relp.enabled && { key: 'listen.relp.port', kind: 'tcp', host: relp.host, port: relp.port },
    http.enabled && { key: 'listen.http.port', kind: 'tcp', host: http.host, port: http.port },
    gelf.enabled && { key: 'listen.gelf.port', kind: 'udp', host: gelf.host, port: gelf.port },
    gelf.enabled && { key: 'listen.gelf.port', kind: 'tcp', host: gelf.host, port: gelf.port },
  ];
  return ports.filter((port) => port !== false && port.port !== 0) as Port[];
}

/** The processes that hold a lock of this data.dir. */
function runningOn(dataDir: string): readonly Running[] {
  const run = join(dataDir, 'run');
  if (!existsSync(run)) return [];
  const locks = readdirSync(run).filter((name) => name.endsWith('.lock'));
  return locks.flatMap((name) => {
    const path = join(run, name);
    const pid = new Lock(path).holder()?.pid;
    const uid = statSync(path, { throwIfNoEntry: false })?.uid;
    return pid === undefined || uid === undefined ? [] : [{ pid, uid }];
  });
}

async function checkPort(port: Port, running: readonly Running[], holder: typeof holderOf): Promise<Finding> {
  const what = `${port.key} ${port.port}/${port.kind}`;
  try {
    await bind(port);
    return ok(what, 'free');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES')
      return fail(what, `cannot bind ${port.host}: ${messageOf(error)}. Change the host beside ${port.key}`);
    // Who has no right to a port is refused before the kernel looks whether it is taken.
    const held = holder(port.kind, port.port, running);
    if (held === 'lanwarden') return ok(what, 'held by the running lanwarden');
    const by = held !== undefined && port.key === 'portal.port' ? 'program' : held; // no socket unit is for the portal
    if (by === undefined && code === 'EACCES')
      return fail(
        what,
        `ports under 1024 need the capability CAP_NET_BIND_SERVICE, a socket unit or a redirect (docs/deployment.md); or change ${port.key}`,
      );
    if (by === undefined && running.length > 0)
      return warn(what, 'held already: by the running lanwarden, which is right, or by another program: stop that');
    if (by === 'service-manager') return ok(what, 'held by a socket unit of systemd');
    if (by === 'root')
      return warn(
        what,
        'held already: by a socket unit (systemctl list-sockets shows it), which is right, or by another program (sudo ss -lnp shows it): stop that',
      );
    return fail(what, `taken by another program: stop it (ss -lnp shows it), or change ${port.key}`);
  }
}

/** As the listeners do it. */
async function bind(port: Port): Promise<void> {
  try {
    await bindOn(port);
  } catch (error) {
    if (!lacksIpv6(port.host, error)) throw error;
    await bindOn({ ...port, host: '0.0.0.0' });
  }
}

async function bindOn({ kind, host, port }: Port): Promise<void> {
  if (kind === 'tcp') {
    const server = createServer();
    const listening = once(server, 'listening');
    server.listen({ host, port });
    await listening;
    await new Promise((resolve) => server.close(resolve));
    return;
  }
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const listening = once(socket, 'listening');
  socket.bind(port, host);
  await listening;
  await new Promise<void>((resolve) => socket.close(resolve));
}
