// One entity: its part of the model, the days behind it, and what is short-lived.

import { type Entity, type EntityKey, entityKey } from '../entity.js';
import { hashText } from '#src/hash.js';
import { DayStage, type StagedValue } from './day-stage.js';
import type { EntityModel } from './entity-model.js';
import { HourState } from './hour-state.js';
import type { RecentNames } from './recent-names.js';

export interface Whereabouts {
  lat: number;
  lon: number;
  country: string | undefined;
  time: number;
}

export class EntityState {
  readonly key: EntityKey;
  /** Among those that are alike in all else: the same in each process. */
  readonly place: number;
  model: EntityModel | undefined;
  /** See Changes. */
  touchedIn: number | undefined = undefined;
  /** Not in the model yet, oldest first; the last one is the current one. */
  days: DayStage[] = [];
  readonly hour = new HourState();
  /** Hour it was in last. */
  lastHour = -1;
  /** Files touched, decayed over half a day, as of `filesAt`. */
  files = 0;
  filesAt = 0;
  /** ms; times at which a host, a program was used for the first time, within the last day. */
  newHostTimes: number[] = [];
  newProgramTimes: number[] = [];
  /** By source: when the last one was, and how many, decayed as of then. */
  failures: RecentNames | undefined;
  /** By slot of those: how many, not decayed. */
  failureCounts: number[] = [];
  whereabouts: Whereabouts | undefined;
  /** Of a source address: accounts that failed from it, with ms of the last time. */
  sprayed: RecentNames | undefined;

  constructor(readonly entity: Entity) {
    this.key = entityKey(entity);
    this.place = hashText(this.key);
  }

  /** The day it is in. */
  get day(): DayStage | undefined {
    const { length } = this.days;
    // Asked for a place before the first one, V8 takes it for the name of a property, and searches for it each time from then on.
    return length === 0 ? undefined : this.days[length - 1];
  }

  /** Day of the last activity, as far as known. */
  get lastActiveDay(): number | undefined {
    for (let i = this.days.length - 1; i >= 0; i--) if (this.days[i]?.isActive) return this.days[i]?.day;
    return this.model?.last;
  }

  /** Day it was seen first. */
  get firstDay(): number | undefined {
    return this.model?.first ?? this.days[0]?.day;
  }

  /** So many are kept of it, learned and staged. */
  get values(): number {
    let values = 0;
    for (const known of this.model?.dimensions ?? []) values += known?.values.size ?? 0;
    for (const { values: staged } of this.days) for (const each of staged) values += each?.size ?? 0;
    return values;
  }

  /** In the days before the current one that are not learned yet; with the day it was on. */
  staged(d: number, value: string): { readonly value: StagedValue; readonly stage: DayStage } | undefined {
    for (let i = this.days.length - 2; i >= 0; i--) {
      const stage = this.days[i] as DayStage;
      const found = stage.values[d]?.get(value);
      if (found !== undefined) return { value: found, stage };
    }
    return undefined;
  }

  /** @param day of an activity; not before the last one */
  enter(day: number): DayStage {
    const current = this.day;
    if (current !== undefined && current.day >= day) return current;
    const next = new DayStage(day);
    this.days.push(next);
    return next;
  }

  /** The hour that went on is over. */
  endHour(): void {
    if (this.hour.hour < 0) return;
    const day = Math.floor(this.hour.hour / 24);
    this.days.find((stage) => stage.day === day)?.hours.push(this.hour.record());
    this.hour.hour = -1;
  }
}
