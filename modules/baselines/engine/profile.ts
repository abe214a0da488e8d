// What is normal for an entity, as data: for the pages and GET /api/v1/entities/user/:name/baseline. Made from its record of the model.

import type { Entity } from './entity.js';
import type { ReasonCode } from './reason.js';

export interface Profile {
  readonly entity: Entity;
  /** Day (since 1970, installation’s zone) through which it is learned. */
  readonly through: number;
  readonly learning: Learning;
  /** Share of active hours by hour of week, 168 values that add up to 1 (all 0: nothing known). */
  readonly hours: readonly number[];
  readonly dimensions: readonly ProfileDimension[];
  readonly rates: readonly ProfileRate[];
}

export interface Learning {
  /** Days since the entity was first seen (of an address: since the first of all), at most LEARNING_DAYS while learning. */
  readonly day: number;
  readonly days: number;
  /** Events that it was learned from, decayed ones included. */
  readonly events: number;
  /** 0..1: how far findings about it can be trusted. */
  readonly confidence: number;
  readonly isReady: boolean;
  /** What cannot be known yet or at this size, as sentences. */
  readonly limits: readonly string[];
}

/** Days until findings are told. */
export const LEARNING_DAYS = 14;

export interface ProfileDimension {
  readonly code: ReasonCode;
  /** `Source networks` */
  readonly title: string;
  /** Most usual first, at most 50. */
  readonly values: readonly ProfileValue[];
  /** Further values that are known. */
  readonly more: number;
}

export interface ProfileValue {
  readonly value: string;
  /** Decayed number of days on which it was seen. */
  readonly days: number;
  /** Day (since 1970) on which it was seen first and last, as far as known. */
  readonly first?: number;
  readonly last: number;
}

export interface ProfileRate {
  readonly code: ReasonCode;
  /** `Logons an hour` */
  readonly title: string;
  readonly mean: number;
  /** Hours in 100 that are above `high`: about one. */
  readonly high: number;
  /** Active hours that it was learned from. */
  readonly hours: number;
}
