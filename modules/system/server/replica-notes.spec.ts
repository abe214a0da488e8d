// What is said of a replica, and when nothing is.

import { expect, it } from 'vitest';
import { replicaNotes } from './replica-notes.js';

const base = { place: 'db2:5432/lanwarden', fallbacks: 0 };

it.each([
  ['there is none', undefined],
  ['nobody has searched yet', { ...base, isUsed: false }],
  ['it is a moment behind', { ...base, isUsed: true, behindMs: 5_000, behindBytes: 100 }],
  ['nobody knows how far it is behind', { ...base, isUsed: true }],
])('nothing when %s', (_, state) => expect(replicaNotes(state)).toEqual([]));

it('why searches do not go there', () => {
  const [note] = replicaNotes({ ...base, isUsed: false, why: 'PostgreSQL at db2 is away.' });
  expect(note).toMatchObject({ severity: 'warning', what: expect.stringContaining('db2:5432/lanwarden: PostgreSQL') });
});

it('how far it is behind', () => {
  const [note] = replicaNotes({ ...base, isUsed: true, behindMs: 90_000, behindBytes: 2_000_000 });
  expect(note?.what).toMatch(/is 1 min 30 s behind \(2(\.0)? MB\)/);
});
