// What is usual in the whole installation, for entities of a kind: the priors that a newcomer is measured by, and how many others use a
// value. Part of the model, but for `live`: who used a value first since.

import { RATES } from './components.js';
import { DIMENSIONS } from './dimensions.js';

/** How many use a value. */
export interface Popularity {
  /** In the model. */
  users: number;
  /** Since. */
  live: number;
  /** In the model, by group of peers. */
  groups: Map<number, number> | undefined;
}

/** Ages in days up to which newcomers are told apart. */
export const AGES = 16;
/** By users (0, 1, 2-3, 4-9, 10+) and peers (0, 1, 2+) who use a value. */
const USERS_BINS = 5;
const PEERS_BINS = 3;
const CELLS = USERS_BINS * PEERS_BINS;

/** What is remembered of first uses in a dimension. All of it decays. */
export interface Novelties {
  /** First uses, and different values by day, by age of the entity. */
  readonly fresh: Float64Array;
  readonly total: Float64Array;
  /** First uses by popularity of the value. */
  readonly cells: Float64Array;
}

export class Organisation {
  readonly novelties: readonly Novelties[] = DIMENSIONS.map(() => ({
    fresh: new Float64Array(AGES),
    total: new Float64Array(AGES),
    cells: new Float64Array(CELLS),
  }));
  /** Active hours by hour of week. */
  hours: Float64Array = new Float64Array(168);
  /** By rate: hours, sum, and what varies within entities over what does between (as dispersion 1/r), fitted nightly. */
  rates: Float64Array = new Float64Array(RATES.length * 3);
  /** Hosts, then programs: days and first uses, by age. */
  firsts: Float64Array = new Float64Array(4 * AGES);
  gaps = 0;
  gapDays = 0;
  /** By dimension. Made anew from the entities when a day is closed. */
  popularity: Map<string, Popularity>[] = DIMENSIONS.map(() => new Map<string, Popularity>());

  decay(): void {
    for (const { fresh, total, cells } of this.novelties) for (const each of [fresh, total, cells]) scale(each);
    for (const each of [this.hours, this.rates, this.firsts]) scale(each);
    this.gaps *= DAILY;
    this.gapDays *= DAILY;
  }

  /** Share of first uses among the values of a day, at that age. */
  noveltyRate(d: number, age: number): number {
    const { fresh, total } = this.novelties[d] as Novelties;
    const bin = Math.min(age, AGES - 1);
    return (fresh[bin]! + PRIOR_VALUES * priorNovelty(bin)) / (total[bin]! + PRIOR_VALUES);
  }

  /** Of all first uses, the share of values that so few others use, or fewer. */
  rarity(d: number, cell: number): number {
    const { cells } = this.novelties[d] as Novelties;
    const [users, peers] = [Math.floor(cell / PEERS_BINS), cell % PEERS_BINS];
    let fewer = 0.5;
    let all = 0.5;
    for (let i = 0; i < CELLS; i++) {
      all += cells[i]!;
      if (Math.floor(i / PEERS_BINS) <= users && i % PEERS_BINS <= peers) fewer += cells[i]!;
    }
    return fewer / all;
  }

  /** Others who use a value, as a cell. */
  cell(d: number, value: string, group: number): number {
    const found = this.popularity[d]?.get(value);
    if (found === undefined) return 0;
    return binOfUsers(found.users + found.live) * PEERS_BINS + Math.min(found.groups?.get(group) ?? 0, PEERS_BINS - 1);
  }

  /** Hosts (0) or programs (1) that an entity of that age uses for the first time, on a day. */
  firstsRate(which: 0 | 1, age: number): number {
    const bin = which * 2 * AGES + Math.min(age, AGES - 1);
    return (
      (this.firsts[bin + AGES]! + PRIOR_DAYS * priorFirsts(Math.min(age, AGES - 1))) / (this.firsts[bin]! + PRIOR_DAYS)
    );
  }

  addFirsts(which: 0 | 1, age: number, count: number, weight: number): void {
    const bin = which * 2 * AGES + Math.min(age, AGES - 1);
    this.firsts[bin]! += weight;
    this.firsts[bin + AGES]! += weight * count;
  }

  /** Somebody uses a value since, who did not in the model. */
  meet(d: number, value: string): void {
    const all = this.popularity[d] as Map<string, Popularity>;
    const found = all.get(value);
    if (found === undefined) all.set(value, { users: 0, live: 1, groups: undefined });
    else found.live++;
  }

  know(d: number, value: string, group: number): void {
    const all = this.popularity[d] as Map<string, Popularity>;
    let found = all.get(value);
    if (found === undefined) all.set(value, (found = { users: 0, live: 0, groups: undefined }));
    found.users++;
    if (group < 0) return;
    found.groups ??= new Map<number, number>();
    found.groups.set(group, (found.groups.get(group) ?? 0) + 1);
  }
}

/** Half-life of what the installation remembers: three weeks. */
const DAILY = 2 ** (-1 / 21);
/** What first uses are thought to be before any came: a newcomer’s are half of what it does, later ones some in a hundred. */
const PRIOR_VALUES = 8;
const priorNovelty = (age: number): number => 0.03 + 0.55 * Math.exp(-age / 2);
const PRIOR_DAYS = 3;
const priorFirsts = (age: number): number => 0.15 + 4 * Math.exp(-age / 2);

function scale(figures: Float64Array): void {
  for (let i = 0; i < figures.length; i++) figures[i]! *= DAILY;
}

function binOfUsers(users: number): number {
  if (users < 2) return users;
  if (users < 4) return 2;
  return users < 10 ? 3 : 4;
}
