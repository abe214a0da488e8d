// Failures of an account from one source, and then a success; and accounts that fail from one source.

import { countSurprisal } from '../math/tails.js';
import type { EntityModel } from '../state/entity-model.js';
import type { EntityState } from '../state/entity-state.js';
import { RecentNames } from '../state/recent-names.js';

/** Failures count for less with every hour and a half. */
const FOLD_MS = 1.5 * 3_600_000;
const MAX_SOURCES = 16;
/** Decayed: fewer say nothing. */
export const LEAST_FAILURES = 0.5;
/** Accounts that fail from a source count together within. */
export const SPRAY_MS = 6 * 3_600_000;
const WELL_WITHIN_MS = 300_000;
const MAX_SPRAYED = 500;
const SPRAY_DISPERSION = 0.8;

export function fail(state: EntityState, source: string, time: number): void {
  const sources = (state.failures ??= new RecentNames());
  const slot = sources.slot(source);
  if (slot !== undefined) {
    const before = faded(sources, slot, time);
    state.failureCounts[slot] = before < LEAST_FAILURES ? 1 : state.failureCounts[slot]! + 1;
    return sources.seeAgain(slot, time, 1 + before);
  }
  if (sources.size >= MAX_SOURCES) sources.removeOldest();
  sources.add(source, time, 1);
  state.failureCounts[sources.newest] = 1;
}

/** As a person would count them; those that say nothing any more are left out. */
export function failuresCounted(state: EntityState, source: string): number {
  const slot = state.failures?.slot(source);
  return slot === undefined ? 0 : state.failureCounts[slot]!;
}

/** Decayed number of failures of it from there. */
export function failuresFrom(state: EntityState, source: string, time: number): number {
  const slot = state.failures?.slot(source);
  return slot === undefined ? 0 : faded(state.failures!, slot, time);
}

function faded(sources: RecentNames, slot: number, time: number): number {
  return sources.figureAt(slot) * Math.exp(Math.min(0, sources.timeAt(slot) - time) / FOLD_MS);
}

export function succeeded(state: EntityState, source: string): void {
  state.failures?.delete(source);
}

/** Surprise of a success after so many failures. */
export function breachSurprisal(failures: number): number {
  return 2 * Math.log2(1 + failures);
}

/** Different accounts that failed from a source lately, with this one. */
export function spray(source: EntityState, account: string, time: number): number {
  const accounts = (source.sprayed ??= new RecentNames());
  accounts.see(account, time);
  while (accounts.timeAt(accounts.oldest) <= time - SPRAY_MS || accounts.size > MAX_SPRAYED) accounts.removeOldest();
  return accounts.size;
}

export function sprayedBy(source: EntityState, time: number): number {
  const { sprayed } = source;
  if (sprayed === undefined) return 0;
  // Who failed last stands last, at most ORDER_MS (clock.ts) before those in front of it: behind one that is well within, all are.
  let old = 0;
  for (let slot = sprayed.oldest; slot >= 0; slot = sprayed.after(slot)) {
    const last = sprayed.timeAt(slot);
    if (last > time - SPRAY_MS + WELL_WITHIN_MS) break;
    if (last <= time - SPRAY_MS) old++;
  }
  return sprayed.size - old;
}

/** @param model of the source: an address that many share has failures of many */
export function spraySurprisal(accounts: number, model: EntityModel | undefined): number {
  return accounts < 2 ? 0 : countSurprisal(accounts, usualSprayed(model), SPRAY_DISPERSION);
}

function usualSprayed(model: EntityModel | undefined): number {
  return ((model?.sprayed ?? 0) + 1.5) / ((model?.sprayDays ?? 0) + 3);
}
