// What processes cost, read from /proc (Linux): CPU seconds by process and by kind of thread, and memory as the sum of PSS, each second.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { childrenSecondsOf, cpuSecondsOf, pssOf } from '../helpers/processes.mjs';

const EVERY_MS = 1_000;
const STORED_EVERY_MS = 50;

/**
 * Samples from `start` to `stop`.
 * @param {() => Record<string, number[]>} processes name of a program -> its pids now
 * @param {() => number} stored asked with each sample; pushed by the collector each second
 */
export class Gauge {
  /** One where the number of stored messages changed. @type {{ ms: number, stored: number }[]} */
  samples = [];
  /** One a second. @type {{ ms: number, stored: number, cpu: number, pss: number }[]} */
  seconds = [];
  #watch;
  #timer;
  #before;
  #peak = { total: 0, each: {} };

  constructor(processes, stored = () => 0) {
    this.processes = processes;
    this.stored = stored;
  }

  start() {
    this.startedAt = performance.now();
    this.#before = this.#cpu();
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), EVERY_MS);
    this.#watch = setInterval(() => this.#look(), STORED_EVERY_MS);
    return this;
  }

  /** Seconds of CPU since the start by program, and by `program thread kind` (Node programs only); the largest PSS and its parts, bytes. */
  stop() {
    clearInterval(this.#timer);
    clearInterval(this.#watch);
    this.#sample();
    const after = this.#cpu();
    const since = (kind) =>
      Object.fromEntries(
        Object.entries(after[kind]).map(([name, value]) => [name, value - (this.#before[kind][name] ?? 0)]),
      );
    return {
      cpu: since('programs'),
      threads: since('threads'),
      peakPss: this.#peak,
      samples: this.samples,
      seconds: this.seconds,
    };
  }

  #sample() {
    const pss = this.pss();
    if (pss.total > this.#peak.total) this.#peak = pss;
    const cpu = Object.values(this.#cpu().programs).reduce((a, b) => a + b, 0);
    this.#look();
    this.seconds.push({ ms: performance.now() - this.startedAt, stored: this.stored(), cpu, pss: pss.total });
  }

  #look() {
    const stored = this.stored();
    if (stored !== this.samples.at(-1)?.stored) this.samples.push({ ms: performance.now() - this.startedAt, stored });
  }

  /** Bytes now. */
  pss() {
    const each = Object.fromEntries(
      Object.entries(this.processes()).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + pssOf(pid), 0)]),
    );
    return { total: Object.values(each).reduce((a, b) => a + b, 0), each };
  }

  #cpu() {
    const [programs, threads] = [{}, {}];
    for (const [name, pids] of Object.entries(this.processes())) {
      programs[name] = pids.reduce((sum, pid) => sum + cpuSecondsOf(pid, true), 0);
      for (const pid of pids)
        for (const [kind, seconds] of threadsOf(pid))
          threads[`${name} ${kind}`] = (threads[`${name} ${kind}`] ?? 0) + seconds;
    }
    return { programs, threads };
  }
}

/** ms at which `share` of `count` was stored, between two samples as if evenly. */
export function timeOf(samples, stored) {
  const at = samples.findIndex((sample) => sample.stored >= stored);
  if (at <= 0) return samples.at(at)?.ms ?? 0;
  const [before, after] = [samples[at - 1], samples[at]];
  return before.ms + ((after.ms - before.ms) * (stored - before.stored)) / (after.stored - before.stored);
}

/** Seconds of the children that ended and were waited for: of a sender, by two readings. */
export const endedChildrenSeconds = () => childrenSecondsOf('self');

/** Of all files below. */
export function bytesBelow(dir) {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(join(entry.parentPath ?? entry.path, entry.name)), 0);
}

function sizeOf(file) {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/**
 * Node 20 gives its threads no names, but starts them in one order: main, V8's scheduler and four helpers (garbage collection,
 * compilation), the signal watcher, libuv's four (here: SQLite, files), then worker threads.
 */
function threadsOf(pid) {
  let tids;
  try {
    tids = readdirSync(`/proc/${pid}/task`).map(Number).sort((a, b) => a - b); // prettier-ignore
  } catch {
    return [];
  }
  return tids.map((tid, index) => [kindOf(index), cpuSecondsOf(`${pid}/task/${tid}`)]);
}

function kindOf(index) {
  if (index === 0) return 'main';
  if (index <= 5) return 'GC and compiler';
  if (index === 6) return 'other';
  return index <= 10 ? 'libuv (SQLite)' : 'workers';
}
