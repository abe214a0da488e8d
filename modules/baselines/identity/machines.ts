// Which machine is whose: the account that logs on at its console most. Days count, not logons; old days fade. A machine that several
// people use as much, or that is only administered from afar, is nobody’s.

import { RecentMap } from './recent-map.js';

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
  readonly #machines = new RecentMap<Machine>(MAX_MACHINES);

  /** `user` logged on at it. @param day since 1970 */
  note(host: string, user: string, weight: number, day: number): void {
    const machine = this.#machines.get(host) ?? { candidates: [], owner: undefined };
    const candidate = machine.candidates.find((each) => each.user === user);
    if (candidate !== undefined && candidate.day >= day && candidate.ofDay >= weight) return;
    if (candidate === undefined) addCandidate(machine, { user, weight, day, ofDay: weight });
    else raise(candidate, weight, day);
    machine.owner = ownerAmong(machine.candidates, day);
    this.#machines.set(host, machine);
  }

  ownerOf(host: string): string | undefined {
    return this.#machines.get(host)?.owner;
  }

  get forgotten(): number {
    return this.#machines.forgotten;
  }

  *save(): Iterable<SavedMachine> {
    for (const [host, { candidates }] of this.#machines.entries()) {
      yield [host, ...candidates.map(({ user, weight, day, ofDay }) => [user, weight, day, ofDay] as const)];
    }
  }

  restore([host, ...saved]: SavedMachine): void {
    const candidates = saved.map(([user, weight, day, ofDay]) => ({ user, weight, day, ofDay }));
    const last = Math.max(...candidates.map(({ day }) => day));
    this.#machines.set(host, { candidates, owner: ownerAmong(candidates, last) });
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

function ownerAmong(candidates: readonly Candidate[], day: number): string | undefined {
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
