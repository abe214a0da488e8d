// The lines of a file, in slices, without the whole of it in memory.

import type { FileHandle } from 'node:fs/promises';
import { Slices } from './slices.js';

const CHUNK_BYTES = 262_144;
const LINE_FEED = 10;
/** Longer is no record of ours: a file that is not what it should be must not fill the memory. */
const MAX_LINE_BYTES = 256 * 1_048_576;

/** @param take a line without its line feed, and where it begins. The last one is left out when it does not end. */
export async function readLines(
  file: FileHandle,
  { from, to }: { readonly from: number; readonly to: number },
  take: (line: Buffer, offset: number) => void,
): Promise<void> {
  const slices = new Slices();
  let parts: Buffer[] = [];
  let partBytes = 0;
  let lineAt = from;
  for (let at = from; at < to;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - at));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return;
    let begin = 0;
    for (let end = feedIn(chunk, 0, bytesRead); end !== -1; end = feedIn(chunk, begin, bytesRead)) {
      const rest = chunk.subarray(begin, end);
      const line = parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
      take(line, lineAt);
      if (parts.length > 0) [parts, partBytes] = [[], 0];
      lineAt += line.length + 1;
      begin = end + 1;
      if (slices.isOver) await slices.pause();
    }
    parts.push(chunk.subarray(begin, bytesRead));
    partBytes += bytesRead - begin;
    if (partBytes > MAX_LINE_BYTES) return;
    at += bytesRead;
  }
}

function feedIn(chunk: Buffer, from: number, bytesRead: number): number {
  const at = chunk.indexOf(LINE_FEED, from);
  return at < bytesRead ? at : -1;
}
