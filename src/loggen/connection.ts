// Opens the TCP or TLS connection of a sender.

import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Fault, messageOf } from '#src/faults.js';
import type { Target } from './sender.js';

/** Whoever speaks the protocol answers sooner; another listener may wait for more for ever. */
const ANSWER_MS = 5_000;

/** @throws Fault USAGE when nobody answers, or the certificate is not the one asked for */
export async function connected(target: Target, signal: AbortSignal | undefined): Promise<Socket> {
  const { host, port } = target;
  const isSecured = target.transport === 'tls' || target.isSecured === true;
  const socket = isSecured ? connectTls(tlsOptions(target)) : connectTcp({ host, port });
  const answered = endIfSilent(socket, target, signal);
  try {
    await once(socket, isSecured ? 'secureConnect' : 'connect');
    return socket;
  } catch (cause) {
    socket.destroy();
    if (cause instanceof Fault) throw cause;
    throw new Fault(
      'USAGE',
      `Cannot connect to ${host}:${port} (${target.transport}): ${messageOf(cause) || codeOf(cause)}. Check --host and --port.`,
      { cause },
    );
  } finally {
    answered();
  }
}

/** Destroys the socket with a Fault when nothing comes in time, or the signal before it. Returns how to say that something came. */
export function endIfSilent(
  socket: Socket,
  { host, port, transport }: Target,
  signal: AbortSignal | undefined,
): () => void {
  const end = (what: string): void => void socket.destroy(new Fault('USAGE', `${host}:${port} ${what}`));
  const onLate = (): void =>
    end(`does not answer (${transport}) within ${ANSWER_MS / 1_000} s. Check --port and --transport.`);
  const onAbort = (): void => end('had not answered yet.');
  const timer = setTimeout(onLate, ANSWER_MS);
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
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
