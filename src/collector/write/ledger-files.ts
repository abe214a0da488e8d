// The ledger on disk, beside each other in one folder:
//
//   ledger-<collector>.counts   one record a source, in order of appearance, of 11 little-endian doubles (ledger-counts.ts), in place
//   ledger-<collector>.names    one JSON string a line, only appended to
//   ledger-<collector>.marks    under which name its marks lie in the store; left out: under that of the files
//
// Names are written before the counts that need them. A small write in place outlives the end of the process, not of the machine.

import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type LedgerCounts, RECORD_BYTES } from './ledger-counts.js';

const LINE_FEED = 10;

export class LedgerFiles {
  #fd: number | undefined;
  /** Not in the file yet. */
  #newNames: string[] = [];

  constructor(
    private readonly dir: string,
    private readonly collector: string,
  ) {}

  get isOpen(): boolean {
    return this.#fd !== undefined;
  }

  /** Under which its marks lie in the store; undefined before the first start. */
  get marksName(): string | undefined {
    const kept = this.#file('marks');
    if (existsSync(kept)) return readFileSync(kept, 'utf8').trim();
    return existsSync(this.#file('counts')) || existsSync(this.#file('bin')) ? this.collector : undefined;
  }

  /** To be called when the marks of the name before were taken along, and before one of this name is written. */
  keepMarksName(name: string): void {
    if (this.marksName === name) return;
    const kept = this.#file('marks');
    writeFileSync(`${kept}.new`, `${name}\n`, { mode: 0o600 });
    renameSync(`${kept}.new`, kept);
  }

  /** Every name there is, in order. */
  names(): string[] {
    const file = this.#file('names');
    if (!existsSync(file)) return [];
    const bytes = readFileSync(file);
    // A name without its end was cut by a crash or a full disk, before its counts were written. What comes must not stick to it.
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    if (end < bytes.length) truncateSync(file, end);
    const lines = bytes.toString('utf8', 0, end).split('\n');
    return lines.filter((line) => line !== '').map(nameIn);
  }

  /** Reads the counts of these; returns the sources whose counters were damaged: they begin with nothing. */
  open(names: readonly string[], counts: LedgerCounts): string[] {
    const file = this.#file('counts');
    const isNew = !existsSync(file);
    this.#fd = openSync(file, isNew ? 'w+' : 'r+', 0o600);
    if (isNew) {
      const old = this.#file('bin');
      if (existsSync(old)) counts.takeOld(readFileSync(old));
      return [];
    }
    const records = counts.records(names.length);
    readSync(this.#fd, records, 0, records.length, 0);
    const damaged = names.filter((_, slot) => counts.repair(slot));
    // Names are written first, so there are never more counts than names.
    return fstatSync(this.#fd).size > records.length ? [...damaged, '(a source whose name is damaged)'] : damaged;
  }

  /** A source was seen for the first time. */
  admit(name: string): void {
    this.#newNames.push(name);
  }

  /** What changed. @throws what the system says; what is not in the files then is written the next time */
  write(counts: LedgerCounts): void {
    this.#appendNames();
    for (const { from, bytes } of counts.changed()) this.#put(bytes, from * RECORD_BYTES);
    counts.written();
  }

  close(): void {
    fsyncSync(this.#fd!);
    closeSync(this.#fd!);
    this.#fd = undefined;
  }

  #put(bytes: Uint8Array, at: number): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd!, bytes, done, bytes.length - done, at + done);
  }

  #appendNames(): void {
    if (this.#newNames.length === 0) return;
    const file = this.#file('names');
    const size = existsSync(file) ? statSync(file).size : 0;
    try {
      appendFileSync(file, this.#newNames.map((name) => `${JSON.stringify(name)}\n`).join(''), { mode: 0o600 });
      this.#newNames = [];
    } catch (error) {
      truncateSync(file, size); // half a name is none
      throw error;
    }
  }

  #file(kind: 'counts' | 'names' | 'marks' | 'bin'): string {
    return join(this.dir, `ledger-${this.collector}.${kind}`);
  }
}

/** A line that is no JSON keeps its place, so that the counts of the others stay theirs. */
function nameIn(line: string): string {
  try {
    return String(JSON.parse(line));
  } catch {
    return line;
  }
}
