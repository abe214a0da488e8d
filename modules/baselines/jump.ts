// Is it true that the clock of history jumped forward by days? One line that says so may be wrong, or written by somebody who wants all
// others to look late. A claim is believed when many events agree with it and few speak against it:
//
//   agreeing events           needed: a twentieth of a day’s events, 3 .. 100 of them, from 3 hosts (or all there are); or ten times as
//                             many of whatever hosts. A large network has 100 within minutes; a house with ten events a day, back from
//                             holiday, has 3 within hours.
//   an event of the old time  counts against it four times: after a true jump only stragglers are left
//   an event further ahead    counts against it once;  one that claims less takes its place

import type { LogEvent } from '#src/event/event.js';

export interface Claim {
  /** ms: the earliest and the latest that agree. */
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly hosts: readonly string[];
}

const AGREE_MS = 86_400_000;
const MIN_EVENTS = 3;
const MAX_EVENTS = 100;
const SHARE_OF_DAY = 1 / 20;
const HOSTS = 3;
/** Without so many hosts. */
const MANY = 10;
/** The first of all need only one more that agrees. */
const AT_FIRST = 2;
const AGAINST = 4;

export class Jump {
  #claim: Claim | undefined;
  /** Up to HOSTS of those that history is from. */
  #hosts = new Set<string>();

  /** @param eventsPerDay undefined: none was taken yet */
  isBelieved(time: number, event: LogEvent, eventsPerDay: number | undefined): boolean {
    const claim = (this.#claim = this.#next(time, hostOf(event)));
    if (eventsPerDay === undefined) return claim.weight >= AT_FIRST;
    const needed = Math.min(MAX_EVENTS, Math.max(MIN_EVENTS, Math.ceil(eventsPerDay * SHARE_OF_DAY)));
    // It is further ahead than the claim.
    if (time > claim.to) return false;
    if (claim.weight >= needed * MANY) return true;
    return claim.weight >= needed && claim.hosts.length >= Math.min(HOSTS, this.#hosts.size);
  }

  /** An event that is not ahead. */
  contradict(event: LogEvent): void {
    if (this.#hosts.size < HOSTS) this.#hosts.add(hostOf(event));
    if (this.#claim === undefined) return;
    const weight = this.#claim.weight - AGAINST;
    this.#claim = weight > 0 ? { ...this.#claim, weight } : undefined;
  }

  reset(): void {
    this.#claim = undefined;
  }

  save(): { readonly claim?: Claim; readonly hosts: readonly string[] } {
    return { ...(this.#claim && { claim: this.#claim }), hosts: [...this.#hosts] };
  }

  restore({ claim, hosts }: { readonly claim?: Claim; readonly hosts: readonly string[] }): void {
    this.#claim = claim;
    this.#hosts = new Set(hosts);
  }

  #next(time: number, host: string): Claim {
    const claim = this.#claim;
    const fresh = { from: time, to: time, weight: 1, hosts: [host] };
    if (claim === undefined || time < claim.from - AGREE_MS) return fresh;
    if (time > claim.to + AGREE_MS) return claim.weight > 1 ? { ...claim, weight: claim.weight - 1 } : fresh;
    const hosts = claim.hosts.length < HOSTS && !claim.hosts.includes(host) ? [...claim.hosts, host] : claim.hosts;
    return { from: Math.min(time, claim.from), to: Math.max(time, claim.to), weight: claim.weight + 1, hosts };
  }
}

function hostOf(event: LogEvent): string {
  return (event['host.name'] ?? event['lanwarden.source']).slice(0, 128);
}
