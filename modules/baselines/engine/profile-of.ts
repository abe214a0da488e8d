// What is normal for an entity, for people: from its record of the model.

import * as C from './components.js';
import { spreadOf, usualRate } from './components/rates.js';
import { hourShares } from './components/hours.js';
import { DIMENSIONS } from './dimensions.js';
import { learningOfEntity } from './learning.js';
import { countTail } from './math/tails.js';
import type { Organisation } from './organisation.js';
import type { Learning, Profile, ProfileDimension, ProfileRate } from './profile.js';
import type { SharedModel } from './shared-model.js';
import { daysOf, type EntityModel } from './state/entity-model.js';
import type { EntityState } from './state/entity-state.js';

const MAX_VALUES = 50;
/** Hours in 100 above what is called high. */
const HIGH_SHARE = 0.01;
const MOST_HIGH = 1_000_000;

/** Undefined: nothing of it is learned yet. */
export function profileOf(state: EntityState, shared: SharedModel, whole: Learning): Profile | undefined {
  const { model } = state;
  if (model === undefined) return undefined;
  // Of one record alone nobody said how far the model goes.
  const through = shared.through ?? model.lastSeen;
  const organisation = shared.organisation(state.entity);
  return {
    entity: state.entity,
    through,
    learning: learningOfEntity(state, through, whole),
    hours: hourShares(model.hours),
    dimensions: DIMENSIONS.map((_, d) => dimensionOf(model, d, through)),
    rates: C.RATES.flatMap((_, rate) => (rate === C.FILES_HALF_DAY ? [] : [rateOf(model, organisation, rate)])),
  };
}

function dimensionOf(model: EntityModel, d: number, day: number): ProfileDimension {
  const { code, title } = DIMENSIONS[d]!;
  const values = [...(model.dimensions[d]?.values ?? [])]
    .map(([value, known]) => ({ value, days: daysOf(known, day), first: known.first, last: known.last }))
    .sort((a, b) => b.days - a.days || (a.value < b.value ? -1 : 1));
  return { code, title, values: values.slice(0, MAX_VALUES), more: Math.max(0, values.length - MAX_VALUES) };
}

function rateOf(model: EntityModel, organisation: Organisation, rate: number): ProfileRate {
  const { code, title } = C.RATES[rate]!;
  const mean = usualRate(model, organisation, rate);
  const high = highOf(mean, 1 / spreadOf(model, organisation, rate));
  return { code, title, mean, high, hours: model.rates[rate * 3]! };
}

/** The least count that at most HIGH_SHARE of hours exceed. */
function highOf(mean: number, dispersion: number): number {
  let low = 0;
  let high = 1;
  while (countTail(high + 1, mean, dispersion) > HIGH_SHARE && high < MOST_HIGH) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (countTail(middle + 1, mean, dispersion) > HIGH_SHARE) low = middle;
    else high = middle;
  }
  return high;
}
