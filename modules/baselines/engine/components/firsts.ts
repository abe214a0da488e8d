// Hosts and programs for the first time: many within a day, and few day after day. The usual rate is anchored: the last week is not in it,
// so that who goes slowly does not move his own measure.

import { countSurprisal } from '../math/tails.js';
import type { EntityModel } from '../state/entity-model.js';
import type { Organisation } from '../organisation.js';

/** How the first uses of a day spread. */
const DISPERSION = 0.8;
/** The installation’s rate counts like so many days. */
const PRIOR_DAYS = 5;
/** Days that are left out, and days that are looked back. */
const ANCHOR_DAYS = 7;
const FIRSTS_DAYS = 45;
const CREEP_MOST = 60;

/** First uses on a day, of hosts (0) or programs (1). */
export function anchoredRate(
  model: EntityModel | undefined,
  organisation: Organisation,
  which: 0 | 1,
  { day, age }: { readonly day: number; readonly age: number },
): number {
  let days = 0;
  let sum = 0;
  for (let i = 0; model !== undefined && i < model.firsts.length; i += 3) {
    const back = day - model.firsts[i]!;
    if (back <= ANCHOR_DAYS || back > FIRSTS_DAYS || model.firsts[i]! - model.first < 2) continue;
    days++;
    sum += model.firsts[i + 1 + which]!;
  }
  return (PRIOR_DAYS * organisation.firstsRate(which, age) + sum) / (PRIOR_DAYS + days);
}

export function firstsSurprisal(count: number, rate: number): number {
  return countSurprisal(count, rate, DISPERSION);
}

/** The sum that tells a creep (CUSUM), after a day with `count` new hosts where `rate` were usual. */
export function creepAfter(before: number, count: number, rate: number): number {
  const much = 4 * rate + 0.4;
  return Math.min(CREEP_MOST, Math.max(0, before + count * Math.log(much / rate) - (much - rate)));
}

export function learnFirsts(model: EntityModel, day: number, hosts: number, programs: number): void {
  model.firsts.push(day, hosts, programs);
  while (model.firsts.length > 0 && day - model.firsts[0]! > FIRSTS_DAYS) model.firsts.splice(0, 3);
}
