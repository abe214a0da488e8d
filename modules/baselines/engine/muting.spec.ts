// A week of silence after a finding was told, and what does not hide in it.

import { expect, it } from 'vitest';
import * as C from './components.js';
import { aboutOf, isMuted, tell } from './muting.js';
import { EntityState } from './state/entity-state.js';
import { LEVEL_AT, type Note } from './state/hour-state.js';

const DAY = 20_000;

/** Its strongest explanations. */
function explained(state: EntityState, day: number, notes: Readonly<Record<number, Note | undefined>>): string {
  state.enter(day);
  state.hour.begin(day * 24, 0);
  Object.entries(notes).forEach(([component, note], i) => {
    state.hour.figures[LEVEL_AT + Number(component)] = 5 - i;
    state.hour.notes[Number(component)] = note;
  });
  return aboutOf(state);
}

const FILES = C.RATE + C.FILES;

it.each([
  ['as many files', { [FILES]: { seen: 100 } }, true],
  ['a few more', { [FILES]: { seen: 190 } }, true],
  ['many times as many: the first were to hide these', { [FILES]: { seen: 5_000 } }, false],
  ['something else', { [C.TUNNEL]: { value: 'x.example', seen: 100 } }, false],
])('after a hundred files were told, %s', (_what, notes, muted) => {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  tell(state, explained(state, DAY, { [FILES]: { seen: 100 } }));
  expect(isMuted(state, explained(state, DAY + 1, notes))).toBe(muted);
  expect(isMuted(state, explained(state, DAY + 8, notes))).toBe(false);
});

it('of a count that rises all day the highest is remembered, in one place', () => {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  for (let seen = 100; seen <= 3_000; seen += 100) tell(state, explained(state, DAY, { [FILES]: { seen } }));
  expect(state.day?.found).toHaveLength(1);
  expect(isMuted(state, explained(state, DAY + 1, { [FILES]: { seen: 5_000 } }))).toBe(true);
});

it('a value that is written like another explanation is none', () => {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  tell(state, explained(state, DAY, { [C.NOVELTY]: { value: 'a"]\nnew-host=b' }, [C.NOVELTY + 3]: { value: 'c' } }));
  expect(isMuted(state, explained(state, DAY + 1, { [C.NOVELTY]: { value: 'a' }, [C.NOVELTY + 3]: { value: 'c' } }))).toBe(false); // prettier-ignore
});
