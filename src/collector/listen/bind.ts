// Binding a port, and saying what is wrong when that fails: which port, which protocol, which key to change.

import type { Server } from 'node:net';
import { Fault, messageOf } from '#src/faults.js';

/** What is bound, in the words of the configuration. */
export interface Place {
  /** The configuration section, e.g. `listen.tcp`. */
  readonly key: string;
  readonly protocol: 'UDP' | 'TCP';
  readonly host: string;
  readonly port: number;
}

/**
 * Binds with `attempt(host)`; where `::` is asked for and the machine has no IPv6, 0.0.0.0 is taken instead.
 * @throws Fault PORT_TAKEN (in use, or not allowed), LISTENER_FAILED (anything else)
 */
export async function bindAt<T>(place: Place, attempt: (host: string) => Promise<T>): Promise<T> {
  try {
    return await attempt(place.host);
  } catch (error) {
    if (!lacksIpv6(place.host, error)) throw bindFault(place, error);
  }
  try {
    return await attempt('0.0.0.0');
  } catch (error) {
    throw bindFault({ ...place, host: '0.0.0.0' }, error);
  }
}

/** `server.listen` as a promise that also rejects. Dual stack where the host is `::`. @param fd a listening socket to take instead */
export function listenOn(
  server: Server,
  host: string,
  port: number,
  fd?: number,
): Promise<{ address: string; port: number }> {
  const where = fd === undefined ? { host, port, exclusive: true } : { fd };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...where, backlog: 1024 }, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(bound !== null && typeof bound === 'object' ? bound : { address: host, port });
    });
  });
}

export function bindFault(place: Place, cause: unknown): Fault {
  const { protocol, key, host, port } = place;
  const details = { protocol, host, port, key: `${key}.port` };
  const code = codeOf(cause);
  if (code === 'EADDRINUSE') {
    const text = `${protocol} port ${port} is in use. Change ${key}.port, or stop the other program.`;
    return new Fault('PORT_TAKEN', text, { cause, details });
  }
  if (code === 'EACCES') {
    const text =
      `${protocol} port ${port} may not be bound. Ports under 1024 need the capability CAP_NET_BIND_SERVICE, ` +
      `a socket unit or a redirect (docs/deployment.md, “Port 514 without systemd’s sockets”); or change ${key}.port.`;
    return new Fault('PORT_TAKEN', text, { cause, details });
  }
  const text = `Could not listen on ${protocol} ${host} port ${port}: ${messageOf(cause)}. Check ${key}.host and ${key}.port.`;
  return new Fault('LISTENER_FAILED', text, { cause, details });
}

/** Whether `::` could not be bound because the machine has no IPv6: 0.0.0.0 is meant then. */
export function lacksIpv6(host: string, error: unknown): boolean {
  const code = codeOf(error);
  return host === '::' && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL');
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
