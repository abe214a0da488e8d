// What a component has to say about an hour of an entity: numbers and values, from which engine/explain makes sentences.

import type { ReasonCode } from './reason.js';

export interface Evidence {
  readonly code: ReasonCode;
  /** Calibrated: so much happens once in 10^level hours of an entity. */
  readonly level: number;
  /** Its part of the score. */
  readonly points: number;
  /** The country, host, ... that is new; the domain of a tunnel. Log text. */
  readonly value?: string;
  /**
   * What was counted, and what is usual in as long a time: logons, failures, hosts, bytes, ... Of something new: on how many days it was
   * seen before; none, or left out: never.
   */
  readonly seen?: number;
  readonly usual?: number;
  /** What was done when it was strongest (explain/deed.ts), where that was another activity than the one that raised the score last. */
  readonly deed?: string;
  readonly facts: Facts;
}

/** What makes a sentence; each only where the component knows it. */
export interface Facts {
  /** Days that the entity is known. */
  readonly days: number;
  /** Different values known in this dimension, and the most usual ones with about how many days on which they were seen. */
  readonly known?: number;
  readonly usualValues?: readonly (readonly [value: string, days: number])[];
  /** Others in the installation, and among those that are alike, who use this value; without newcomers that the model does not count yet. */
  readonly others?: number;
  readonly peers?: number;
  /** Hours in which `seen` was counted, where it is neither the hour nor, for what is new in a day, the day: 12 for files. */
  readonly windowHours?: number;
  /** The last weeks that it is known, and in about how many of them the entity was active at this hour. */
  readonly weeks?: number;
  readonly weeksActive?: number;
  /** Impossible travel: from where, how far, within how long. */
  readonly from?: string;
  readonly km?: number;
  readonly minutes?: number;
  /** Dormancy: days without activity. */
  readonly quietDays?: number;
  /** Spraying, and failures before a success: the address or machine that they came from; '' where no event named it. */
  readonly source?: string;
  /** Autoencoder: features it does not understand, worst first, with value and what it expected. */
  readonly features?: readonly (readonly [name: string, seen: number, usual: number])[];
}
