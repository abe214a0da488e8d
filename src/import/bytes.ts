// The bytes of a file or of standard input: unpacked when they are gzip (by content, not by name), UTF-16 with a byte order mark
// (what PowerShell and Event Viewer write) turned into UTF-8, and with a look at the beginning for whoever must choose a format.

import { createReadStream, type Stats, statSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Fault, messageOf } from '../faults.js';
import { isGzip } from '../gzip.js';
import { archiveOf } from './archive.js';
import type { OnDamage } from './record.js';

const READ_BYTES = 262_144;
/** The last of these before a damage are lost with it. */
const UNPACKED_BYTES = 32_768;
/** Enough for the header row of a wide CSV. */
const HEAD_BYTES = 65_536;

export interface Input {
  /** The first bytes of what follows; they come again in `bytes`. */
  readonly head: Buffer;
  /** Without `onDamage` throws Fault USAGE when it cannot be read on. */
  readonly bytes: AsyncIterable<Buffer>;
}

/** Of whom asked for it: a file stays open until it was read to its end, or is closed. */
export interface OpenInput extends Input {
  readonly close: () => void;
}

export interface OpenOptions {
  /** By which people know the file; left out: its path. */
  readonly name?: string;
  /** Called with the bytes read so far, before unpacking. */
  readonly onProgress?: (bytes: number) => void;
  /** Told once where packed data cannot be unpacked; the input ends there then. A file that the disk does not give is a fault all the same. */
  readonly onDamage?: OnDamage;
}

/** @throws Fault USAGE (unreadable, an archive) */
export async function openInput(file: string, options: OpenOptions = {}): Promise<OpenInput> {
  const stream: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: READ_BYTES });
  try {
    return { ...(await openStream(stream, { name: file, ...options })), close: () => void stream.destroy() };
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

async function openStream(
  stream: Readable,
  { name, onProgress, onDamage }: OpenOptions & { readonly name: string },
): Promise<Input> {
  const packed = await peek(counted(stream, onProgress), 2, name);
  const unpacked = isGzip(packed.head) ? unzip(packed.bytes) : packed.bytes;
  const plain = await peek(onDamage === undefined ? unpacked : upToDamage(unpacked, onDamage), HEAD_BYTES, name);
  refuseArchive(plain.head, name);
  const encoding = utf16Of(plain.head);
  return encoding === undefined ? plain : peek(transcode(plain.bytes, encoding), HEAD_BYTES, name);
}

/** @throws Fault USAGE */
function refuseArchive(head: Buffer, name: string): void {
  const archive = archiveOf(head);
  if (archive === undefined) return;
  const [who, file] = name === '-' ? ['Standard input', 'FILE'] : [name, name];
  throw new Fault(
    'USAGE',
    `${who} is ${archive.what}. Unpack it first: ${archive.unpack} ${file} writes what is in it to standard output.`,
  );
}

/** ms since 1970 of the last change of a file; undefined for standard input. @throws Fault USAGE when it cannot be read */
export function changedAt(file: string): number | undefined {
  return file === '-' ? undefined : stat(file).mtimeMs;
}

/** False for a pipe and the like. @throws Fault USAGE for a folder, and for what is not there */
export function isRegularFile(file: string): boolean {
  const found = stat(file);
  if (found.isDirectory())
    throw new Fault('USAGE', `${file} is a folder. Name the files in it, such as ${file}/*.log.`);
  return found.isFile();
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

async function* unzip(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_BYTES });
  // The reader of the last stream is told of faults.
  pipeline(Readable.from(bytes), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (cause) {
    // What was unpacked before the damage still waits.
    for (let rest: unknown = gunzip.read(); rest !== null; rest = gunzip.read()) yield rest as Buffer;
    throw cause;
  }
}

async function* upToDamage(bytes: AsyncIterable<Buffer>, onDamage: OnDamage): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw cause;
    const isCut = code === 'Z_BUF_ERROR';
    onDamage(1, [isCut ? 'the file ends within its gzip data' : `its gzip data are damaged: ${messageOf(cause)}`]);
  }
}

/** Reads ahead until a line or `size` bytes are there, or the input ends: what comes through a pipe may take its time. */
async function peek(bytes: AsyncIterable<Buffer>, size: number, name: string): Promise<Input> {
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
    throw unreadable(name, cause);
  }
  return { head: Buffer.concat(read), bytes: continued(read, iterator, name) };
}

async function* continued(
  read: readonly Buffer[],
  iterator: AsyncIterator<Buffer>,
  name: string,
): AsyncGenerator<Buffer> {
  try {
    yield* read;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } catch (cause) {
    throw unreadable(name, cause);
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

function unreadable(name: string, cause: unknown): Fault {
  return cause instanceof Fault ? cause : new Fault('USAGE', `Cannot read ${name}: ${messageOf(cause)}`, { cause });
}

function stat(file: string): Stats {
  try {
    return statSync(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}
