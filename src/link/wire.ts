// JSON lines over a socket: one reader and one writer for both ends of the link.

import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { Fault } from '../faults.js';

/** A chunk of an import is the largest message; anything beyond is no peer of ours. */
const MAX_MESSAGE_CHARS = 256 * 1024 * 1024;
/** sun_path holds 108 bytes on Linux and 104 on macOS, with its final NUL. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Where the collector of a data folder listens. A path too long for a socket is replaced by one in a folder of our own below the
 * temporary one; a folder of that name that somebody else made is not used.
 * @throws Fault DATA_DIR
 */
export function socketPath(dataDir: string): string {
  const path = join(resolve(dataDir), 'run', 'collector.sock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  const folder = join(tmpdir(), `lanwarden-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o077) !== 0) {
    throw new Fault(
      'DATA_DIR',
      `data.dir is too long a path for a socket, and ${folder} belongs to somebody else. Choose a shorter data.dir.`,
    );
  }
  return join(folder, 'collector.sock');
}

/** Calls `onMessage` for each line that is JSON; a line that is none ends the connection. */
export function readMessages<T>(socket: Socket, onMessage: (message: T) => void): void {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  socket.on('data', (chunk: Buffer) => {
    const text = decoder.write(chunk);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      parts.push(text.slice(from, end));
      const line = parts.length === 1 ? parts[0]! : parts.join('');
      parts = [];
      length = 0;
      from = end + 1;
      const message = parse<T>(line);
      if (message === undefined)
        return void socket.destroy(new Error('the other end of the link does not speak JSON lines'));
      onMessage(message);
    }
    if (from === text.length) return;
    parts.push(text.slice(from));
    length += text.length - from;
    if (length > MAX_MESSAGE_CHARS) socket.destroy(new Error('a message on the link is too long'));
  });
}

/** False when the other end reads too slowly; what can be skipped should be. @throws an Error for a message beyond `maxChars` */
export function writeMessage(socket: Socket, message: unknown, maxChars = Infinity): boolean {
  const text = JSON.stringify(message);
  if (text.length > maxChars) throw new Error(`a message has ${text.length} characters, at most ${maxChars} are taken`);
  return socket.writable && socket.write(`${text}\n`);
}

function parse<T>(line: string): T | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null ? (message as T) : undefined;
  } catch {
    return undefined; // the caller ends the connection with a reason
  }
}
