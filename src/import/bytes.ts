// The bytes of a file or of standard input: unpacked when they are gzip (by content, not by name), UTF-16 with a byte order mark
// (what PowerShell and Event Viewer write) turned into UTF-8, and with a look at the beginning for whoever must choose a format.

import { createReadStream, statSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Fault, messageOf } from '../faults.js';

const READ_BYTES = 262_144;
/** Enough for the header row of a wide CSV. */
const HEAD_BYTES = 65_536;

export interface Input {
  /** The first bytes of what follows; they come again in `bytes`. */
  readonly head: Buffer;
  /** Throws Fault USAGE when it cannot be read on. */
  readonly bytes: AsyncIterable<Buffer>;
}

/** Of whom asked for it: a file stays open until it was read to its end, or is closed. */
export interface OpenInput extends Input {
  readonly close: () => void;
}

/** @param onProgress called with the bytes read so far, before unpacking. @throws Fault USAGE (unreadable) */
export async function openInput(file: string, onProgress?: (bytes: number) => void): Promise<OpenInput> {
  const stream: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: READ_BYTES });
  try {
    return { ...(await openStream(stream, file, onProgress)), close: () => void stream.destroy() };
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

async function openStream(stream: Readable, file: string, onProgress?: (bytes: number) => void): Promise<Input> {
  const packed = await peek(counted(stream, onProgress), 2, file);
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  const plain = isGzip ? await peek(unzip(packed.bytes), HEAD_BYTES, file) : await peek(packed.bytes, HEAD_BYTES, file);
  const encoding = utf16Of(plain.head);
  return encoding === undefined ? plain : peek(transcode(plain.bytes, encoding), HEAD_BYTES, file);
}

/** ms since 1970 of the last change of a file; undefined for standard input. @throws Fault USAGE when it cannot be read */
export function changedAt(file: string): number | undefined {
  return file === '-' ? undefined : stat(file).mtimeMs;
}

export function sizeOf(file: string): number {
  return file === '-' ? 0 : stat(file).size;
}

async function* counted(stream: Readable, onProgress?: (bytes: number) => void): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    onProgress?.((read += bytes.length));
    yield bytes;
  }
}

function unzip(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // The reader of the last stream is told of faults.
  return pipeline(
    Readable.from(bytes),
    createGunzip({ chunkSize: READ_BYTES }),
    () => undefined,
  ) as AsyncIterable<Buffer>;
}

/** Reads ahead until a line or `size` bytes are there, or the input ends: what comes through a pipe may take its time. */
async function peek(bytes: AsyncIterable<Buffer>, size: number, file: string): Promise<Input> {
  const iterator = bytes[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let length = 0;
  try {
    while (length < size) {
      const next = await iterator.next();
      if (next.done === true) break;
      read.push(next.value);
      length += next.value.length;
      if (length > 8 && next.value.includes(10)) break;
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
  return { head: Buffer.concat(read), bytes: continued(read, iterator, file) };
}

async function* continued(
  read: readonly Buffer[],
  iterator: AsyncIterator<Buffer>,
  file: string,
): AsyncGenerator<Buffer> {
  try {
    yield* read;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    await iterator.return?.();
  }
}

function utf16Of(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

async function* transcode(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function unreadable(file: string, cause: unknown): Fault {
  return cause instanceof Fault ? cause : new Fault('USAGE', `Cannot read ${file}: ${messageOf(cause)}`, { cause });
}

function stat(file: string): { mtimeMs: number; size: number } {
  try {
    return statSync(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}
