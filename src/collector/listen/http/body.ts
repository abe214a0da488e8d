// Reads a request's body: decompressed as it streams, and never more of it in memory than the cap allows. A gzip bomb is cut
// at the cap; what all requests hold together has a cap of its own.

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';
import { messageOf } from '#src/faults.js';
import { problem, type Reply } from './reply.js';

export interface BodyLimits {
  /** After decompression. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** Bytes that one request's body may take. Who takes must give back. */
export interface BodyShare {
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/** Bytes that the bodies of all open requests may hold together; one sender gets at most half, so that it cannot shut out the rest. */
export class BodyBudget {
  #held = 0;
  readonly #heldBy = new Map<string, number>();
  constructor(private readonly maxBytes: number) {}

  of(peer: string): BodyShare {
    return { take: (bytes) => this.#take(peer, bytes), give: (bytes) => this.#give(peer, bytes) };
  }

  #take(peer: string, bytes: number): boolean {
    const held = (this.#heldBy.get(peer) ?? 0) + bytes;
    if (this.#held + bytes > this.maxBytes || held > this.maxBytes / 2) return false;
    this.#held += bytes;
    this.#heldBy.set(peer, held);
    return true;
  }

  #give(peer: string, bytes: number): void {
    this.#held -= bytes;
    const held = (this.#heldBy.get(peer) ?? 0) - bytes;
    if (held > 0) this.#heldBy.set(peer, held);
    else this.#heldBy.delete(peer);
  }
}

export type Body = { readonly bytes: Buffer } | { readonly reply: Reply };

/** What the headers alone tell is wrong, before a byte of the body is read. */
export function refuseByHeaders(
  request: IncomingMessage,
  maxBytes: number,
  takesSnappy: boolean = false,
): Reply | undefined {
  const { headers } = request;
  if (Number(headers['content-length'] ?? 0) > maxBytes) return tooLarge(maxBytes);
  const encoding = encodingOf(request);
  if (encoding === undefined || (encoding === 'snappy' && !takesSnappy))
    return problem(
      415,
      `Content-Encoding ${quote(headers['content-encoding'])} is not known. Use gzip, deflate or none.`,
    );
  const charset = /charset="?([\w.:-]{1,40})/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii') return undefined;
  return problem(415, `The charset ${charset} is not known. Send UTF-8.`);
}

/** Reads all of it, and listens to nothing that is over already. The bytes are taken from `budget`; whoever reads gives `bytes.length` back. */
export function readBody(request: IncomingMessage, limits: BodyLimits, budget: BodyShare): Promise<Body> {
  if (request.destroyed) return Promise.resolve({ reply: cutOff() });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let finished = false;
    const stream = decompressed(request);
    const timer = setTimeout(
      () => fail(problem(408, `The body was not complete after ${limits.timeoutMs} ms.`)),
      limits.timeoutMs,
    );
    const finish = (body: Body): void => {
      finished = true;
      clearTimeout(timer);
      stream.off('data', onData);
      stream.off('end', onEnd);
      // What was given back to the budget must not be held by those who still listen to a request that never ends.
      chunks.length = 0;
      if (stream !== request) {
        request.unpipe();
        stream.destroy();
      }
      resolve(body);
    };
    const fail = (reply: Reply): void => {
      if (finished) return;
      budget.give(size);
      finish({ reply });
    };
    const onData = (chunk: Buffer): void => {
      if (size + chunk.length > limits.maxBytes) return fail(tooLarge(limits.maxBytes));
      if (!budget.take(chunk.length)) return fail(problem(503, 'Too many large bodies at once. Send it again later.'));
      size += chunk.length;
      chunks.push(chunk);
    };
    const onEnd = (): void => finish({ bytes: Buffer.concat(chunks, size) });
    stream.on('data', onData);
    stream.on('end', onEnd);
    stream.on('error', (error) => fail(problem(400, `The body could not be decompressed: ${messageOf(error)}.`)));
    request.on('close', () => {
      if (!request.readableEnded) fail(cutOff());
    });
  });
}

// `gzip` and `deflate` (zlib, RFC 9110 8.4.1.2) are told apart by their first bytes.
function decompressed(request: IncomingMessage): Readable {
  return encodingOf(request) === 'compressed' ? request.pipe(createUnzip()) : request;
}

/** `snappy` is left to the endpoint: it needs all of the body at once. */
export function encodingOf(request: IncomingMessage): 'plain' | 'compressed' | 'snappy' | undefined {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return 'plain';
  if (encoding === 'snappy') return 'snappy';
  return encoding === 'gzip' || encoding === 'x-gzip' || encoding === 'deflate' ? 'compressed' : undefined;
}

function cutOff(): Reply {
  return problem(400, 'The connection was closed before all of the body was read.');
}

function tooLarge(maxBytes: number): Reply {
  return problem(
    413,
    `The body is larger than ${maxBytes} bytes after decompression (listen.http.maxBodyBytes). Send smaller batches.`,
  );
}

function quote(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 60));
}
