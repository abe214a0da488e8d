// Opens the TCP or TLS connection of a sender.

import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Fault, messageOf } from '#src/faults.js';
import type { Target } from './sender.js';

/** @throws Fault USAGE when nobody answers, or the certificate is not the one asked for */
export async function connected(target: Target): Promise<Socket> {
  const { host, port } = target;
  const isSecured = target.transport === 'tls' || target.isSecured === true;
  const socket = isSecured ? connectTls(tlsOptions(target)) : connectTcp({ host, port });
  try {
    await once(socket, isSecured ? 'secureConnect' : 'connect');
    return socket;
  } catch (cause) {
    socket.destroy();
    throw new Fault(
      'USAGE',
      `Cannot connect to ${host}:${port} (${target.transport}): ${messageOf(cause) || codeOf(cause)}. Check --host and --port.`,
      { cause },
    );
  }
}

export function broken({ host, port }: Target, cause: Error): Fault {
  return new Fault('USAGE', `The connection to ${host}:${port} broke: ${messageOf(cause)}.`, { cause });
}

/** Made-up lines need no secrecy: without --ca any certificate will do. */
function tlsOptions({ host, port, ca, cert, key }: Target): ConnectionOptions {
  const name = isIP(host) === 0 ? { servername: host } : {};
  return {
    host,
    port,
    rejectUnauthorized: ca !== undefined,
    ...name,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

/** Errors of several addresses at once (happy eyeballs) carry no message of their own. */
const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? error);
