// Lines over one TCP or TLS connection; waits while the other end does not read.

import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Fault } from '#src/faults.js';
import { broken, connected } from './connection.js';
import type { Sender, Target } from './sender.js';

/** After our end of stream the other side has so long to close. */
const CLOSE_TIMEOUT_MS = 5_000;

/** @throws Fault USAGE when nobody answers, or the certificate is not the one asked for */
export async function openStreamSender(target: Target, signal?: AbortSignal): Promise<Sender> {
  const socket = await connected(target, signal);
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
      if (socket.closed) return;
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
