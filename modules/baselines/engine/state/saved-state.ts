// An entity as plain JSON, and back.

import { interned } from '#src/event/interned.js';
import { failuresCounted } from '../components/failures.js';
import { COMPONENTS, RATES } from '../components.js';
import { DIMENSIONS } from '../dimensions.js';
import type { Entity } from '../entity.js';
import { DistinctBytes, type DistinctBytesState } from '../math/distinct-bytes.js';
import type { ScoredState } from '../scored.js';
import { COUNT_AT, DayStage, DISTINCT_AT, FIGURES, FRESH_AT, RAW_AT, StagedValue } from './day-stage.js';
import { EntityModel } from './entity-model.js';
import { EntityState } from './entity-state.js';
import { type HourState, LEVEL_AT, NEXT_AT, type Note } from './hour-state.js';
import { RecentNames } from './recent-names.js';

export type Plain = Readonly<Record<string, unknown>>;

export function savedState(state: EntityState): Plain {
  return {
    ...(state.model && { model: savedModel(state.model) }),
    ...savedLive(state),
  };
}

/** What the model does not hold: days behind it, and what is short-lived. */
export function savedLive(state: EntityState): Plain {
  return {
    lastHour: state.lastHour,
    ...(state.days.length > 0 && { days: state.days.map(savedStage) }),
    ...(state.hour.hour >= 0 && { hour: savedHour(state.hour) }),
    ...(state.filesAt > 0 && { files: [state.files, state.filesAt] }),
    ...(state.newHostTimes.length > 0 && { newHosts: state.newHostTimes }),
    ...(state.newProgramTimes.length > 0 && { newPrograms: state.newProgramTimes }),
    ...(state.failures && {
      failures: [...state.failures.entries()].map(([source, time, decayed]) => [
        source,
        decayed,
        time,
        failuresCounted(state, source),
      ]),
    }),
    ...(state.whereabouts && { whereabouts: state.whereabouts }),
    ...(state.sprayed && { sprayed: Array.from(state.sprayed.entries(), ([account, time]) => [account, time]) }),
  };
}

/** @throws Error when the data is not what it should be */
export function restoreEntity(entity: Entity, data: Plain): EntityState {
  const state = new EntityState(entity);
  if (data['model'] !== undefined) state.model = restoredModel(data['model'] as Plain);
  restoreLive(state, data);
  return state;
}

function restoreLive(state: EntityState, data: Plain): void {
  state.lastHour = number(data['lastHour']);
  state.days = ((data['days'] as Plain[] | undefined) ?? []).map(restoredStage);
  if (data['hour'] !== undefined) restoreHour(state.hour, data['hour'] as Plain);
  [state.files, state.filesAt] = (data['files'] as [number, number] | undefined) ?? [0, 0];
  state.newHostTimes = [...((data['newHosts'] as number[] | undefined) ?? [])];
  state.newProgramTimes = [...((data['newPrograms'] as number[] | undefined) ?? [])];
  if (data['failures'] !== undefined) {
    const failures = data['failures'] as [string, number, number, number?][];
    state.failures = RecentNames.from(failures.map(([source, decayed, time]) => [source, time, decayed]));
    // Of an earlier version: as good as it can be told.
    state.failureCounts = failures.map(([, decayed, , count = Math.max(1, Math.round(decayed))]) => count);
  }
  if (data['whereabouts'] !== undefined)
    state.whereabouts = { ...(data['whereabouts'] as typeof state.whereabouts & {}) };
  if (data['sprayed'] !== undefined) state.sprayed = RecentNames.from(data['sprayed'] as [string, number][]);
}

function savedModel(model: EntityModel): Plain {
  const { first, last, lastSeen, activeDays, events, at, firsts, creep, gaps, gapDays, group, found } = model;
  return {
    first,
    last,
    lastSeen,
    activeDays,
    events,
    at,
    firsts,
    creep,
    gaps,
    gapDays,
    group,
    found,
    dimensions: model.dimensions.map((known) =>
      known === undefined
        ? null
        : {
            values: [...known.values].map(([value, each]) => [value, each.days, each.first, each.last]),
            sums: [known.fresh, known.total, known.at, known.hours, known.distinct],
          },
    ),
    hours: [...model.hours],
    rates: [...model.rates],
    ...(model.features && { features: [...model.features] }),
    ...(model.sprayDays > 0 && { spray: [model.sprayDays, model.sprayed] }),
  };
}

function restoredModel(data: Plain): EntityModel {
  const model = new EntityModel(number(data['first']));
  for (const key of ['last', 'activeDays', 'events', 'at', 'creep', 'gaps', 'gapDays', 'group'] as const)
    model[key] = number(data[key]);
  // Kept by an earlier version without.
  model.lastSeen = number(data['lastSeen'] ?? model.last);
  model.firsts = [...(data['firsts'] as number[])];
  model.found = [...(data['found'] as [number, string][])];
  model.hours = figures(data['hours'], 168);
  model.rates = figures(data['rates'], RATES.length * 3);
  if (data['features'] !== undefined) model.features = Float64Array.from(data['features'] as number[]);
  if (data['spray'] !== undefined) [model.sprayDays, model.sprayed] = data['spray'] as [number, number];
  (data['dimensions'] as (Plain | null)[]).slice(0, DIMENSIONS.length).forEach((saved, d) => {
    if (saved === null) return;
    const known = model.dimension(d);
    for (const [value, days, first, last] of saved['values'] as [string, number, number, number][])
      known.values.set(interned(value), { days, first, last });
    [known.fresh, known.total, known.at, known.hours, known.distinct] = saved['sums'] as [
      number,
      number,
      number,
      number,
      number,
    ];
  });
  return model;
}

