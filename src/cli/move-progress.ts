// How far a move is: one line on a terminal that is written over each second, elsewhere a line now and then.

import type { MoveSteps } from '../store/move/move.js';

const TERMINAL_EVERY_MS = 1_000;
const LOG_EVERY_MS = 30_000;

const WHAT: Readonly<Record<Parameters<MoveSteps['begin']>[0], string>> = {
  metadata: 'moving the metadata',
  events: 'moving events',
  comparing: 'comparing events',
};

export class MoveProgress implements MoveSteps {
  #what = '';
  #total = 0;
  #done = 0;
  #before = 0;
  #startedAt = 0;
  #shownAt = 0;

  constructor(private readonly out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>) {}

  begin(step: Parameters<MoveSteps['begin']>[0], total: number): void {
    this.end();
    this.#what = WHAT[step];
    this.#total = total;
    this.#done = this.#before = 0;
    this.#startedAt = this.#shownAt = Date.now();
    this.#show(this.#startedAt);
  }

  add(n: number, when: 'now' | 'before'): void {
    this.#done += n;
    if (when === 'before') this.#before += n;
    const now = Date.now();
    if (now - this.#shownAt < (this.out.isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS)) return;
    this.#shownAt = now;
    this.#show(now);
  }

  /** What was shown last stays as it was at the end. */
  end(): void {
    if (this.#what === '') return;
    this.#show(Date.now());
    if (this.out.isTTY) this.out.write('\n');
    this.#what = '';
  }

  #show(now: number): void {
    const done = { now: this.#done - this.#before, before: this.#before };
    const line = lineOf(this.#what, done, this.#total, now - this.#startedAt);
    this.out.write(this.out.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }
}

/** `moving events: 120,000 of 1,000,000 (12 %), 24,000/s, 37 s left`. */
export function lineOf(
  what: string,
  { now, before }: Readonly<Record<'now' | 'before', number>>,
  total: number,
  ms: number,
): string {
  if (total === 0) return `${what} ...`;
  const done = now + before;
  const rate = ms > 0 ? (now * 1_000) / ms : 0;
  const left = rate > 0 && done < total ? `, ${durationText((total - done) / rate)} left` : '';
  const percent = Math.floor((100 * Math.min(done, total)) / total);
  return `${what}: ${number(done)} of ${number(total)} (${percent} %), ${number(Math.round(rate))}/s${left}`;
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

const number = (n: number): string => n.toLocaleString('en');
