// Up to which sequence everything is settled: one line, written in place. It may be older than the truth (what is read again then has
// keys by which the store knows it), never newer. One that is damaged says nothing, and everything is read again.

import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

export class CursorFile {
  readonly #fd: number;
  #settled: number;

  /** @throws what the system says when the file cannot be written */
  constructor(path: string) {
    this.#fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    this.#settled = parse(readFileSync(this.#fd, 'latin1'));
  }

  get settled(): number {
    return this.#settled;
  }

  /** A disk that refuses leaves an older line, which is allowed. On a full one the place is there already. */
  write(settled: number): void {
    this.#settled = settled;
    try {
      writeSync(this.#fd, lineOf(settled), 0);
    } catch {
      // see above
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function lineOf(settled: number): string {
  const digits = String(settled).padStart(15, '0');
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`;
}

function parse(text: string): number {
  const settled = Number(text.slice(0, 15));
  return Number.isSafeInteger(settled) && settled >= 0 && text === lineOf(settled) ? settled : 0;
}
