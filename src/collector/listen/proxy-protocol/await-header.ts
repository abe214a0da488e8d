// Reads the PROXY header off a connection, before anything else is read from it. What came behind the header is put back.

import type { Socket } from 'node:net';
import type { Peer } from '#src/collector/frame.js';
import { readProxyHeader } from './header.js';

/** The protocol's own advice: at least three seconds, so that a lost segment may be sent again. */
export const HEADER_TIMEOUT_MS = 5_000;

/** `peer` undefined: the balancer speaks for itself. */
export type ProxyOutcome = { readonly peer: Peer | undefined } | { readonly refused: string };

/** Calls `done` once, with the socket paused. Not at all where the connection ends before a byte (a balancer asks whether we live). */
export function awaitProxyHeader(socket: Socket, done: (outcome: ProxyOutcome) => void, timeoutMs: number): void {
  let held: Buffer | undefined;
  const timer = setTimeout(() => refuse(`no PROXY header within ${timeoutMs} ms`), timeoutMs);
  const finish = (outcome: ProxyOutcome | undefined): void => {
    clearTimeout(timer);
    socket.off('data', read).off('end', ended).off('close', gone);
    socket.pause();
    if (outcome !== undefined) done(outcome);
  };
  const refuse = (refused: string): void => finish({ refused });
  const gone = (): void => finish(undefined);
  const ended = (): void => {
    if (held !== undefined) return refuse('it ended within its PROXY header');
    finish(undefined);
    socket.destroy();
  };
  const read = (chunk: Buffer): void => {
    held = held === undefined ? chunk : Buffer.concat([held, chunk]);
    const header = readProxyHeader(held);
    if (header.kind === 'more') return;
    if (header.kind === 'invalid') return refuse(header.reason);
    const rest = held.subarray(header.length);
    finish(undefined);
    if (rest.length > 0) socket.unshift(rest);
    done({ peer: header.peer });
  };
  socket.on('data', read).on('end', ended).on('close', gone);
}
