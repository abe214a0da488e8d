// The thread's side of decoder.ts: a chunk in, what it holds out.

import { parentPort } from 'node:worker_threads';
import { decodeChunk } from './chunk.js';

parentPort!.on('message', (bytes: Uint8Array) => {
  parentPort!.postMessage(decodeChunk(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
});