function savedStage(stage: DayStage): Plain {
  const { day, events, highestSum, highestScore, isActive, quietDays, newHosts, newPrograms, found, sprayed } = stage;
  return {
    day,
    events,
    highestSum,
    highestScore,
    isActive,
    quietDays,
    newHosts,
    newPrograms,
    found,
    sprayed,
    hours: stage.hours.map(({ hour, hourOfWeek, isActive: active, figures: each }) => [
      hour,
      hourOfWeek,
      active,
      sparse(each),
    ]),
    values: stage.values.map((values) =>
      [...(values ?? [])].map(([value, { hour, surprisal, level, cell, tunnel }]) => [
        value,
        hour,
        Number.isNaN(surprisal) ? null : surprisal,
        level,
        cell,
        ...(tunnel === undefined ? [] : [tunnel.save()]),
      ]),
    ),
  };
}

function restoredStage(data: Plain): DayStage {
  const stage = new DayStage(number(data['day']));
  for (const key of [
    'events',
    'highestSum',
    'highestScore',
    'quietDays',
    'newHosts',
    'newPrograms',
    'sprayed',
  ] as const)
    stage[key] = number(data[key]);
  stage.isActive = data['isActive'] === true;
  stage.found = [...(data['found'] as string[])];
  for (const [hour, hourOfWeek, isActive, each] of data['hours'] as [number, number, boolean, number[]][])
    stage.hours.push({ hour, hourOfWeek, isActive, figures: dense(each, new Float32Array(FIGURES)) });
  (data['values'] as [string, number, number | null, number, number, DistinctBytesState?][][]).forEach((values, d) => {
    for (const [value, hour, surprisal, level, cell, tunnel] of values) {
      const staged = new StagedValue();
      staged.hour = hour;
      staged.surprisal = surprisal ?? Number.NaN;
      staged.isUsual = staged.surprisal <= 0;
      staged.level = level;
      staged.cell = cell;
      if (tunnel !== undefined) staged.tunnel = DistinctBytes.restore(tunnel);
      stage.valuesOf(d).set(interned(value), staged);
    }
  });
  return stage;
}

function savedHour(hour: HourState): Plain {
  const { hourOfWeek, isActive, sum, score, explainedAt, explainedAs } = hour;
  return {
    hour: hour.hour,
    hourOfWeek,
    isActive,
    sum,
    score,
    ...(explainedAs !== undefined && { explained: [explainedAt, explainedAs] }),
    ...Object.fromEntries(HOUR_FIGURES.map(([name, at, length]) => [name, sparse(part(hour, at, length))])),
    notes: hour.notes.flatMap((note, component) => (note === undefined ? [] : [[component, note]])),
  };
}

function restoreHour(hour: HourState, data: Plain): void {
  hour.begin(number(data['hour']), number(data['hourOfWeek']));
  hour.isActive = data['isActive'] === true;
  hour.sum = number(data['sum']);
  hour.score = number(data['score']);
  if (data['explained'] !== undefined)
    [hour.explainedAt, hour.explainedAs] = data['explained'] as [number, ScoredState];
  for (const [name, at, length] of HOUR_FIGURES) dense(data[name] as number[], part(hour, at, length));
  for (const [component, note] of data['notes'] as [number, Note][])
    if (component >= 0 && component < COMPONENTS) hour.notes[component] = note;
}

/** Under these names, in this order, they stand in a record. */
const HOUR_FIGURES = [
  ['counts', COUNT_AT, RATES.length],
  ['next', NEXT_AT, RATES.length],
  ['distinct', DISTINCT_AT, DIMENSIONS.length],
  ['fresh', FRESH_AT, DIMENSIONS.length],
  ['raw', RAW_AT, COMPONENTS],
  ['levels', LEVEL_AT, COMPONENTS],
] as const;

function part({ figures: all }: HourState, at: number, length: number): Float64Array {
  return all.subarray(at, at + length);
}

/** Position, figure, position, figure, ... of those that are not 0. */
function sparse(all: ArrayLike<number>): readonly number[] {
  const kept: number[] = [];
  for (let i = 0; i < all.length; i++) if (all[i] !== 0) kept.push(i, all[i]!);
  return kept;
}

function dense<All extends Float32Array | Float64Array>(kept: readonly number[], all: All): All {
  for (let i = 0; i < kept.length; i += 2) all[number(kept[i])] = number(kept[i + 1]);
  return all;
}

function figures(data: unknown, length: number): Float64Array {
  const all = Float64Array.from(data as number[]);
  if (all.length !== length || !all.every(Number.isFinite)) throw new Error(`no figures: ${all.length} for ${length}`);
  return all;
}

function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`no number: ${String(value)}`);
  return value;
}
