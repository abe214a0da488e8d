// What a changed configuration would run into at the next start, tried now: addresses and ports that cannot be bound, certificates that
// cannot be read. A page must not be able to lock its admin out.

import { createSocket } from 'node:dgram';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Problem } from '#config/problems.js';
import type { Config } from '#config/schema.js';
import { messageOf } from '#src/faults.js';

interface Endpoint {
  /** Of its section: `listen.udp`. */
  readonly path: string;
  readonly transport: 'tcp' | 'udp';
  readonly host: string;
  readonly port: number;
}

/** `running`: what this program was started with and holds now. Looks only at what `next` changes. */
export async function probeStart(running: Config, next: Config): Promise<readonly Problem[]> {
  const held = endpointsOf(running);
  const isHeld = (endpoint: Endpoint): boolean =>
    held.some(({ path, host, port }) => path === endpoint.path && host === endpoint.host && port === endpoint.port);
  const found = await Promise.all(
    endpointsOf(next)
      .filter((endpoint) => !isHeld(endpoint))
      .map((endpoint) => probe(endpoint, held)),
  );
  return [...found.flatMap((problem) => problem ?? []), ...probeTls(running, next)];
}

function endpointsOf({ portal, listen }: Config): readonly Endpoint[] {
  const { udp, tcp, tls, relp, http, gelf } = listen;
  const on = (path: string, { enabled, host, port }: Config['listen']['http']): readonly Endpoint[] =>
    enabled ? [{ path: `listen.${path}`, transport: path === 'udp' ? 'udp' : 'tcp', host, port }] : [];
  const overBoth = (['udp', 'tcp'] as const).map((transport) => ({ path: 'listen.gelf', transport, host: gelf.host, port: gelf.port })); // prettier-ignore
  return [
    { path: 'portal', transport: 'tcp', host: portal.host, port: portal.port },
    ...(
      [
        ['udp', udp],
        ['tcp', tcp],
        ['tls', tls],
        ['relp', relp],
        ['http', http],
      ] as const
    ).flatMap(([path, listener]) => on(path, listener as Config['listen']['http'])),
    ...(gelf.enabled ? overBoth : []),
  ];
}

/** A port that we hold ourselves is free again after the restart: only its address is tried. */
async function probe(
  { path, transport, host, port }: Endpoint,
  held: readonly Endpoint[],
): Promise<Problem | undefined> {
  const isOurs = held.some((other) => other.transport === transport && other.port === port);
  try {
    await (transport === 'udp' ? bindUdp : bindTcp)(host, isOurs ? 0 : port);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      return { path: `${path}.port`, what: `found ${port}, which another program on this machine uses` };
    if (code === 'EACCES')
      return { path: `${path}.port`, what: `found ${port}, which this user may not open; expected 1024 or more` };
    return { path: `${path}.host`, what: `found ${JSON.stringify(host)}, which is no address of this machine` };
  }
}

function bindTcp(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function bindUdp(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve()));
  });
}

function probeTls(running: Config, next: Config): readonly Problem[] {
  const { tls, relp } = next.listen;
  return [
    ...(tls.enabled ? probeMaterial('listen.tls', running.listen.tls, tls) : []),
    ...(relp.enabled && relp.tls ? probeMaterial('listen.relp', running.listen.relp, relp) : []),
  ];
}

interface Material {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly ca?: string | undefined;
}

function probeMaterial(section: string, running: Material, next: Material): readonly Problem[] {
  if (JSON.stringify(running) === JSON.stringify(next)) return [];
  const problems: Problem[] = [];
  const read = (name: string, file: string | undefined): Buffer | undefined => {
    if (file === undefined) return undefined;
    try {
      const mistake = fileMistake(file);
      if (mistake === undefined) return readFileSync(file);
      problems.push({ path: `${section}.${name}`, what: `found ${JSON.stringify(file)}, which ${mistake}` });
      return undefined;
    } catch (error) {
      problems.push({ path: `${section}.${name}`, what: `cannot be read: ${messageOf(error)}` });
      return undefined;
    }
  };
  const material = { cert: read('cert', next.cert), key: read('key', next.key), ca: read('ca', next.ca) };
  if (problems.length > 0) return problems;
  try {
    createSecureContext(material);
    return [];
  } catch (error) {
    return [{ path: `${section}.cert`, what: `is no usable certificate with this key: ${messageOf(error)}` }];
  }
}

/** Certificates are a few kB, a bundle of authorities some hundred. */
const MAX_FILE_BYTES = 1_048_576;

/** Who reads a pipe or a device waits for what may never come, and everybody with them. @throws what the system says */
function fileMistake(file: string): string | undefined {
  const stat = statSync(file);
  if (!stat.isFile()) return 'is no file';
  return stat.size > MAX_FILE_BYTES ? `has ${stat.size} bytes; expected at most ${MAX_FILE_BYTES}` : undefined;
}
