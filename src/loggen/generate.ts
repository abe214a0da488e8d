// Sends generated lines at a rate, or as fast as the other end takes them, over one or several connections in turn.

import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { openSenders, thenClosed } from './open-sender.js';
import type { LinePool } from './pool.js';
import type { Sender, Target } from './sender.js';
import { Stamps } from './stamps.js';
import { summarise, type Summary } from './summary.js';

export interface GenerateOptions {
  readonly target: Target;
  readonly pool: LinePool;
  readonly connections: number;
  /** Lines a second; left out: as many as possible. */
  readonly rate?: number;
  /** Left out: until the signal. */
  readonly count?: number;
  readonly signal?: AbortSignal;
}

const CHUNK_BYTES = 65_536;
/** Timers fire no finer than this; each slice sends what has become due since the last one. */
const SLICE_MS = 1;

/** @throws Fault USAGE (connection) */
export async function generate({
  target,
  pool,
  connections,
  rate,
  count = Infinity,
  signal,
}: GenerateOptions): Promise<Summary> {
  const senders = await openSenders(target, connections, signal);
  const chunkBytes = Math.max(CHUNK_BYTES, pool.maxLineBytes);
  const most = Math.max(1, Math.min(Math.floor(chunkBytes / pool.maxLineBytes), Math.ceil(count / connections)));
  const stamps = new Stamps();
  const start = performance.now();
  let sent = 0;
  let bytes = 0;

  await thenClosed(senders, async () => {
    for (let turn = 0; sent < count && signal?.aborted !== true; turn += 1) {
      const due = rate === undefined ? Infinity : Math.floor(((performance.now() - start) / 1_000) * rate) + 1 - sent;
      if (due <= 0) {
        await sleep(SLICE_MS);
        continue;
      }
      const lines = Math.min(due, count - sent, most);
      stamps.update(Date.now());
      const { chunk, ends } = fill(pool, stamps, lines);
      sent += lines;
      bytes += chunk.length;
      await ((senders[turn % senders.length] as Sender).send(chunk, ends, lines) ?? setImmediate());
    }
  });
  return summarise(sent, bytes, performance.now() - start, senders);
}

function fill(pool: LinePool, stamps: Stamps, lines: number): { chunk: Buffer; ends: Uint32Array } {
  const buffer = Buffer.allocUnsafe(lines * pool.maxLineBytes);
  const ends = new Uint32Array(lines);
  let at = 0;
  for (let i = 0; i < lines; i += 1) {
    at = pool.write(buffer, at, stamps);
    ends[i] = at;
  }
  return { chunk: buffer.subarray(0, at), ends };
}
