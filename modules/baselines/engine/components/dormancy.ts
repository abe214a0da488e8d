// Not used for much longer than usual: gaps between active days follow a Lomax distribution, fitted to its own gaps and to all.

import { gapSurprisal } from '../math/tails.js';
import type { EntityModel } from '../state/entity-model.js';
import type { Organisation } from '../organisation.js';

const LEAST_SHAPE = 2;
/** Own gaps that sharpen the fit; the tail stays heavy: people have holidays. */
const MOST_GAPS = 3;
const PRIOR_GAPS = 2;
const FIRST_GAP_DAYS = 0.7;

/** @param quietDays between two active days */
export function dormancySurprisal(
  quietDays: number,
  model: EntityModel | undefined,
  organisation: Organisation,
): number {
  if (quietDays < 3) return 0;
  const shape = LEAST_SHAPE + Math.min(MOST_GAPS, model?.gaps ?? 0);
  return gapSurprisal(quietDays, shape, usualGap(model, organisation) * (shape - 1) + 1);
}

/** Days without activity between two active ones. */
export function usualGap(model: EntityModel | undefined, organisation: Organisation): number {
  const all = (organisation.gapDays + PRIOR_GAPS * FIRST_GAP_DAYS) / (organisation.gaps + PRIOR_GAPS);
  return ((model?.gapDays ?? 0) + PRIOR_GAPS * all) / ((model?.gaps ?? 0) + PRIOR_GAPS);
}
