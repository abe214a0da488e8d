import { expect, it } from 'vitest';
import { sourceNameMistake } from './source-name.js';

it.each([
  ['a Persian word', 'نمی\u200Cشود'],
  ['an Indic one', 'क्\u200Dष'],
  ['a pictograph of several', 'desk of \u{1F469}\u{1F3FD}\u200D\u{1F4BB}'],
  ['one with a presentation', '\u{1F3F3}\uFE0F\u200D\u{1F308}'],
  ['a character that this Unicode does not know', 'a\u{1FAFF}\u0378'],
])('%s may be a name', (_what, name) => expect(sourceNameMistake(name)).toBeUndefined());

it.each([
  ['a joiner between Latin letters', 'fire\u200Dwall', 'U+200D'],
  ['one at the end', 'نمی\u200C', 'U+200C'],
  ['two in a row', 'نمی\u200C\u200Cشود', 'U+200C'],
  ['a blank of no width', 'نمی\u200Bشود', 'U+200B'],
  ['a change of direction', 'fw\u202Etxt', 'U+202E'],
  ['a control character', 'fw\u0007', 'U+0007'],
  ['half of a pair', 'fw\uD800', 'U+D800'],
])('%s may not', (_what, name, character) => expect(sourceNameMistake(name)).toContain(character));
