// Which machine is whose: the account that logs on at its console most. Days count, not logons; old days fade. A machine that several
// people use as much, or that is only administered from afar, is nobody’s.

import { SETTLED_DAYS, SettledMap } from './settled-map.js';

/** What one day of logons at a machine says. */
export const AT_CONSOLE = 1;
/** Remote desktop: also how servers are administered. */
export const FROM_AFAR = 0.1;

interface Candidate {
  readonly user: string;
  /** Faded sum of its days, as of `day`. */
  weight: number;
  day: number;
  /** How much of `day` is in it. */
  ofDay: number;
}

interface Machine {
  readonly candidates: Candidate[];
  owner: string | undefined;
}

/** Plain JSON. */
export type SavedMachine = readonly [host: string, ...candidates: (readonly [string, number, number, number])[]];

const MAX_MACHINES = 20_000;
const MAX_CANDIDATES = 8;
const HALF_LIFE_DAYS = 14;
/** An owner has at least this: one day at the console, or weeks from afar. */
const LEAST_WEIGHT = 0.9;
/** And this part of all. */
const LEAST_SHARE = 0.5;

export class Machines {
  readonly #machines = new SettledMap<Machine>(MAX_MACHINES);

  /** `user` logged on at it. @param day since 1970 */
  note(host: string, user: string, weight: number, day: number): void {
    const machine = this.#machines.get(host)?.value ?? { candidates: [], owner: undefined };
    const candidate = machine.candidates.find((each) => each.user === user);
    if (candidate !== undefined && candidate.day >= day && candidate.ofDay >= weight) return;
    if (candidate === undefined) addCandidate(machine, { user, weight, day, ofDay: weight });
    else raise(candidate, weight, day);
    machine.owner = ownerAmong(machine.candidates);
    this.#machines.set(host, machine, day);
  }

  ownerOf(host: string): string | undefined {
    return this.#machines.get(host)?.value.owner;
  }

  get forgotten(): number {
    return this.#machines.forgotten;
  }

  *save(): Iterable<SavedMachine> {
    for (const [host, { value }] of this.#machines.entries()) {
      yield [host, ...value.candidates.map(({ user, weight, day, ofDay }) => [user, weight, day, ofDay] as const)];
    }
  }

  /** Of each in the order of `save`: when it was seen last, and on how many days. */
  *saveDays(): Iterable<readonly [day: number, days: number]> {
    for (const [, { day, days }] of this.#machines.entries()) yield [day, days];
  }

  restore([host, ...saved]: SavedMachine, seen?: readonly [day: number, days: number]): void {
    const candidates = saved.map(([user, weight, day, ofDay]) => ({ user, weight, day, ofDay }));
    const [day, days] = seen ?? [lastDayOf(candidates), SETTLED_DAYS];
    this.#machines.restore(host, { value: { candidates, owner: ownerAmong(candidates) }, day, days });
  }
}

function raise(candidate: Candidate, weight: number, day: number): void {
  if (candidate.day >= day) {
    candidate.weight += weight - candidate.ofDay;
    candidate.ofDay = weight;
    return;
  }
  candidate.weight = faded(candidate, day) + weight;
  candidate.day = day;
  candidate.ofDay = weight;
}

function addCandidate(machine: Machine, candidate: Candidate): void {
  if (machine.candidates.length >= MAX_CANDIDATES) {
    const weights = machine.candidates.map((each) => faded(each, candidate.day));
    machine.candidates.splice(weights.indexOf(Math.min(...weights)), 1);
  }
  machine.candidates.push(candidate);
}

function lastDayOf(candidates: readonly Candidate[]): number {
  return Math.max(...candidates.map(({ day }) => day));
}

/** As of the latest day that anybody was there. */
function ownerAmong(candidates: readonly Candidate[]): string | undefined {
  const day = lastDayOf(candidates);
  let [sum, best, owner] = [0, 0, undefined as string | undefined];
  for (const candidate of candidates) {
    const weight = faded(candidate, day);
    sum += weight;
    if (weight > best) [best, owner] = [weight, candidate.user];
  }
  return best >= LEAST_WEIGHT && best > LEAST_SHARE * sum ? owner : undefined;
}

function faded({ weight, day }: Candidate, today: number): number {
  return today <= day ? weight : weight * 2 ** ((day - today) / HALF_LIFE_DAYS);
}
