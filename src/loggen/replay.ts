// Sends a recorded file (plain or gzip) again: at a rate, or with the pauses that its own times tell, faster by `speed`.

import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { readLines, sizeOf } from '#src/import/lines.js';
import { openSenders, thenClosed } from './open-sender.js';
import type { Framing } from './pool.js';
import { recordedTime, retimed } from './retime.js';
import type { Sender, Target } from './sender.js';
import { summarise, type Summary } from './summary.js';

export interface ReplayOptions {
  readonly target: Target;
  readonly file: string;
  readonly framing: Framing;
  readonly connections: number;
  /** Puts the time of sending in place of each line's own. */
  readonly retime: boolean;
  /** 1: as slow as it was recorded, 60: a minute in a second; left out: by `rate`. */
  readonly speed?: number;
  /** Lines a second; left out: as many as possible. */
  readonly rate?: number;
  readonly count?: number;
  readonly signal?: AbortSignal;
}

/** What a UDP datagram over IPv4 can hold; longer lines are cut. */
const MAX_DATAGRAM_BYTES = 65_507;
/** user.notice: what RFC 3164 §4.3.3 gives to a line without PRI. Files rarely have one. */
const DEFAULT_PRIORITY = '<13>';

/** @throws Fault USAGE (file, connection) */
export async function replay(options: ReplayOptions): Promise<Summary> {
  const { target, file, framing, connections, retime, count = Infinity, signal } = options;
  sizeOf(file); // a missing file is said before anything is connected
  const senders = await openSenders(target, connections, signal);
  const start = performance.now();
  const pacer = new Pacer(start, options);
  let sent = 0;
  let bytes = 0;

  await thenClosed(senders, async () => {
    for await (const line of textLines(file)) {
      if (sent >= count || signal?.aborted === true) break;
      const time = recordedTime(line, new Date().getUTCFullYear());
      await pacer.wait(sent, time?.at, signal);
      const frame = frameOf(retime ? retimed(line, time, Date.now()) : line, framing);
      await (senders[sent % senders.length] as Sender).send(frame, Uint32Array.of(frame.length), 1);
      sent += 1;
      bytes += frame.length;
      if (sent % 256 === 0) await setImmediate();
    }
  });
  return summarise(sent, bytes, performance.now() - start, senders);
}

/** One character a byte, so that what is no UTF-8 is sent as it was recorded. */
async function* textLines(file: string): AsyncIterable<string> {
  for await (const lines of readLines(file, { framing: 'lf' })) {
    for (const { bytes } of lines) yield bytes.toString('latin1');
  }
}

/** Says when a line is due. */
class Pacer {
  #first: number | undefined;

  constructor(
    private readonly start: number,
    private readonly pace: Pick<ReplayOptions, 'speed' | 'rate'>,
  ) {}

  /** @param recordedAt ms since 1970; a line without a time goes with the one before it */
  async wait(sent: number, recordedAt: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    const { speed, rate } = this.pace;
    let dueMs = 0;
    if (speed === undefined) dueMs = rate === undefined ? 0 : (sent / rate) * 1_000;
    else if (recordedAt !== undefined) {
      this.#first ??= recordedAt;
      dueMs = (recordedAt - this.#first) / speed;
    }
    const waitMs = this.start + dueMs - performance.now();
    if (waitMs >= 1) await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined); // aborted: the loop sees it
  }
}

function frameOf(line: string, framing: Framing): Buffer {
  const message = Buffer.from(line.startsWith('<') ? line : DEFAULT_PRIORITY + line, 'latin1');
  if (framing === 'none') return message.subarray(0, MAX_DATAGRAM_BYTES);
  if (framing === 'lf') return Buffer.concat([message, Buffer.from('\n')]);
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}
