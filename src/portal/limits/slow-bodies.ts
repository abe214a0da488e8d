// Bodies that never end: a form or an API call must be whole in time, an upload must go on. Node's own time for a request would end long uploads.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '#src/faults.js';
import { isMultipart } from '../access/upload.js';

export interface BodyTimes {
  /** For a whole body that is no upload. */
  readonly bodyMs: number;
  /** Without a byte of an upload. */
  readonly uploadIdleMs: number;
}

/** To be called before the body is read. */
export function endSlowBody(request: FastifyRequest, reply: FastifyReply, { bodyMs, uploadIdleMs }: BodyTimes): void {
  if (!hasBody(request)) return;
  const { raw } = request;
  if (isMultipart(request)) {
    raw.setTimeout(uploadIdleMs, () => refuse(request, reply, `nothing came for ${uploadIdleMs / 1_000} seconds`));
    raw.once('end', () => raw.socket.setTimeout(0)); // what is done with it may take its time
    return;
  }
  const late = setTimeout(() => refuse(request, reply, `it did not come within ${bodyMs / 1_000} seconds`), bodyMs);
  for (const end of ['end', 'close']) raw.once(end, () => clearTimeout(late));
}

function hasBody({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Said at once, and the connection is closed: nothing of the rest may reach a handler. */
function refuse({ raw }: FastifyRequest, reply: FastifyReply, why: string): void {
  if (reply.sent) return void raw.destroy();
  reply.raw.once('finish', () => raw.destroy());
  void reply
    .header('connection', 'close')
    .send(new Fault('TOO_SLOW', `The request was given up: ${why}. Send it again.`));
}
