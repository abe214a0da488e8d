// Failures of an account from one source, and then a success; and accounts that fail from one source.

import { countSurprisal } from '../math/tails.js';
import type { EntityModel } from '../state/entity-model.js';
import type { EntityState, Failures } from '../state/entity-state.js';

/** Failures count for less with every hour and a half. */
const FOLD_MS = 1.5 * 3_600_000;
const MAX_SOURCES = 16;
/** Accounts that fail from a source count together within. */
export const SPRAY_MS = 6 * 3_600_000;
const WELL_WITHIN_MS = 300_000;
const MAX_SPRAYED = 500;
const SPRAY_DISPERSION = 0.8;

export function fail(state: EntityState, source: string, time: number): void {
  const sources = (state.failures ??= new Map<string, Failures>());
  const count = 1 + failuresFrom(state, source, time);
  sources.delete(source);
  sources.set(source, { count, time });
  if (sources.size > MAX_SOURCES) sources.delete(sources.keys().next().value as string);
}

/** Decayed number of failures of it from there. */
export function failuresFrom(state: EntityState, source: string, time: number): number {
  const found = state.failures?.get(source);
  return found === undefined ? 0 : found.count * Math.exp(Math.min(0, found.time - time) / FOLD_MS);
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
  const accounts = (source.sprayed ??= new Map<string, number>());
  // The one that failed last stands last: who is old stands first.
  accounts.delete(account);
  accounts.set(account, time);
  for (const [name, last] of accounts) {
    if (last > time - SPRAY_MS && accounts.size <= MAX_SPRAYED) break;
    accounts.delete(name);
  }
  return accounts.size;
}

export function sprayedBy(source: EntityState, time: number): number {
  const { sprayed } = source;
  if (sprayed === undefined) return 0;
  // Who failed last stands last, at most ORDER_MS (clock.ts) before those in front of it: behind one that is well within, all are.
  let old = 0;
  for (const last of sprayed.values()) {
    if (last > time - SPRAY_MS + WELL_WITHIN_MS) break;
    if (last <= time - SPRAY_MS) old++;
  }
  return sprayed.size - old;
}

/** @param model of the source: an address that many share has failures of many */
export function spraySurprisal(accounts: number, model: EntityModel | undefined): number {
  return accounts < 2 ? 0 : countSurprisal(accounts, usualSprayed(model), SPRAY_DISPERSION);
}

export function usualSprayed(model: EntityModel | undefined): number {
  return ((model?.sprayed ?? 0) + 1.5) / ((model?.sprayDays ?? 0) + 3);
}
