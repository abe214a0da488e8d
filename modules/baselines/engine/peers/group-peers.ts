// Who is alike: k-means by cosine. Groups keep their numbers from night to night: it goes on from the centres before, and a fresh start
// that finds much better ones numbers them after the old ones they are like.

import { SeededRandom } from '../math/random.js';
import { PEER_WIDTH } from './peer-vector.js';

export interface PeerGroups {
  /** By vector: number of its group, an index of `centres`; -1 for one without features. */
  readonly groups: Int32Array;
  /** For the next time. */
  readonly centres: readonly Float32Array[];
}

export interface PeerOptions {
  /** Centres of the time before. */
  readonly previous?: readonly Float32Array[];
  /** √N / 1.5 unless given. */
  readonly count?: number;
  readonly iterations?: number;
}

/** @param vectors of length 1 or 0 (peerVector), in an order that does not change by itself: the same ones give the same groups */
export function groupPeers(vectors: readonly Float32Array[], options: PeerOptions = {}): PeerGroups {
  const all = new Points(vectors);
  const count = Math.min(all.count, options.count ?? Math.max(1, Math.round(Math.sqrt(all.count) / 1.5)));
  if (count === 0) return { groups: all.groups(new Float32Array(0)), centres: options.previous ?? [] };
  const some = all.some(MOST_LEARNED_FROM);
  const iterations = options.iterations ?? ITERATIONS;
  const random = new SeededRandom(SEED);
  const fresh = some.improve(some.seed(new Float32Array(0), count, random), iterations);
  const centres = goOn(some, fresh, options.previous ?? [], count, iterations);
  return { groups: all.groups(centres), centres: apart(centres) };
}

const ITERATIONS = 8;
const SEED = 1_729;
/** Centres are found among so many; groups are then given to all. */
const MOST_LEARNED_FROM = 3_000;
/** So much better (of what is left to be better) must new centres be that groups change. */
const MUCH_BETTER = 0.1;
/** The number of groups stays until it is off by so much. */
const SLACK = 0.25;

function goOn(
  points: Points,
  fresh: Float32Array,
  previous: readonly Float32Array[],
  count: number,
  iterations: number,
): Float32Array {
  if (previous.length === 0) return fresh;
  const isCount = Math.abs(previous.length - count) <= SLACK * count;
  const old = points.improve(joined(isCount ? previous : previous.slice(0, count)), iterations);
  const kept = isCount ? old : points.seed(old, count, new SeededRandom(SEED));
  const [before, after] = [1 - points.likeness(kept), 1 - points.likeness(fresh)];
  return after < before * (1 - MUCH_BETTER) ? numberedAfter(fresh, previous) : kept;
}

/** Greedily: the two that are most alike first. */
function numberedAfter(fresh: Float32Array, previous: readonly Float32Array[]): Float32Array {
  const centres = apart(fresh);
  const pairs = centres.flatMap((centre, from) =>
    previous.map((old, to) => ({ from, to, likeness: dot(centre, 0, old, 0) })),
  );
  pairs.sort((a, b) => b.likeness - a.likeness || a.from - b.from || a.to - b.to);
  const numbers = new Map<number, number>();
  const taken = new Set<number>();
  for (const { from, to } of pairs) {
    if (numbers.has(from) || taken.has(to) || to >= centres.length) continue;
    numbers.set(from, to);
    taken.add(to);
  }
  const free = centres.map((_, i) => i).filter((i) => !taken.has(i));
  const ordered = new Float32Array(fresh.length);
  centres.forEach((centre, from) => ordered.set(centre, (numbers.get(from) ?? free.shift()!) * PEER_WIDTH));
  return ordered;
}

/** Vectors side by side, those without features left out. Centres are side by side, too. */
class Points {
  readonly count: number;
  readonly #values: Float32Array;
  readonly #indexes: readonly number[];

  constructor(private readonly vectors: readonly Float32Array[]) {
    this.#indexes = vectors.flatMap((vector, i) => (vector.some((value) => value !== 0) ? [i] : []));
    this.count = this.#indexes.length;
    this.#values = new Float32Array(this.count * PEER_WIDTH);
    this.#indexes.forEach((index, i) => this.#values.set(vectors[index]!, i * PEER_WIDTH));
  }

