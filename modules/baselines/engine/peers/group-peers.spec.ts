import { describe, expect, it } from 'vitest';
import { expectGrowthBelow } from '../../../../test/helpers/growth.js';
import { SeededRandom } from '../math/random.js';
import { groupPeers } from './group-peers.js';
import { PEER_WIDTH, peerVector } from './peer-vector.js';

describe('groups of peers', () => {
  it('are those who use the same things', () => {
    const { vectors, teams } = organisation(120, 6);
    const { groups } = groupPeers(vectors);
    expect(agreement(groups, teams)).toBeGreaterThan(0.95);
  });

  it('keep their numbers from night to night, while people change their ways and join', () => {
    let { groups, centres } = groupPeers(organisation(120, 6).vectors, { count: 6 });
    for (let night = 1; night <= 10; night++) {
      const next = groupPeers(organisation(120 + night, 6, night).vectors, { previous: centres, count: 6 });
      const moved = groups.filter((group, i) => next.groups[i] !== group).length;
      expect(moved).toBeLessThan(6);
      ({ groups, centres } = next);
    }
  });

  it('do not stay what the first night made of them', () => {
    const few = groupPeers(organisation(6, 2).vectors);
    const { vectors, teams } = organisation(300, 8);
    const { groups, centres } = groupPeers(vectors, { previous: few.centres });
    expect(centres).toHaveLength(12);
    expect(agreement(groups, teams)).toBeGreaterThan(0.95);
  });

  it('are the same each time, also after the centres were kept as JSON', () => {
    const { vectors } = organisation(90, 5);
    const first = groupPeers(vectors);
    expect(groupPeers(vectors)).toEqual(first);
    const kept = JSON.parse(JSON.stringify(first.centres.map((centre) => [...centre]))) as number[][];
    const previous = kept.map((centre) => Float32Array.from(centre));
    expect(groupPeers(vectors, { previous })).toEqual(groupPeers(vectors, { previous: first.centres }));
  });

  it.each([0, 1, 2, 3])('can be made of %i', (count) => {
    const { groups, centres } = groupPeers(organisation(count, 1).vectors);
    expect([...groups]).toEqual(new Array(count).fill(0));
    expect(centres).toHaveLength(Math.min(1, count));
  });

  it('leave out who uses nothing', () => {
    const { vectors } = organisation(10, 2);
    expect(groupPeers([...vectors, peerVector([])]).groups.at(-1)).toBe(-1);
    expect([...groupPeers([peerVector([])]).groups]).toEqual([-1]);
  });

  it('take time in proportion to how many they are', async () => {
    const { vectors } = organisation(3_200, 20);
    const previous = groupPeers(vectors.slice(0, 320), { count: 16 }).centres;
    const group = (size: number): unknown => groupPeers(vectors.slice(0, size), { previous });
    await expectGrowthBelow(40, group, { small: 320, factor: 10 });
  });
});

it('makes a vector of length 1 that does not depend on the order', () => {
  const features = [
    ['host', 'ws1', 4],
    ['program', 'bash', 9],
    ['host', 'ws2', 1],
  ] as const;
  const vector = peerVector(features);
  expect(vector).toHaveLength(PEER_WIDTH);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  expect(peerVector(features.toReversed())).toEqual(vector);
  expect(peerVector([['host', 'bash', 1]])).not.toEqual(peerVector([['program', 'bash', 1]]));
});

/** People of teams: each uses most of what the team uses, what all use, and something of their own. */
function organisation(people: number, teams: number, night = 0): { vectors: Float32Array[]; teams: number[] } {
  const team = Array.from({ length: people }, (_, i) => i % teams);
  const vectors = team.map((of, person) => {
    const random = new SeededRandom(person * 101 + night);
    const features: [string, string, number][] = [
      ['program', 'explorer', 9],
      ['host', `pc-${person}`, 9],
    ];
    for (let i = 0; i < 12; i++)
      if (random.next() < 0.75) features.push([i % 2 ? 'host' : 'program', `thing-${of}-${i}`, 1 + random.below(20)]);
    return peerVector(features);
  });
  return { vectors, teams: team };
}

/** Share of pairs of a group who are of one team. */
function agreement(groups: Int32Array, teams: readonly number[]): number {
  let [same, all] = [0, 0];
  for (let a = 0; a < groups.length; a++)
    for (let b = 0; b < a; b++) {
      if (groups[a] !== groups[b]) continue;
      all++;
      if (teams[a] === teams[b]) same++;
    }
  return same / all;
}
