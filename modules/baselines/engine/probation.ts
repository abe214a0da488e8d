// Who came only now learns, but does not teach: a flood of invented accounts must not decide what is usual for all, and how unusual is
// unusual. It lasts half as long as learning, so that a department that really came has moved the threshold before it is told about.

import { Tunnels } from './components/tunnel.js';
import { Organisation } from './organisation.js';
import { LEARNING_DAYS } from './profile.js';
import { SharedModel } from './shared-model.js';
import type { EntityState } from './state/entity-state.js';

/** Of an installation that still learns everybody is new. Addresses come and go: they are bounded in `maximaOf`. */
export function isOnProbation(shared: SharedModel, { entity, model, firstDay }: EntityState, day: number): boolean {
  if (entity.kind === 'ip' || shared.days <= LEARNING_DAYS) return false;
  return day - (model?.first ?? firstDay ?? day) < LEARNING_DAYS / 2;
}

/**
 * What is shared as it is now; what is learned into it is gone afterwards, but for what newcomers of an age do (it is asked for
 * newcomers alone).
 */
export function apart(shared: SharedModel): SharedModel {
  const view = Object.assign(new SharedModel(), {
    organisations: shared.organisations.map(copyOf),
    features: shared.features.map((sums) => sums.slice()),
    tunnels: new Tunnels(),
  });
  view.autoencoder = shared.autoencoder;
  return view;
}

export interface DayMaximum {
  readonly state: EntityState;
  readonly sum: number;
}

/**
 * What a closed day says of how many findings there are. Addresses that were not there before are anybody’s invention: of those no more
 * count than findings are wanted, evenly from the highest to the lowest.
 */
export function maximaOf(days: readonly DayMaximum[], day: number, budget: number): number[] {
  const isNewAddress = ({ state }: DayMaximum): boolean => state.entity.kind === 'ip' && state.model?.first === day;
  const fresh = days.filter(isNewAddress).map(({ sum }) => sum);
  const most = Math.max(LEAST_ADDRESSES, Math.ceil(budget));
  const others = days.filter((each) => !isNewAddress(each)).map(({ sum }) => sum);
  if (fresh.length <= most) return [...others, ...fresh];
  fresh.sort((a, b) => b - a);
  return [...others, ...Array.from({ length: most }, (_, i) => fresh[Math.floor((i * fresh.length) / most)]!)];
}

const LEAST_ADDRESSES = 2;

/** Age by age as it is; what is not of an age is a copy. */
function copyOf(from: Organisation): Organisation {
  const { gaps, gapDays, firsts, popularity } = from;
  return Object.assign(new Organisation(), {
    novelties: from.novelties.map(({ fresh, total, cells }) => ({ fresh, total, cells: cells.slice() })),
    hours: from.hours.slice(),
    rates: from.rates.slice(),
    firsts,
    popularity,
    gaps,
    gapDays,
  });
}
