// The ledger on disk, beside each other in one folder:
//
//   ledger-<collector>.counts   one record a source, in order of appearance, of 11 little-endian doubles (ledger-counts.ts), in place
//   ledger-<collector>.names    one JSON string a line, only appended to
//   ledger-<collector>.silent   senders that are not among them (ledger-silent.ts)
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
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type LedgerCounts, RECORD_BYTES } from './ledger-counts.js';

const LINE_FEED = 10;
const NEW_FILE = { mode: 0o600, flush: true } as const;

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
    this.#finishReplacing();
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

  /**
   * These sources are all there are from now on; the counts are given as changed. A kill leaves the old files or the new ones: these count
   * from the moment on in which the names are in their place.
   * @throws what the system says; then the old ones are there
   */
  replace(names: readonly string[], counts: LedgerCounts): void {
    writeFileSync(this.#new('names'), names.map(lineOf).join(''), NEW_FILE);
    writeFileSync(this.#new('counts'), counts.changed().bytes, NEW_FILE);
    renameSync(this.#new('names'), this.#file('names'));
    this.#newNames = [];
    renameSync(this.#new('counts'), this.#file('counts'));
    counts.written();
    closeSync(this.#fd!);
    this.#fd = openSync(this.#file('counts'), 'r+', 0o600);
  }

  /** What changed. @throws what the system says; what is not in the files then is written the next time */
  write(counts: LedgerCounts): void {
    this.#appendNames();
    const { from, bytes } = counts.changed();
    const at = from * RECORD_BYTES;
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd!, bytes, done, bytes.length - done, at + done);
    counts.written();
  }

  close(): void {
    fsyncSync(this.#fd!);
    closeSync(this.#fd!);
    this.#fd = undefined;
  }

  /** Of a process that was killed. Counts without names are not new any more: their names are in their place. */
  #finishReplacing(): void {
    if (!existsSync(this.#new('counts'))) return rmSync(this.#new('names'), { force: true });
    if (!existsSync(this.#new('names'))) return renameSync(this.#new('counts'), this.#file('counts'));
    rmSync(this.#new('counts'));
    rmSync(this.#new('names'));
  }

  #appendNames(): void {
    if (this.#newNames.length === 0) return;
    const file = this.#file('names');
    const size = existsSync(file) ? statSync(file).size : 0;
    try {
      appendFileSync(file, this.#newNames.map(lineOf).join(''), { mode: 0o600 });
      this.#newNames = [];
    } catch (error) {
      truncateSync(file, size); // half a name is none
      throw error;
    }
  }

  #new(kind: 'counts' | 'names'): string {
    return `${this.#file(kind)}.new`;
  }

  #file(kind: 'counts' | 'names' | 'marks' | 'bin'): string {
    return join(this.dir, `ledger-${this.collector}.${kind}`);
  }
}

const lineOf = (name: string): string => `${JSON.stringify(name)}\n`;

/** A line that is no JSON keeps its place, so that the counts of the others stay theirs. */
function nameIn(line: string): string {
  try {
    return String(JSON.parse(line));
  } catch {
    return line;
  }
}
