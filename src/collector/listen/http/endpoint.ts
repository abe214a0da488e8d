// The contract of one HTTP ingest endpoint: one small file each, listed in routes.ts. By the time `handle` runs the sender is
// known, and the body is whole, decompressed and within its cap.

import type { KeyTrouble } from './authorize.js';
import type { Element, Tally } from './submission.js';
import type { Reply } from './reply.js';

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'OPTIONS';
  readonly path: string;
  /** Takes `Content-Encoding: snappy`, and undoes it itself. */
  readonly takesSnappy?: true;
  handle(call: Call): Reply | Promise<Reply>;
  /** In the door's own shape what was refused before `handle`, or for a fault in it. Default: as it is (problem+json). */
  refuse?(refusal: Refusal): Reply;
}

export interface Refusal {
  readonly reply: Reply;
  /** Lower case, without parameters; of the request. */
  readonly contentType: string;
  /** What is wrong with the key, where that is the reason. */
  readonly key?: KeyTrouble;
}

export interface Call {
  /** Empty but for POST. */
  readonly body: Buffer;
  /** Lower case, without parameters; empty where none was sent. */
  readonly contentType: string;
  readonly query: URLSearchParams;
  /** The body still is. */
  readonly isSnappy: boolean;
  /** The collector has no room: for health (a POST does not come so far). */
  readonly isBehind: boolean;
  /** What any decompressed body may have. */
  readonly maxBodyBytes: number;
  /** Takes memory beyond the body until the request is answered; false where there is none to be had. */
  readonly take: (bytes: number) => boolean;
  /** Longer elements are turned away by `submit` (see `cutTo`). */
  readonly maxMessageBytes: number;
  /** Hands the elements to the collector and waits for the commit. */
  submit(elements: readonly Element[]): Promise<Tally>;
}
