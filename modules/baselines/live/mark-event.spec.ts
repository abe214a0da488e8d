// Which of the entities that an event is about it tells of.

import { expect, it } from 'vitest';
import { Judged } from '../engine/judged.js';
import type { ScoredState } from '../engine/scored.js';
import { highestOf } from './mark-event.js';

type Given = readonly [state: ScoredState, score: number];

function judged([state, score]: Given): Judged {
  return Object.assign(new Judged(), { state, score });
}

it.each<readonly [string, readonly Given[], Given | undefined]>([
  ['nobody', [], undefined],
  ['the only one', [['muted', 88]], ['muted', 88]],
  ['the highest of findings', [['ready', 80], ['ready', 88]], ['ready', 88]], // prettier-ignore
  ['a finding before what is muted', [['ready', 80], ['muted', 88]], ['ready', 80]], // prettier-ignore
  ['a finding before what is learned', [['learning', 99], ['ready', 76]], ['ready', 76]], // prettier-ignore
  ['a finding as it is rounded', [['ready', 74.5], ['muted', 88]], ['ready', 74.5]], // prettier-ignore
  ['the highest where none is a finding', [['ready', 74.4], ['muted', 88]], ['muted', 88]], // prettier-ignore
])('an event tells of %s', (_who, given, expected) => {
  const highest = highestOf(given.map(judged));
  expect(highest && [highest.state, highest.score]).toEqual(expected);
});
