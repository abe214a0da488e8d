// Repeatable randomness: the same seed gives the same lines (mulberry32, public domain, by Tommy Ettinger).

export interface Random {
  /** 0 <= n < below, whole. */
  int(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** True so many times out of a hundred. */
  percent(n: number): boolean;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    int,
    pick: (from) => from[int(from.length)] as (typeof from)[number],
    percent: (n) => next() * 100 < n,
  };
}
