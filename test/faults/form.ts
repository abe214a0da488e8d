// How much is done, and with which dice. Short (what CI runs) or full (`npm run test:faults`); FAULTS_SEED repeats a run's choices.

import { randomInt } from 'node:crypto';

const isFull = process.env['FAULTS'] === 'full';
export const SEED = Number(process.env['FAULTS_SEED'] ?? randomInt(1, 1_000_000));

/** A number of the environment wins: `FAULTS_KILLS=500`. */
export function amount(name: string, short: number, full: number): number {
  return Number(process.env[`FAULTS_${name}`] ?? (isFull ? full : short));
}

/** The same choices for the same seed (mulberry32). How far the program is meanwhile is never the same. */
export class Dice {
  #state: number;

  constructor(seed = SEED) {
    this.#state = seed >>> 0;
    console.log(`faults: FAULTS_SEED=${SEED} repeats these choices`);
  }

  /** 0 <= n < below, whole. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) % below;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
