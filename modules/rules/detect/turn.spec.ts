import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { dependantsOf } from '../../../test/helpers/dependants.js';
import { Turn } from './turn.js';

const LONG_MS = 60_000;

it('a call ends the wait, also one that came before it', async () => {
  const turn = new Turn(new AbortController().signal);
  const waiting = turn.wait(LONG_MS);
  turn.call();
  expect(await waiting).toBe(true);
  turn.call();
  expect(await turn.wait(LONG_MS)).toBe(true);
  expect(await turn.wait(1)).toBe(false);
});

it('the end of the program ends a wait and each one after it', async () => {
  const stopping = new AbortController();
  const turn = new Turn(stopping.signal);
  const waiting = turn.wait(LONG_MS);
  stopping.abort();
  expect(await waiting).toBe(false);
  expect(await turn.wait(LONG_MS)).toBe(false);
});

it('a thousand waits leave nothing behind with the signal of the program', async () => {
  const { signal } = new AbortController();
  const turn = new Turn(signal);
  for (let n = 0; n < 1_000; n++) {
    const waiting = turn.wait(LONG_MS);
    turn.call();
    await waiting;
  }
  expect(dependantsOf(signal)).toBe(0);
  expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
});
