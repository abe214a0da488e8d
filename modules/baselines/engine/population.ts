// The entities, bounded: who is new finds a place by the longest idle newcomer leaving, then by who was not seen for a month. Where all
// are in use the newcomer is refused, so that a million invented names do not drive out one that is real.

import { interned } from '#src/event/interned.js';
import type { Entity, EntityKind } from './entity.js';
import { EntityState } from './state/entity-state.js';

/** Known on so few days it is a newcomer. */
const NEWCOMER_DAYS = 3;
const IDLE_DAYS = 30;
/** Leave at once, so that the search is seldom. */
const SHARE = 0.05;

export class Population {
  readonly #users = new Map<string, EntityState>();
  readonly #addresses = new Map<string, EntityState>();
  readonly #hosts = new Map<string, EntityState>();
  readonly #limits: Readonly<Record<EntityKind, number>>;
  /** Hour in which the search for room found none, by kind: not tried again within it. */
  #full: Partial<Record<EntityKind | 'values', number>> = {};
  forgotten = 0;
  refused = 0;

  /** @param leave who is about to be forgotten for want of room */
  constructor(
    limits: { readonly users: number; readonly addresses: number; readonly hosts: number },
    private readonly leave: (state: EntityState) => void,
  ) {
    this.#limits = { user: limits.users, ip: limits.addresses, host: limits.hosts };
  }

  find({ kind, name }: Entity): EntityState | undefined {
    return this.named(kind, name);
  }

  named(kind: EntityKind, name: string): EntityState | undefined {
    return this.#of(kind).get(name);
  }

  /** Undefined: no room. @param hour now */
  enter(kind: EntityKind, name: string, hour: number): EntityState | undefined {
    return this.#of(kind).get(name) ?? this.#enterNew(kind, name, hour);
  }

  put(state: EntityState): void {
    this.#of(state.entity.kind).set(state.entity.name, state);
  }

  remove({ entity }: EntityState): void {
    this.#of(entity.kind).delete(entity.name);
  }

  /** Who may leave does, until so many values are gone. @param hour now  @returns how many are */
  release(values: number, hour: number): number {
    if (this.#isFullUntil('values', hour)) return 0;
    let released = 0;
    for (const state of inTurn(leavable(this, hour))) {
      if (released >= values) return released;
      const own = state.values;
      if (own === 0) continue;
      this.#forget(state);
      released += own;
    }
    this.#full.values = hour;
    return released;
  }

  size(kind: EntityKind): number {
    return this.#of(kind).size;
  }

  *[Symbol.iterator](): Iterator<EntityState> {
    yield* this.#users.values();
    yield* this.#addresses.values();
    yield* this.#hosts.values();
  }

  /** In an order that does not depend on when they came. */
  get sorted(): EntityState[] {
    return [...this].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** No object by kind: V8 searches for a name that comes as a parameter, for each event. */
  #of(kind: EntityKind): Map<string, EntityState> {
    if (kind === 'user') return this.#users;
    return kind === 'ip' ? this.#addresses : this.#hosts;
  }

  #enterNew(kind: EntityKind, name: string, hour: number): EntityState | undefined {
    const states = this.#of(kind);
    if (states.size >= this.#limits[kind] && !this.#makeRoom(kind, hour)) {
      this.refused++;
      return undefined;
    }
    const entity = { kind, name: interned(name) };
    const state = new EntityState(entity);
    states.set(entity.name, state);
    return state;
  }

  /** Events around a full hour come in either order: those of the hour before find nobody who may leave, either. */
  #isFullUntil(what: EntityKind | 'values', hour: number): boolean {
    return (this.#full[what] ?? -Infinity) >= hour;
  }

  #makeRoom(kind: EntityKind, hour: number): boolean {
    if (this.#isFullUntil(kind, hour)) return false;
    const states = this.#of(kind);
    const most = Math.max(1, Math.floor(this.#limits[kind] * SHARE));
    let left = 0;
    for (const state of inTurn(leavable(states.values(), hour))) {
      this.#forget(state);
      left++;
      if (left === most) break;
    }
    if (left === 0) this.#full[kind] = hour;
    return left > 0;
  }

  #forget(state: EntityState): void {
    this.leave(state);
    this.remove(state);
    this.forgotten++;
  }
}

/** By rank, as it may leave. */
function leavable(states: Iterable<EntityState>, hour: number): Map<number, EntityState[]> {
  const ranks = new Map<number, EntityState[]>();
  for (const state of states) {
    const at = rank(state, hour);
    const alike = at > 0 ? ranks.get(at) : undefined;
    if (alike !== undefined) alike.push(state);
    else if (at > 0) ranks.set(at, [state]);
  }
  return ranks;
}

/** The highest rank first, and of those alike the lowest `place`. */
function* inTurn(ranks: ReadonlyMap<number, EntityState[]>): Iterable<EntityState> {
  for (const at of [...ranks.keys()].sort((a, b) => b - a))
    yield* ranks.get(at)!.sort((a, b) => a.place - b.place || (a.key < b.key ? -1 : 1));
}

/** Who leaves first is highest; 0: stays. */
function rank(state: EntityState, hour: number): number {
  const idleHours = hour - Math.max(state.lastHour, (state.model?.lastSeen ?? 0) * 24);
  if ((state.model?.activeDays ?? 0) < NEWCOMER_DAYS) return 1_000_000 + idleHours;
  return idleHours > IDLE_DAYS * 24 ? idleHours : 0;
}
