// A failed logon needs no password: whoever wants to make an account look used, or a night look usual, could send as many as he likes.

import { expect, it } from 'vitest';
import type { Engine } from './engine.js';
import { activity, at, highest, learn, observeAll, officeDay, trained } from './testing/office.js';

const USERS = 30;
const DAY = 21;
const user4 = { kind: 'user', name: 'user4' } as const;

/** A day of the office without user4; at three in the morning somebody fails to log on as him. */
function dayOfTries(engine: Engine, day: number): void {
  const failure = activity('user4', day, 3, { outcome: 'failure', action: 'ssh_login/password/failure' });
  observeAll(engine, [failure, ...officeDay(day, USERS).filter(({ actor }) => actor?.name !== 'user4')]);
  learn(engine, day);
}

it('makes no hour usual, however often it comes', () => {
  const engine = trained(DAY, USERS);
  for (let day = DAY; day < DAY + 7; day++) dayOfTries(engine, day);
  const { hours } = engine.profile(user4)!;
  for (let day = 0; day < 7; day++) expect(hours[at(day, 3).hourOfWeek]).toBe(0);
});

it('wakes no account that slept: who gets in afterwards is found', () => {
  const engine = trained(DAY, USERS);
  for (let day = DAY; day < DAY + 12; day++) dayOfTries(engine, day);
  const found = highest(observeAll(engine, [activity('user4', DAY + 12, 10, { host: 'ledger' })]), 'user4');
  expect(found?.reasons.map(({ code }) => code)).toContain('dormant');
});
