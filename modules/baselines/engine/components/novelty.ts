// Something an entity never or hardly ever did: how probable a first use is for it (its own habit of trying things, shrunk to what is
// usual at its age), times how rare such a value is among others’ first uses.

import { daysOf, type KnownDimension } from '../state/entity-model.js';
import type { EntityState } from '../state/entity-state.js';
import type { Organisation } from '../organisation.js';
import { isFindingScore } from '../scored.js';
import type { StagedValue } from '../state/day-stage.js';

/** Below so many decayed days a value is nearly forgotten. */
const NEARLY_FORGOTTEN_DAYS = 0.4;
/** The installation’s novelty rate counts like so many values of its own. */
const PRIOR_VALUES = 12;
const RATE_HALF_LIFE_DAYS = 10;
/** A value on an alerted day that is not learned yet counts as it will be learned. */
const ALERTED_WEIGHT = 0.3;

/**
 * Surprisal of a value, and in `staged.cell` how popular it is where it is new.
 * @param isBlocked it must never become normal (a verdict)
 */
export function novelty(
  state: EntityState,
  organisation: Organisation,
  d: number,
  value: string,
  staged: StagedValue,
  { day, isBlocked }: { readonly day: number; readonly isBlocked: boolean },
): number {
  const known = state.model?.dimensions[d];
  const days = isBlocked ? 0 : daysKnown(state, known, d, value, day);
  if (days >= NEARLY_FORGOTTEN_DAYS) return 0;
  const rate = noveltyRate(state, organisation, d, known, day);
  if (days > 0) return -Math.log10(Math.max(rate, days / NEARLY_FORGOTTEN_DAYS));
  if (staged.cell < 0) staged.cell = organisation.cell(d, value, state.model?.group ?? -1);
  return -Math.log10(Math.min(1, usualDistinct(known) * rate * organisation.rarity(d, staged.cell)));
}

/** The figures of a dimension, decayed to `day`. */
export function decayDimension(known: KnownDimension, day: number): void {
  if (day <= known.at) return;
  const factor = known.at === 0 ? 0 : 2 ** ((known.at - day) / RATE_HALF_LIFE_DAYS);
  known.fresh *= factor;
  known.total *= factor;
  known.hours *= factor;
  known.distinct *= factor;
  known.at = day;
}

function daysKnown(
  state: EntityState,
  known: KnownDimension | undefined,
  d: number,
  value: string,
  day: number,
): number {
  const learned = known?.values.get(value);
  let days = learned === undefined ? 0 : daysOf(learned, day);
  for (const stage of state.days)
    if (stage.day < day && stage.values[d]?.has(value)) days += isFindingScore(stage.highestScore) ? ALERTED_WEIGHT : 1;
  return days;
}

function noveltyRate(
  state: EntityState,
  organisation: Organisation,
  d: number,
  known: KnownDimension | undefined,
  day: number,
): number {
  const usual = organisation.noveltyRate(d, day - (state.firstDay ?? day));
  if (known === undefined) return usual;
  return (PRIOR_VALUES * usual + known.fresh) / (PRIOR_VALUES + known.total);
}

/** Different values in an hour with any: who does more has more chances. */
function usualDistinct(known: KnownDimension | undefined): number {
  return known === undefined || known.hours < 1 ? 1 : Math.max(1, known.distinct / known.hours);
}
