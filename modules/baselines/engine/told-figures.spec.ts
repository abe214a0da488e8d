// What is decayed to be scored with is told as what a person would count.

import { expect, it } from 'vitest';
import type { Activity } from './activity.js';
import { UNUSUAL_HOUR } from './components.js';
import type { Engine } from './engine.js';
import { evidenceOf } from './evidence-of.js';
import type { BaselineReason, ReasonCode } from './reason.js';
import { SharedModel } from './shared-model.js';
import { DAILY, EntityModel } from './state/entity-model.js';
import { EntityState } from './state/entity-state.js';
import { LEVEL_AT } from './state/hour-state.js';
import { activity, copyOf, learn, trained } from './testing/office.js';

/** Everything about it is new: there are reasons to tell. */
const strange: Partial<Activity> = {
  sourceIp: '203.0.113.7',
  sourceNet: '203.0.0.0/16',
  country: 'PL',
  place: { lat: 52, lon: 19 },
  action: 'vpn_login',
  host: 'gate',
};

function told(engine: Engine, day: number, hour: number): ReadonlyMap<ReasonCode, BaselineReason> {
  const [scored] = engine.observe(activity('alice', day, hour, strange));
  return new Map(scored!.reasons.map((reason) => [reason.code, reason]));
}

function alice(days: number, isActive: (day: number) => boolean, of: (day: number) => Partial<Activity>): Engine {
  const engine = trained(0, 0);
  for (let day = 0; day < days; day++) {
    if (isActive(day)) engine.observe(activity('alice', day, 9, of(day)));
    learn(engine, day);
  }
  return engine;
}

it('days within the first and the last one of a value', () => {
  const engine = alice(
    130,
    () => true,
    (day) => ({ sourceNet: day < 110 ? '10.0.1.0/24' : '10.0.2.0/24' }),
  );
  expect(told(engine, 130, 9).get('new-network')?.expected).toBe('10.0.1.0/24 (110 of 131 days), 10.0.2.0/24 (20 of 131 days)'); // prettier-ignore
});

it.each([
  ['each week', (week: number) => week >= 0, 7],
  ['each fourth week', (week: number) => week % 4 === 0, 1],
  ['the first quarter of a year', (week: number) => week < 13, 0],
])('weeks, of the last that count: %s', (_, isActive, weeksActive) => {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  const model = (state.model = new EntityModel(0));
  for (let day = 0; day < 364; day++) {
    model.hours[9]! *= DAILY;
    if (day % 7 === 0 && isActive(day / 7)) model.hours[9]! += 1;
    model.at = day;
  }
  state.enter(364);
  state.hour.begin(364 * 24 + 9, 9);
  state.hour.figures[LEVEL_AT + UNUSUAL_HOUR] = 3;
  expect(evidenceOf(state, new SharedModel(), 80)[0]?.facts).toMatchObject({ weeks: 7, weeksActive });
});

it('failures that fade count as many as they were, after a restart, too', () => {
  const engine = alice(
    30,
    () => true,
    () => ({ host: 'desk' }),
  );
  for (let i = 0; i < 10; i++)
    engine.observe(activity('alice', 30, 9 + i / 1_000, { ...strange, action: 'vpn_login/failure', outcome: 'failure' })); // prettier-ignore
  for (const each of [copyOf(engine), engine])
    expect(told(each, 30, 10.5).get('failures-then-success')?.actual).toBe(
      '10 failures, then a success from 203.0.113.7',
    );
});
