// A list of stolen passwords on this machine's disk; nothing is ever asked of the internet. Either the SHA-1 list of Have I Been Pwned
// (lines `HASH:count`, sorted by hash; 40 GB are fine: it is searched where it lies), or a small file with one password a line.

import { createHash } from 'node:crypto';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { Fault, messageOf } from '#src/faults.js';
import { MIN_PASSWORD_LENGTH } from './password-rules.js';

const MAX_PLAIN_BYTES = 50_000_000;
/** `HASH:count` and line break; counts have at most ten digits. */
const MAX_LINE_BYTES = 128;
const HASH_LINE = /^([0-9A-F]{40})(:\d+)?$/i;
const NTLM_LINE = /^[0-9A-F]{32}(:\d+)?$/i;
/** Places that are looked at to see whether the file is sorted. */
const SAMPLES = 32;

export class BreachedPasswords {
  #plain: ReadonlySet<string> | undefined;
  #isChecked = false;

  constructor(private readonly path: string) {}

  /** @throws Fault CONFIG_INVALID when the file cannot be read or is no such list */
  async has(password: string): Promise<boolean> {
    if (this.#plain !== undefined) return this.#plain.has(password);
    const file = await this.#open();
    try {
      const { size } = await file.stat();
      const first = (await lineFrom(file, 0, size)).text;
      if (NTLM_LINE.test(first)) throw this.#unfit('is an NTLM list; take the SHA-1 list ordered by hash');
      if (!HASH_LINE.test(first)) return (await this.#readPlain(size)).has(password);
      if (!this.#isChecked) await this.#checkOrder(file, size);
      return await contains(file, size, createHash('sha1').update(password).digest('hex').toUpperCase());
    } finally {
      await file.close();
    }
  }

  async #open(): Promise<FileHandle> {
    try {
      return await open(this.path, 'r');
    } catch (cause) {
      throw this.#unfit(`cannot be read (${messageOf(cause)})`, cause);
    }
  }

  /** Too short ones nobody may take anyway. */
  async #readPlain(size: number): Promise<ReadonlySet<string>> {
    if (size > MAX_PLAIN_BYTES)
      throw this.#unfit('is too large to be kept in memory (50 MB); take the SHA-1 list of Have I Been Pwned');
    const lines = (await readFile(this.path, 'utf8')).split(/\r?\n/);
    return (this.#plain = new Set(lines.filter((line) => line.length >= MIN_PASSWORD_LENGTH)));
  }

  /** An unsorted list would find next to nothing, and nobody would notice. */
  async #checkOrder(file: FileHandle, size: number): Promise<void> {
    let before = '';
    for (let n = 0; n < SAMPLES; n++) {
      const { text, end } = await lineFrom(file, Math.floor((size * n) / SAMPLES), size);
      if (text === '' && end >= size) break;
      const hash = HASH_LINE.exec(text)?.[1]?.toUpperCase();
      if (hash === undefined) throw this.#unfit(`has the line ${JSON.stringify(text.slice(0, 60))}, which is no hash`);
      if (hash < before) throw this.#unfit('is not sorted by hash; take the list that is "ordered by hash"');
      before = hash;
    }
    this.#isChecked = true;
  }

  #unfit(what: string, cause?: unknown): Fault {
    return new Fault('CONFIG_INVALID', `accounts.breachedPasswords: ${this.path} ${what}.`, { cause });
  }
}

/** Halves the part of the file in which the hash can be: some 35 short reads in 40 GB. */
async function contains(file: FileHandle, size: number, wanted: string): Promise<boolean> {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { text, end } = await lineFrom(file, middle, size);
    const hash = text.slice(0, wanted.length).toUpperCase();
    if (hash === wanted) return true;
    if (text !== '' && hash < wanted) low = end;
    else high = middle;
  }
  return false;
}

/** The first whole line that begins at `at` or later; `end`: where the next one begins. Empty at the end of the file. */
async function lineFrom(file: FileHandle, at: number, size: number): Promise<{ text: string; end: number }> {
  const from = Math.max(0, at - 1);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2 * MAX_LINE_BYTES), 0, 2 * MAX_LINE_BYTES, from);
  const bytes = buffer.subarray(0, bytesRead);
  const begin = at === 0 ? 0 : bytes.indexOf(10) + 1;
  if (at > 0 && begin === 0) return { text: '', end: size };
  const stop = bytes.indexOf(10, begin);
  const last = stop === -1 ? bytes.length : stop;
  return { text: bytes.toString('latin1', begin, last).replace(/\r$/, ''), end: from + last + 1 };
}
