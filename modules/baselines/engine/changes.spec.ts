import { expect, it } from 'vitest';
import { Changes } from './changes.js';
import type { Entity } from './entity.js';

interface Counted {
  readonly entity: Entity;
  count: number;
}

const state = (name: string): Counted => ({ entity: { kind: 'user', name }, count: 0 });
const changesOf = (): Changes<Counted> =>
  new Changes(({ entity, count }) => ({ kind: 'user', name: entity.name, data: count }));
const drawn = (records: Iterable<{ readonly name: string; readonly data: unknown }>): unknown[] =>
  [...records].map(({ name, data }) => [name, data]);

it('who never asks pays nothing: before the first picture nothing is noted', () => {
  const changes = changesOf();
  const [alice, bob] = [state('alice'), state('bob')];
  changes.touch(alice);
  changes.forget(bob);
  expect(() => changes.take()).toThrow('BUG');
  expect(drawn(changes.take([alice]))).toEqual([['alice', 0]]);
  expect(drawn(changes.take())).toEqual([]);
});

it('draws each as it was when it was asked for, once, and what is gone', () => {
  const changes = changesOf();
  const [alice, bob, carol] = [state('alice'), state('bob'), state('carol')];
  changes.take([]);
  for (const each of [alice, bob, carol]) changes.touch(each);
  const picture = changes.take();
  changes.touch(bob);
  bob.count = 5;
  changes.forget(carol);
  expect(drawn(picture).sort()).toEqual([
    ['alice', 0],
    ['bob', 0],
    ['carol', 0],
  ]);
  expect(drawn(changes.take())).toEqual([
    ['carol', null],
    ['bob', 5],
  ]);
});

it('says nothing of who came and was forgotten between two pictures, but of who is in a model', () => {
  const changes = changesOf();
  changes.take([]);
  for (let i = 0; i < 1_000; i++) {
    const invented = state(`invented${i}`);
    changes.touch(invented);
    changes.forget(invented);
  }
  const learned = { ...state('dave'), model: {} };
  changes.forget(learned);
  expect(drawn(changes.take())).toEqual([['dave', null]]);
});
