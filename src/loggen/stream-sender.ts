// Lines over one TCP or TLS connection; waits while the other end does not read.

import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Fault, messageOf } from '#src/faults.js';
import type { Sender, Target } from './sender.js';

/** After our end of stream the other side has so long to close. */
const CLOSE_TIMEOUT_MS = 5_000;

/** @throws Fault USAGE when nobody answers, or the certificate is not the one asked for */
export async function openStreamSender(target: Target): Promise<Sender> {
  const socket = await connected(target);
  let failure: Fault | undefined;
  socket.on('error', (cause) => {
    failure = broken(target, cause);
  });
  socket.resume(); // TLS session tickets and whatever a server says: not for us

  return {
    errors: 0,
    send(chunk, ends, lines) {
      if (failure !== undefined) throw failure;
      if (socket.destroyed) throw broken(target, new Error('closed by the other side'));
      if (socket.write(chunk.subarray(0, ends[lines - 1]))) return undefined;
      return drained(socket).then(() => {
        if (failure !== undefined) throw failure;
      });
    },
    async close() {
      if (failure !== undefined) throw failure;
      const closed = once(socket, 'close');
      socket.end();
      const timer = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS);
      await closed.catch(() => undefined); // `failure` says it
      clearTimeout(timer);
      if (failure !== undefined) throw failure;
    },
  };
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

async function connected(target: Target): Promise<Socket> {
  const { host, port } = target;
  const socket = target.transport === 'tls' ? connectTls(tlsOptions(target)) : connectTcp({ host, port });
  try {
    await once(socket, target.transport === 'tls' ? 'secureConnect' : 'connect');
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

function broken({ host, port }: Target, cause: Error): Fault {
  return new Fault('USAGE', `The connection to ${host}:${port} broke: ${messageOf(cause)}.`, { cause });
}

/** Errors of several addresses at once (happy eyeballs) carry no message of their own. */
const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? error);
