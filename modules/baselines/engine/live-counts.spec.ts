// What is counted of an entity goes with it, whole: names that nobody ever uses again must not stay behind.

import { beforeEach, describe, expect, it } from 'vitest';
import { DOMAIN, HOST } from './dimensions.js';
import { countedOf, discount, recountLive, recountModel } from './live-counts.js';
import { DistinctBytes } from './math/distinct-bytes.js';
import { SharedModel } from './shared-model.js';
import { StagedValue } from './state/day-stage.js';
import { EntityModel } from './state/entity-model.js';
import { EntityState } from './state/entity-state.js';

const DAY = 20_514;

/** Somebody who asked for data in names below a domain, and used a machine. */
function staged(name: string, domain: string): EntityState {
  const state = new EntityState({ kind: 'user', name });
  const asked = new StagedValue();
  asked.tunnel = new DistinctBytes();
  asked.tunnel.add('0123456789');
  const stage = state.enter(DAY + 1);
  stage.valuesOf(DOMAIN).set(domain, asked);
  stage.valuesOf(HOST).set('server', new StagedValue());
  return state;
}

/** Somebody whose model knows this machine. */
function learned(name: string, host: string): EntityState {
  const state = new EntityState({ kind: 'user', name });
  state.model = new EntityModel(DAY - 30);
  state.model.activeDays = 30;
  state.model.dimension(HOST).values.set(host, { days: 5, first: DAY - 30, last: DAY });
  return state;
}

it('counts itself where it is counted, and nowhere while it is on probation', () => {
  const shared = new SharedModel();
  [shared.through, shared.days] = [DAY, 30];
  const [old, live] = [learned('old', 'server'), staged('live', 'a.example')];
  const young = learned('young', 'server');
  young.model!.first = DAY - 2;
  recountModel(shared, [old, young, live], DAY);
  recountLive(shared, [old, young, live]);
  expect(shared.organisations[0]!.popularity[HOST]!.get('server')).toMatchObject({ users: 1, live: 1 });
  expect([old, young, live].map((state) => countedOf(shared, state, HOST, 'server'))).toEqual([
    'users',
    undefined,
    'live',
  ]);
});

describe('an entity that is forgotten', () => {
  let shared: SharedModel;
  beforeEach(() => {
    shared = new SharedModel();
    shared.through = DAY;
  });
  const known = (d: number): unknown => Object.fromEntries(shared.organisations[0]!.popularity[d]!);

  it('leaves nothing behind that only it used, of its model and since', () => {
    const states = [staged('one', 'a.example'), staged('two', 'b.example'), learned('three', 'old')];
    recountModel(shared, states, DAY);
    recountLive(shared, states);
    expect(known(HOST)).toMatchObject({ old: { users: 1, live: 0 }, server: { users: 0, live: 2 } });
    discount(shared, states[0]!);
    discount(shared, states[2]!);
    expect(known(HOST)).toMatchObject({ server: { users: 0, live: 1 } });
    expect(known(HOST)).not.toHaveProperty('old');
    expect(Object.keys(known(DOMAIN) as object)).toEqual(['b.example']);
    expect(Object.fromEntries(shared.tunnels.live)).toEqual({ 'b.example': { users: 1, bytes: 10 } });
  });

  it('leaves nothing behind when what came since is counted anew', () => {
    const states = [staged('one', 'a.example'), learned('two', 'old')];
    recountModel(shared, states, DAY);
    recountLive(shared, states);
    recountLive(shared, states.slice(1));
    expect(known(HOST)).toEqual({ old: { users: 1, live: 0, groups: undefined } });
    expect(known(DOMAIN)).toEqual({});
  });
});
