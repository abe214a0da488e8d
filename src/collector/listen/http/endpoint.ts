// The contract of one HTTP ingest endpoint: one small file each, listed in routes.ts. By the time `handle` runs the sender is
// known, and the body is whole, decompressed and within its cap.

import type { Element, Tally } from './submission.js';
import type { Reply } from './reply.js';

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  handle(call: Call): Reply | Promise<Reply>;
}

export interface Call {
  /** Empty for GET. */
  readonly body: Buffer;
  /** Lower case, without parameters; empty where none was sent. */
  readonly contentType: string;
  readonly query: URLSearchParams;
  /** Longer elements are turned away by `submit`. */
  readonly maxMessageBytes: number;
  /** Hands the elements to the collector and waits for the commit. */
  submit(elements: readonly Element[]): Promise<Tally>;
}
