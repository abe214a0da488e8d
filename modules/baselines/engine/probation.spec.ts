// Poisoning from outside: whoever can send log lines can invent accounts, and must not decide by them what is unusual for the real ones.

import { expect, it } from 'vitest';
import type { Activity } from './activity.js';
import type { Engine } from './engine.js';
import type { ModelRecord } from './record.js';
import { SharedModel } from './shared-model.js';
import { EntityModel } from './state/entity-model.js';
import { EntityState } from './state/entity-state.js';
import { isOnProbation, maximaOf } from './probation.js';
import { activity, FIRST_DAY, learn, observeAll, officeDay, trained } from './testing/office.js';

const USERS = 12;
const LEARNED = 21;

/** Invented accounts that do at night what an intruder would. */
function flood(day: number, accounts: number): Activity[] {
  return Array.from({ length: accounts }, (_, i) => `fake${i}`).flatMap((user, i) => [
    ...Array.from({ length: 9 }, () => activity(user, day, 2, { outcome: 'failure', sourceIp: `10.9.${i}.1` })),
    activity(user, day, 2, { sourceIp: '203.0.113.7', sourceNet: '203.0.0.0/16', country: 'PL', host: 'server1' }),
    activity(user, day, 2, { host: `server${i}`, sourceIp: `10.9.${i}.1`, action: 'logged_in/Network/NTLM' }),
    activity(user, day, 2, { kind: 'process', program: `mimikatz${i}`, action: 'process', host: 'server1' }),
  ]);
}

/** What decides how unusual something is for those who are known, as text. */
function taught(engine: Engine): string {
  const kept = new Map([...engine.save()].map((record: ModelRecord) => [record.name, record.data]));
  const { kinds } = kept.get('organisation') as {
    readonly kinds: { readonly hours: unknown; readonly rates: unknown }[];
  };
  const usual = kinds.map(({ hours, rates }) => ({ hours, rates }));
  return JSON.stringify([kept.get('calibration'), usual, kept.get('tunnels'), kept.get('rows-0')]);
}

function after(days: number, accounts: number): Engine {
  const engine = trained(LEARNED, USERS);
  for (let day = LEARNED; day < LEARNED + days; day++) {
    observeAll(engine, [...flood(day, accounts), ...officeDay(day, USERS)]);
    learn(engine, day);
  }
  return engine;
}

it('accounts that came only now teach themselves, and nobody else', () => {
  const [quiet, flooded] = [after(3, 0), after(3, 200)];
  expect(flooded.sizes.users).toBe(USERS + 200);
  expect(taught(flooded)).toBe(taught(quiet));
  expect(flooded.profile({ kind: 'user', name: 'fake7' })?.dimensions.some(({ values }) => values.length > 0)).toBe(
    true,
  );
});

it('who stays is one of all after a week, before anybody is told about it', () => {
  expect(taught(after(9, 3))).not.toBe(taught(after(9, 0)));
});

it('on the first days everybody is new, and teaches', () => {
  const shared = new SharedModel();
  const state = new EntityState({ kind: 'user', name: 'alice' });
  state.model = new EntityModel(FIRST_DAY);
  shared.days = 14;
  expect(isOnProbation(shared, state, FIRST_DAY)).toBe(false);
  shared.days = 15;
  expect([0, 6, 7].map((age) => isOnProbation(shared, state, FIRST_DAY + age))).toEqual([true, true, false]);
});

it('a thousand addresses of one day do not move the threshold: no more of them count than findings are wanted', () => {
  const day = FIRST_DAY + 30;
  const of = (kind: 'user' | 'ip', name: string, first: number, sum: number) => {
    const state = new EntityState({ kind, name });
    state.model = new EntityModel(first);
    return { state, sum };
  };
  const known = [of('user', 'alice', FIRST_DAY, 3), of('ip', '10.0.0.1', FIRST_DAY, 7)];
  const invented = Array.from({ length: 1_000 }, (_, i) => of('ip', `203.0.${i >> 8}.${i & 255}`, day, 12 + i / 1_000));
  const counted = maximaOf([...known, ...invented], day, 2);
  expect(counted.filter((sum) => sum < 10)).toEqual([3, 7]);
  expect(counted).toHaveLength(4);
  expect(maximaOf([...known, ...invented.slice(0, 2)], day, 2)).toHaveLength(4);
});
