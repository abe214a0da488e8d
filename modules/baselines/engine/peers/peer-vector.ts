// What an entity uses, as a point on a sphere: those who use the same hosts, programs, shares lie close together, whatever these are called.

import { hashText } from '#src/hash.js';

export const PEER_WIDTH = 64;

/**
 * Features hashed into PEER_WIDTH numbers, with signs, so that what falls together by chance adds up to nothing; of length 1, or 0 without
 * features.
 * @param features weight: decayed days; counts by its root, so that daily things do not drown all others
 */
export function peerVector(
  features: Iterable<readonly [dimension: string, value: string, weight: number]>,
): Float32Array {
  const vector = new Float32Array(PEER_WIDTH);
  for (const [dimension, value, weight] of features) {
    const hash = hashText(value, hashText(dimension));
    vector[hash % PEER_WIDTH]! += (hash & SIGN ? 1 : -1) * Math.sqrt(weight);
  }
  let square = 0;
  for (const each of vector) square += each * each;
  if (square > 0) for (let i = 0; i < PEER_WIDTH; i++) vector[i]! /= Math.sqrt(square);
  return vector;
}

/** A bit that the place does not depend on. */
const SIGN = 1 << 20;
