// How far learning has come, of the whole and of an entity, and what cannot be known yet or at this size.

import { COUNTRY } from './dimensions.js';
import { type Learning, LEARNING_DAYS } from './profile.js';
import type { SharedModel } from './shared-model.js';
import type { EntityState } from './state/entity-state.js';

/** Fewer accounts have no peers that tell anything. */
const FEW_ACCOUNTS = 10;
/** So few take longer to be known. */
const HOUSEHOLD = 5;
const HOUSEHOLD_LEARNING_DAYS = 21;
/** Active days, and events, from which more say little. */
const ENOUGH_DAYS = 30;
const ENOUGH_EVENTS = 2_000;

/** Days until findings are told: few people give less to compare with. */
function learningDays(accounts: number): number {
  return accounts < HOUSEHOLD ? HOUSEHOLD_LEARNING_DAYS : LEARNING_DAYS;
}

/** @param latest the day of the last activity; undefined: none since the model @param accounts known */
export function learningOf(shared: SharedModel, latest: number | undefined, accounts: number): Learning {
  const days = learningDays(accounts);
  // A start, or a model that was learned from history: it is at least the day after what was learned.
  const today = Math.max(latest ?? 0, (shared.through ?? -1) + 1);
  const day = shared.first === undefined ? 0 : today - shared.first;
  const isReady = day >= days && shared.days >= days / 2;
  return {
    day: Math.min(day, days),
    days,
    events: Math.round(shared.events),
    confidence: confidence(day, shared.days, shared.events, days),
    isReady,
    limits: limitsOfWhole(shared, accounts, { day, days, isReady }),
  };
}

/** @param whole an address has no days of its own to wait for: see isReady */
export function learningOfEntity(state: EntityState, today: number, whole: Learning): Learning {
  const { days } = whole;
  const isAddress = state.entity.kind === 'ip';
  const known = today - (state.firstDay ?? today);
  const day = isAddress ? whole.day : known;
  const events = state.model?.events ?? 0;
  const activeDays = state.model?.activeDays ?? 0;
  const limits: string[] = [];
  if (known < days && !isAddress)
    limits.push(`It is known for ${inDays(known)}: findings about it are told from day ${days} on.`);
  else if (activeDays < days / 2) limits.push(`It was seen on ${inDays(activeDays)}: what is usual for it is a guess.`);
  return {
    day: Math.min(day, days),
    days,
    events: Math.round(events),
    confidence: confidence(known, activeDays, events, days),
    isReady: isAddress ? whole.isReady : day >= days,
    limits,
  };
}

/** Of a score: an address has no days of its own, only what is known of all counts. */
export function isReady(state: EntityState, whole: Learning): boolean {
  if (!whole.isReady) return false;
  const today = state.day?.day ?? 0;
  return state.entity.kind === 'ip' || today - (state.firstDay ?? today) >= whole.days;
}

function confidence(day: number, activeDays: number, events: number, days: number): number {
  const age = Math.min(1, day / (2 * days));
  const seen = Math.min(1, activeDays / ENOUGH_DAYS);
  const much = Math.min(1, Math.log1p(events) / Math.log1p(ENOUGH_EVENTS));
  return Math.cbrt(age * seen * much);
}

function limitsOfWhole(
  shared: SharedModel,
  accounts: number,
  { day, days, isReady: ready }: { readonly day: number; readonly days: number; readonly isReady: boolean },
): readonly string[] {
  const limits: string[] = [];
  if (!ready)
    limits.push(`Learning: day ${Math.max(1, Math.min(day, days))} of ${days}. Findings are shown and tell nobody.`);
  if (accounts < FEW_ACCOUNTS)
    limits.push(
      `Only ${accounts === 1 ? 'one account is' : `${accounts} accounts are`} known: there is nobody to compare with, so each one’s own history decides, and the figures that Lanwarden brings.`,
    );
  if ((shared.organisations[0]?.popularity[COUNTRY]?.size ?? 0) === 0 && shared.places.size === 0)
    limits.push(
      'No country of an address is known (no GeoIP file, or only private addresses): new countries and impossible travel are not found.',
    );
  if (shared.autoencoder === undefined)
    limits.push('No autoencoder is trained yet: unusual patterns of a whole hour are not found.');
  return limits;
}

function inDays(days: number): string {
  return days === 1 ? 'one day' : `${days} days`;
}
