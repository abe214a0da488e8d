// Reports of the collector on their way to detection: parts are put together, what waits is bounded. What it drops is found again: the
// next report does not follow on the position, and the store is scanned for what lies between.

import type { RuleReport } from '../match-record.js';

/** A record with its ten events is some kilobytes. */
const MAX_RECORDS = 20_000;

export class ReportQueue {
  #waiting: RuleReport[] = [];
  #parts: RuleReport[] = [];
  /** Parts of what comes may be missing: it is known up to where there is something, not what. */
  #isTorn = true;
  #dropped = 0;

  constructor(private readonly maxRecords = MAX_RECORDS) {}

  /** @returns whether a whole report is there now */
  add(report: RuleReport): boolean {
    const [first] = this.#parts;
    // The rest of what was begun will not come any more.
    if (first !== undefined && !isSame(first, report)) this.#parts = [];
    this.#parts.push(report);
    const isTooMuch = countOf(this.#parts) + countOf(this.#waiting) > this.maxRecords;
    if (isTooMuch) this.#drop();
    if (report.isPart) return false;
    this.#waiting.push(this.#isTorn ? emptied(report) : whole(this.#parts));
    this.#parts = [];
    this.#isTorn = false;
    return true;
  }

  /** The link was lost: the next report may be the end of one that was begun before. */
  tear(): void {
    this.#parts = [];
    this.#isTorn = true;
  }

  /** All that is whole, in order. */
  take(): readonly RuleReport[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Reports that were let go because too much waited; their events are read from the store. */
  get dropped(): number {
    return this.#dropped;
  }

  #drop(): void {
    this.#dropped += this.#waiting.length + 1;
    this.#waiting = this.#waiting.slice(-1).map(emptied);
    this.tear();
  }
}

/** Says how far there is to go, and nothing of what is on the way: no rule set has this version. */
function emptied(report: RuleReport): RuleReport {
  return { ...report, version: '', records: [], overflow: {}, excepted: {}, isPart: false };
}

function isSame(a: RuleReport, b: RuleReport): boolean {
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

function countOf(reports: readonly RuleReport[]): number {
  return reports.reduce((sum, { records }) => sum + records.length, 0);
}
