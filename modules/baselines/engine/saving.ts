// How the engine is kept: one record an entity, some of what is shared. Plain JSON; numbers as they are, so that what is restored goes on
// to the last digit.

import { Autoencoder, type AutoencoderWeights } from '../autoencoder/autoencoder.js';
import { Calibrator } from './calibration/calibrator.js';
import { DayCalibrator, type DayCalibratorState } from './calibration/day-calibrator.js';
import type { Entity } from './entity.js';
import type { Organisation } from './organisation.js';
import type { Population } from './population.js';
import type { ModelRecord } from './record.js';
import { type Plain, restoreEntity, savedLive, savedState } from './state/saved-state.js';
import type { SharedModel } from './shared-model.js';
import type { EntityState } from './state/entity-state.js';

export interface EngineClock {
  readonly hour: number | undefined;
  readonly days: number[];
}

export function* savedShared(shared: SharedModel, clock: EngineClock): Iterable<ModelRecord> {
  yield savedClock(shared, clock);
  yield record('organisation', {
    kinds: shared.organisations.map(savedOrganisation),
    features: shared.features.map((each) => [...each]),
    centres: shared.centres.map((each) => [...each]),
  });
  yield record('calibration', {
    components: shared.calibrators.map((group) => group.map((each) => each.save())),
    findings: shared.findings.save(),
  });
  yield record(
    'tunnels',
    [...shared.tunnels.learned].map(([domain, { users, bytes }]) => [domain, users, bytes]),
  );
  if (shared.autoencoder !== undefined) yield record('autoencoder', shared.autoencoder.weights);
  let piece = 0;
  for (const rows of shared.rows.save()) yield record(`rows-${piece++}`, rows);
}

export function savedEntity(state: EntityState): ModelRecord {
  return { kind: state.entity.kind, name: state.entity.name, data: savedState(state) };
}

/** What is shared and moves with each event. */
export function savedClock(shared: SharedModel, clock: EngineClock): ModelRecord {
  const { through, first, days, events } = shared;
  return record('clock', { ...clock, through, first, learned: days, events, places: [...shared.places] });
}

/** What the model does not hold; restored over what it does. */
export function savedChange(state: EntityState): ModelRecord {
  // Forgotten and come again: what the model file knows of that name is not its own any more.
  const isNew = state.model === undefined;
  return { kind: state.entity.kind, name: state.entity.name, data: { ...savedLive(state), ...(isNew && { isNew }) } };
}

/** @returns the clock, where the record holds it  @throws Error when the data is not what it should be */
export function restoreRecord(
  { kind, name, data }: ModelRecord,
  shared: SharedModel,
  population: Population,
): EngineClock | undefined {
  if (kind !== 'engine') {
    restoreOne({ kind, name }, data as Plain | null, population);
    return undefined;
  }
  const piece = /^rows-(\d{1,3})$/.exec(name);
  if (piece !== null) shared.rows.restore(Number(piece[1]), data as { next: number; values: string });
  else if (name === 'clock') return restoreClock(data as Plain, shared);
  else if (name === 'organisation') restoreOrganisations(data as Plain, shared);
  else if (name === 'calibration') restoreCalibration(data as Plain, shared);
  else if (name === 'tunnels') restoreTunnels(data as readonly [string, number, number][], shared);
  else if (name === 'autoencoder') shared.autoencoder = new Autoencoder(data as AutoencoderWeights);
  return undefined;
}

/** A change stands on what was restored before: it holds no model, or nothing where the entity was forgotten. */
function restoreOne(entity: Entity, data: Plain | null, population: Population): void {
  const known = population.find(entity);
  if (data === null) {
    if (known !== undefined) population.remove(known);
    return;
  }
  const state = restoreEntity(entity, data);
  if (data['isNew'] !== true) state.model ??= known?.model;
  population.put(state);
}

function record(name: string, data: unknown): ModelRecord {
  return { kind: 'engine', name, data };
}

function restoreClock(data: Plain, shared: SharedModel): EngineClock {
  shared.through = data['through'] as number | undefined;
  shared.first = data['first'] as number | undefined;
  shared.days = data['learned'] as number;
  shared.events = data['events'] as number;
  for (const [country, place] of data['places'] as [string, [number, number]][]) shared.places.set(country, place);
  return { hour: data['hour'] as number | undefined, days: [...(data['days'] as number[])] };
}

function savedOrganisation({ novelties, hours, rates, firsts, gaps, gapDays }: Organisation): Plain {
  return {
    novelties: novelties.map(({ fresh, total, cells }) => [[...fresh], [...total], [...cells]]),
    hours: [...hours],
    rates: [...rates],
    firsts: [...firsts],
    gaps,
    gapDays,
  };
}

function restoreOrganisations(data: Plain, shared: SharedModel): void {
  (data['kinds'] as Plain[]).forEach((saved, i) => {
    const organisation = shared.organisations[i];
    if (organisation === undefined) throw new Error('no organisation: too many kinds');
    (saved['novelties'] as number[][][]).forEach(([fresh, total, cells], d) => {
      organisation.novelties[d]!.fresh.set(fresh!);
      organisation.novelties[d]!.total.set(total!);
      organisation.novelties[d]!.cells.set(cells!);
    });
    organisation.hours.set(saved['hours'] as number[]);
    organisation.rates.set(saved['rates'] as number[]);
    organisation.firsts.set(saved['firsts'] as number[]);
    organisation.gaps = saved['gaps'] as number;
    organisation.gapDays = saved['gapDays'] as number;
  });
  (data['features'] as number[][]).forEach((sums, i) => shared.features[i]!.set(sums));
  shared.centres = (data['centres'] as number[][]).map((each) => Float32Array.from(each));
}

function restoreCalibration(data: Plain, shared: SharedModel): void {
  shared.calibrators = (data['components'] as (readonly number[])[][]).map((group) =>
    group.map((each) => Calibrator.restore(each)),
  );
  shared.findings = DayCalibrator.restore(data['findings'] as DayCalibratorState);
}

function restoreTunnels(data: readonly (readonly [string, number, number])[], shared: SharedModel): void {
  for (const [domain, users, bytes] of data) shared.tunnels.learned.set(domain, { users, bytes });
}
