// Addresses that nothing came from for so long that nobody looks for them by name: invented ones, mostly, which would take the place of
// real senders for ever. They are shown as one, under (other senders), and have a file of their own, of which a line is read only where
// the ledger's other files have no such source:
//
//   ledger-<collector>.silent   one a line: its check, and its counters as JSON
//
// What is known of each stays apart in it. One that sends again goes on with its counters, and what the store has in its marks is told
// from what it committed since.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type LedgerRow, sumOf } from './ledger-row.js';

/** In the ledger: senders that are not told apart. */
export const OTHER_SENDERS = '(other senders)';
/** Some 15 MB in memory. Where a flood of years has filled it, no more are put aside. */
const MAX_SILENT = 50_000;

export class SilentSenders {
  readonly #rows = new Map<string, LedgerRow>();
  /** Undefined: to be worked out, or there are none. */
  #sum: LedgerRow | undefined;

  constructor(private readonly file: string) {}

  /** False: a line is damaged, and what it said is gone. @param isElsewhere it was put aside and sent again, or a kill came in between */
  load(isElsewhere: (source: string) => boolean): boolean {
    if (!existsSync(this.file)) return true;
    const lines = readFileSync(this.file, 'utf8').split('\n');
    const rows = lines.filter((line) => line !== '').map(rowIn);
    for (const row of rows) if (row !== undefined && !isElsewhere(row.source)) this.#rows.set(row.source, row);
    return !rows.includes(undefined);
  }

  /** As many as there is room for; returns these. They are in the file then. @throws what the system says; then none is here */
  add(rows: readonly LedgerRow[]): readonly LedgerRow[] {
    const added = rows.slice(0, Math.max(0, MAX_SILENT - this.#rows.size));
    if (added.length === 0) return added;
    const all = [...this.#rows.values(), ...added];
    writeFileSync(`${this.file}.new`, all.map((row) => `${checked(JSON.stringify(row))}\n`).join(''), {
      mode: 0o600,
      flush: true,
    });
    renameSync(`${this.file}.new`, this.file);
    for (const row of added) this.#rows.set(row.source, row);
    this.#sum = undefined;
    return added;
  }

  get(source: string): LedgerRow | undefined {
    return this.#rows.get(source);
  }

  /** It is counted elsewhere from now on. */
  delete(source: string): void {
    if (this.#rows.delete(source)) this.#sum = undefined;
  }

  /** The rows of all others, and these as one. */
  shownWith(rows: readonly LedgerRow[]): LedgerRow[] {
    if (this.#rows.size === 0) return [...rows];
    this.#sum ??= sumOf([...this.#rows.values()]);
    const others = rows.filter(({ source }) => source === OTHER_SENDERS);
    return [
      ...rows.filter(({ source }) => source !== OTHER_SENDERS),
      { ...sumOf([...others, this.#sum]), source: OTHER_SENDERS },
    ];
  }
}

const CHECK_CHARS = 8;

const checked = (json: string): string => `${crc32(json).toString(16).padStart(CHECK_CHARS, '0')} ${json}`;

/** Undefined: it is damaged. */
function rowIn(line: string): LedgerRow | undefined {
  const json = line.slice(CHECK_CHARS + 1);
  return line === checked(json) ? (JSON.parse(json) as LedgerRow) : undefined;
}
