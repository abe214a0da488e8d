// More of something within an hour than usual: negative binomial, mean and spread of the entity shrunk to those of the installation.

import { countSurprisal } from '../math/tails.js';
import { RATES } from '../components.js';
import type { EntityModel } from '../state/entity-model.js';
import type { Organisation } from '../organisation.js';

/** The installation’s mean counts like so many hours of its own, its spread like so many. */
const PRIOR_HOURS = 12;
const PRIOR_SPREAD_HOURS = 30;
/** Before the installation has any: that many in an hour, as spread as a geometric distribution. */
const FIRST_MEANS = [3, 0.2, 0.3, 1.5, 15, 4, 3, 10];
const FIRST_HOURS = 5;
const LEAST_SPREAD = 0.02;
const MOST_SPREAD = 20;

export function rateSurprisal(
  model: EntityModel | undefined,
  organisation: Organisation,
  rate: number,
  count: number,
): number {
  const mean = usualRate(model, organisation, rate);
  return count <= mean ? 0 : countSurprisal(count, mean, 1 / spreadOf(model, organisation, rate));
}

/** Mean an hour, of an entity as far as known. */
export function usualRate(model: EntityModel | undefined, organisation: Organisation, rate: number): number {
  const all =
    (organisation.rates[rate * 3 + 1]! + FIRST_HOURS * FIRST_MEANS[rate]!) /
    (organisation.rates[rate * 3]! + FIRST_HOURS);
  if (model === undefined) return all;
  return (model.rates[rate * 3 + 1]! + PRIOR_HOURS * all) / (model.rates[rate * 3]! + PRIOR_HOURS);
}

/** 1 / r: variance = mean + spread * mean². */
export function spreadOf(model: EntityModel | undefined, organisation: Organisation, rate: number): number {
  const all = organisation.rates[rate * 3 + 2]! || 1;
  const hours = model?.rates[rate * 3] ?? 0;
  if (model === undefined || hours < 2) return bounded(all);
  return bounded(
    (excess(model, rate) + PRIOR_SPREAD_HOURS * all * own(model, rate)) /
      (own(model, rate) * (hours + PRIOR_SPREAD_HOURS)),
  );
}

/** Installation’s spread, from all entities: what varies beyond Poisson within each, against the squares of means. */
export function fitSpreads(models: Iterable<EntityModel>, organisation: Organisation): void {
  const over = new Float64Array(RATES.length);
  const squares = new Float64Array(RATES.length);
  for (const model of models)
    for (let rate = 0; rate < RATES.length; rate++) {
      const hours = model.rates[rate * 3]!;
      if (hours < 5) continue;
      const mean = model.rates[rate * 3 + 1]! / hours;
      over[rate]! += model.rates[rate * 3 + 2]! - hours * mean * mean - hours * mean;
      squares[rate]! += hours * mean * mean;
    }
  for (let rate = 0; rate < RATES.length; rate++)
    organisation.rates[rate * 3 + 2] = bounded((Math.max(0, over[rate]!) + 5) / (squares[rate]! + 5));
}

/** Sum of squares beyond Poisson. */
function excess(model: EntityModel, rate: number): number {
  const hours = model.rates[rate * 3]!;
  const mean = model.rates[rate * 3 + 1]! / hours;
  return Math.max(0, model.rates[rate * 3 + 2]! - hours * mean * mean - hours * mean);
}

function own(model: EntityModel, rate: number): number {
  const mean = model.rates[rate * 3 + 1]! / model.rates[rate * 3]!;
  return mean * mean + 0.01;
}

function bounded(spread: number): number {
  return Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, spread));
}
