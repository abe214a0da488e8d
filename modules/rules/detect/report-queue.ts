// Reports of the collector on their way to detection: packed while they wait, put together from their parts when they are taken, bounded.
// What it drops is found again: the next report does not follow on the position, and the store is scanned for what lies between.

import type { RuleReport } from '../match-record.js';
import { type PackedReport, recordCount, unpackedReport } from '../packed-report.js';

/** Packed, a record of a flood is about half a kilobyte. */
const MAX_RECORDS = 60_000;

type Report = PackedReport | RuleReport;

export class ReportQueue {
  /** Each in its parts. */
  #waiting: (readonly Report[])[] = [];
  #parts: Report[] = [];
  #count = 0;
  /** Parts of what comes may be missing: it is known up to where there is something, not what. */
  #isTorn = true;

  constructor(private readonly maxRecords = MAX_RECORDS) {}

  /** @returns whether a whole report is there now */
  add(report: Report): boolean {
    const [first] = this.#parts;
    // The rest of what was begun will not come any more.
    if (first !== undefined && !isSame(first, report)) this.#forgetParts();
    this.#parts.push(report);
    this.#count += recordCount(report);
    if (this.#count > this.maxRecords) this.#drop();
    if (report.isPart) return false;
    if (this.#isTorn) this.#forgetParts();
    this.#waiting.push(this.#isTorn ? [emptied(report)] : this.#parts);
    this.#parts = [];
    this.#isTorn = false;
    return true;
  }

  /** The link was lost: the next report may be the end of one that was begun before. */
  tear(): void {
    this.#forgetParts();
    this.#isTorn = true;
  }

  /** All that is whole, in order; each is unpacked when it is its turn. */
  take(): Iterable<RuleReport> {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#count = countOf(this.#parts);
    return unpackedEach(taken);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  #forgetParts(): void {
    this.#count -= countOf(this.#parts);
    this.#parts = [];
  }

  #drop(): void {
    const last = this.#waiting.at(-1)?.at(-1);
    this.#waiting = last === undefined ? [] : [[emptied(last)]];
    this.tear();
    this.#count = 0;
  }
}

/** Says how far there is to go, and nothing of what is on the way: no rule set has this version. */
function emptied({ from, to }: Report): RuleReport {
  return { from, to, version: '', records: [], overflow: {}, excepted: {}, isPart: false };
}

function* unpackedEach(taken: readonly (readonly Report[])[]): Generator<RuleReport> {
  for (const parts of taken) yield whole(parts.map(unpackedReport));
}

function isSame(a: Report, b: Report): boolean {
  return a.from === b.from && a.to === b.to && a.version === b.version;
}

function whole(parts: readonly RuleReport[]): RuleReport {
  const [first] = parts as readonly [RuleReport];
  if (parts.length === 1) return first;
  return {
    ...first,
    isPart: false,
    records: parts.flatMap(({ records }) => records),
    overflow: sums(parts.map(({ overflow }) => overflow)),
    excepted: sums(parts.map(({ excepted }) => excepted)),
  };
}

/** Of each name over all of them. */
export function sums(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum = new Map<string, number>();
  for (const each of all) for (const [name, count] of Object.entries(each)) sum.set(name, (sum.get(name) ?? 0) + count);
  return Object.fromEntries(sum);
}

function countOf(reports: readonly Report[]): number {
  return reports.reduce((sum, report) => sum + recordCount(report), 0);
}
