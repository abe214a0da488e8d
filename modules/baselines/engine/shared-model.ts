// The part of the model that is about all: what is usual in the installation, calibration, autoencoder.

import type { Autoencoder } from '../autoencoder/autoencoder.js';
import { Calibrator } from './calibration/calibrator.js';
import { DayCalibrator } from './calibration/day-calibrator.js';
import { COMPONENTS, PATTERN } from './components.js';
import { FEATURE_SUMS } from './components/pattern.js';
import { Tunnels } from './components/tunnel.js';
import type { Entity } from './entity.js';
import { Organisation } from './organisation.js';
import { PatternRows } from './pattern-rows.js';

/** Accounts, and devices and addresses. */
const GROUPS = 2;

export class SharedModel {
  through: number | undefined;
  /** Day that was seen first. */
  first: number | undefined;
  /** Days that were learned. */
  days = 0;
  events = 0;
  readonly organisations = [new Organisation(), new Organisation()];
  calibrators = Array.from({ length: GROUPS }, () => Array.from({ length: COMPONENTS }, () => new Calibrator()));
  findings = new DayCalibrator();
  readonly tunnels = new Tunnels();
  /** Sums of features of all hours, by group. */
  features = Array.from({ length: GROUPS }, () => new Float64Array(FEATURE_SUMS));
  readonly rows = new PatternRows();
  autoencoder: Autoencoder | undefined;
  /** Where a country was seen last. */
  readonly places = new Map<string, readonly [lat: number, lon: number]>();
  /** Peers: their centres, to keep their numbers from night to night. */
  centres: readonly Float32Array[] = [];

  /** Another autoencoder has other errors. */
  renewPattern(): void {
    for (const group of this.calibrators) group[PATTERN] = new Calibrator();
  }

  organisation(entity: Entity): Organisation {
    return this.organisations[groupOf(entity)] as Organisation;
  }

  level(entity: Entity, component: number, raw: number): number {
    return this.calibrators[groupOf(entity)]![component]!.level(raw);
  }
}

export function groupOf(entity: Entity): number {
  return entity.kind === 'user' ? 0 : 1;
}
