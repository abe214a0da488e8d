// A TCP (or TLS) connection through the guard, for protocols that are not HTTP.

import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { checkHost, guardedLookup } from '../guard/target-guard.js';
import type { SendTools } from './kind.js';

export interface SocketTarget {
  readonly host: string;
  readonly port: number;
  /** Undefined: no TLS from the start. */
  readonly tls?: { readonly ca: string | undefined };
}

/** Connected, and with TLS verified. Ends when `tools.signal` aborts. @throws TargetRefused and what the network says */
export function guardedSocket({ host, port, tls }: SocketTarget, tools: SendTools): Promise<Socket> {
  return new Promise((resolve, reject) => {
    checkHost(host, tools.rules);
    tools.signal.throwIfAborted();
    const lookup = guardedLookup(tools.rules);
    const secure = tls?.ca === undefined ? {} : { ca: tls.ca };
    const socket =
      tls === undefined
        ? connect({ host, port, lookup })
        : connectTls({ host, port, lookup, ...secure, ...serverName(host) });
    const abort = (): void => void socket.destroy(new Error('aborted'));
    tools.signal.addEventListener('abort', abort);
    socket.once('close', () => tools.signal.removeEventListener('abort', abort));
    socket.once('error', reject);
    // Between two owners of the socket nobody else listens, and an error that nobody hears ends the program.
    socket.on('error', () => undefined);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** SNI takes names only. */
function serverName(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host.replace(/\.$/, '') };
}