  some(most: number): Points {
    if (this.count <= most) return this;
    const step = this.count / most;
    return new Points(Array.from({ length: most }, (_, i) => this.vectors[this.#indexes[Math.floor(i * step)]!]!));
  }

  /** Adds centres, each likely where none is near (Arthur and Vassilvitskii’s k-means++). */
  seed(centres: Float32Array, count: number, random: SeededRandom): Float32Array {
    const seeded = new Float32Array(Math.max(centres.length, count * PEER_WIDTH));
    seeded.set(centres);
    const distances = new Float64Array(this.count).fill(2);
    let known = centres.length / PEER_WIDTH;
    for (let centre = 0; centre < known; centre++) this.#approach(distances, seeded, centre);
    for (; known * PEER_WIDTH < seeded.length; known++) {
      const point = this.#draw(distances, random);
      seeded.set(this.#values.subarray(point * PEER_WIDTH, (point + 1) * PEER_WIDTH), known * PEER_WIDTH);
      this.#approach(distances, seeded, known);
    }
    return seeded;
  }

  improve(centres: Float32Array, iterations: number): Float32Array {
    let best = centres;
    for (let iteration = 0; iteration < iterations; iteration++) {
      const next = new Float32Array(best.length);
      for (let point = 0; point < this.count; point++) {
        const to = this.#nearest(point, best) * PEER_WIDTH;
        for (let i = 0; i < PEER_WIDTH; i++) next[to + i]! += this.#values[point * PEER_WIDTH + i]!;
      }
      normalise(next, best);
      best = next;
    }
    return best;
  }

  /** Mean cosine to the nearest centre. */
  likeness(centres: Float32Array): number {
    let sum = 0;
    for (let point = 0; point < this.count; point++)
      sum += dot(this.#values, point * PEER_WIDTH, centres, this.#nearest(point, centres) * PEER_WIDTH);
    return sum / this.count;
  }

  groups(centres: Float32Array): Int32Array {
    const groups = new Int32Array(this.vectors.length).fill(-1);
    this.#indexes.forEach((index, point) => (groups[index] = this.#nearest(point, centres)));
    return groups;
  }

  #nearest(point: number, centres: Float32Array): number {
    let best = 0;
    let most = -Infinity;
    for (let at = 0; at < centres.length; at += PEER_WIDTH) {
      const likeness = dot(this.#values, point * PEER_WIDTH, centres, at);
      if (likeness <= most) continue;
      most = likeness;
      best = at;
    }
    return best / PEER_WIDTH;
  }

  #approach(distances: Float64Array, centres: Float32Array, centre: number): void {
    for (let point = 0; point < this.count; point++) {
      const distance = Math.max(0, 1 - dot(this.#values, point * PEER_WIDTH, centres, centre * PEER_WIDTH));
      if (distance < distances[point]!) distances[point] = distance;
    }
  }

  #draw(weights: Float64Array, random: SeededRandom): number {
    let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let point = 0; point < this.count; point++) {
      left -= weights[point]!;
      if (left < 0) return point;
    }
    return random.below(this.count);
  }
}

function dot(a: Float32Array, atA: number, b: Float32Array, atB: number): number {
  let one = 0;
  let two = 0;
  let three = 0;
  let four = 0;
  for (let i = 0; i < PEER_WIDTH; i += 4) {
    one += a[atA + i]! * b[atB + i]!;
    two += a[atA + i + 1]! * b[atB + i + 1]!;
    three += a[atA + i + 2]! * b[atB + i + 2]!;
    four += a[atA + i + 3]! * b[atB + i + 3]!;
  }
  return one + two + three + four;
}

/** To length 1; a centre that nobody is near stays where it was. */
function normalise(centres: Float32Array, before: Float32Array): void {
  for (let at = 0; at < centres.length; at += PEER_WIDTH) {
    const length = Math.sqrt(dot(centres, at, centres, at));
    for (let i = at; i < at + PEER_WIDTH; i++) centres[i] = length > 0 ? centres[i]! / length : before[i]!;
  }
}

function joined(centres: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(centres.length * PEER_WIDTH);
  centres.forEach((centre, i) => all.set(centre, i * PEER_WIDTH));
  return all;
}

function apart(centres: Float32Array): readonly Float32Array[] {
  return Array.from({ length: centres.length / PEER_WIDTH }, (_, i) =>
    centres.slice(i * PEER_WIDTH, (i + 1) * PEER_WIDTH),
  );
}
