// A week of silence after a finding was told, and what does not hide in it.

import { beforeEach, describe, expect, it } from 'vitest';
import * as C from './components.js';
import { aboutOf, isMuted, tell } from './muting.js';
import { EntityState } from './state/entity-state.js';
import { LEVEL_AT, type Note } from './state/hour-state.js';

const DAY = 20_000;

/** Its strongest explanations. */
function explained(
  state: EntityState,
  day: number,
  notes: Readonly<Record<number, Note | undefined>>,
  score = 80,
): string {
  state.enter(day);
  state.hour.begin(day * 24, 0);
  state.hour.score = score;
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

it('more of the same that scores less takes nothing back of what was told', () => {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  tell(state, explained(state, DAY, { [FILES]: { seen: 100 } }, 90));
  tell(state, explained(state, DAY, { [FILES]: { seen: 120 } }, 80));
  expect(state.day?.found).toHaveLength(1);
  expect(isMuted(state, explained(state, DAY + 1, { [FILES]: { seen: 100 } }, 90))).toBe(true);
  expect(isMuted(state, explained(state, DAY + 1, { [FILES]: { seen: 230 } }, 80))).toBe(true);
});

it('less of the same that scores more neither', () => {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  tell(state, explained(state, DAY, { [FILES]: { seen: 1_000 } }, 80));
  tell(state, explained(state, DAY, { [FILES]: { seen: 100 } }, 82));
  expect(isMuted(state, explained(state, DAY + 1, { [FILES]: { seen: 1_000 } }, 80))).toBe(true);
});

it.each([
  [93, 98, false],
  [97, 99.2, false],
  [99.4, 99.4, true],
  [98, 98.4, true],
])('near the end of the scale, too, far less usual is told: after %d %d is muted: %s', (told, now, muted) => {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  tell(state, explained(state, DAY, { [C.NOVELTY]: { value: 'PL' } }, told));
  expect(isMuted(state, explained(state, DAY + 1, { [C.NOVELTY]: { value: 'PL' } }, now))).toBe(muted);
});

it('a value that is written like another explanation is none', () => {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  tell(state, explained(state, DAY, { [C.NOVELTY]: { value: 'a"]\nnew-host=b' }, [C.NOVELTY + 3]: { value: 'c' } }));
  expect(isMuted(state, explained(state, DAY + 1, { [C.NOVELTY]: { value: 'a' }, [C.NOVELTY + 3]: { value: 'c' } }))).toBe(false); // prettier-ignore
});

describe('after a country at an unusual hour was told with 76,', () => {
  const told = { [C.NOVELTY]: { value: 'PL' }, [C.UNUSUAL_HOUR]: undefined };
  const worse = { ...told, [FILES]: { seen: 100 } };
  let state: EntityState;
  beforeEach(() => {
    state = new EntityState({ kind: 'user', name: 'alice' });
    tell(state, explained(state, DAY, told, 76));
  });

  it.each([
    ['about as high', told, 83.4, true],
    ['far higher, by a third reason', worse, 95, false],
    ['just so much higher', worse, 84, false],
  ])('%s', (_what, notes, score, muted) => {
    expect(isMuted(state, explained(state, DAY + 2, notes, score))).toBe(muted);
  });

  it('the highest of a day is what is remembered', () => {
    tell(state, explained(state, DAY, worse, 95));
    tell(state, explained(state, DAY, told, 78));
    expect(state.day?.found).toHaveLength(1);
    expect(isMuted(state, explained(state, DAY + 2, worse, 97))).toBe(true);
  });

  it('a record without a score mutes as it did', () => {
    const { parts } = JSON.parse(state.day!.found[0]!) as { parts: unknown };
    state.day!.found = [JSON.stringify(parts)];
    expect(isMuted(state, explained(state, DAY + 2, worse, 95))).toBe(true);
  });
});
