// How many use a value, worked out anew from the entities: in the model, and since.

import { DIMENSIONS } from './dimensions.js';
import { isOnProbation } from './probation.js';
import type { Popularity } from './organisation.js';
import type { SharedModel } from './shared-model.js';
import { daysOf, type EntityModel } from './state/entity-model.js';
import type { EntityState } from './state/entity-state.js';

/** Used by somebody: more than nearly forgotten. */
const USED_DAYS = 0.1;

/** From all models, as of `day`. @param states in an order of their own */
export function recountModel(shared: SharedModel, states: Iterable<EntityState>, day: number): void {
  for (const _ of recountingModel(shared, states, day)) void _;
}

/** In pieces, entity by entity, for a thread that must not stop. */
export function* recountingModel(shared: SharedModel, states: Iterable<EntityState>, day: number): Iterable<void> {
  for (const organisation of shared.organisations) organisation.popularity = DIMENSIONS.map(() => new Map());
  for (const state of states) {
    yield;
    const { entity, model } = state;
    if (model === undefined || isOnProbation(shared, state, day)) continue;
    const organisation = shared.organisation(entity);
    model.dimensions.forEach((known, d) => {
      for (const [value, each] of known?.values ?? [])
        if (daysOf(each, day) >= USED_DAYS) organisation.know(d, value, model.group);
    });
  }
}

/** Where an entity that uses a value today counts itself: in the model, or since; undefined: nowhere, for the model does not know it well. */
export function countedOf(
  shared: SharedModel,
  state: EntityState,
  d: number,
  value: string,
): 'users' | 'live' | undefined {
  const known = state.model?.dimensions[d]?.values.get(value);
  if (known === undefined) return 'live';
  const { through = 0 } = shared;
  return daysOf(known, through) >= USED_DAYS && !isOnProbation(shared, state, through) ? 'users' : undefined;
}

/** From all staged days. */
export function recountLive(shared: SharedModel, states: Iterable<EntityState>): void {
  shared.tunnels.live = new Map();
  for (const { popularity } of shared.organisations) for (const values of popularity) forgetLive(values);
  for (const state of states) {
    const organisation = shared.organisation(state.entity);
    forEachStaged(state, (d, value, isNew, bytes) => {
      if (isNew) organisation.meet(d, value);
      if (bytes > 0) shared.tunnels.meet(value, 0, bytes);
    });
  }
}

function forgetLive(values: Map<string, Popularity>): void {
  for (const [value, found] of values) {
    found.live = 0;
    if (found.users <= 0) values.delete(value);
  }
}

/** Takes one entity out, that is forgotten: as if it were counted anew without it. */
export function discount(shared: SharedModel, state: EntityState): void {
  const { popularity } = shared.organisation(state.entity);
  const { through = 0 } = shared;
  const counted = isOnProbation(shared, state, through) ? undefined : state.model;
  counted?.dimensions.forEach((known, d) => {
    for (const [value, each] of known?.values ?? [])
      if (daysOf(each, through) >= USED_DAYS) lessen(popularity[d], value, (found) => uncount(found, counted));
  });
  forEachStaged(state, (d, value, isNew, bytes) => discountValue(shared, state, d, { value, isNew, bytes }));
}

/** Takes one value out of what was counted since the model. */
export function discountValue(
  shared: SharedModel,
  { entity }: EntityState,
  d: number,
  { value, isNew, bytes }: { readonly value: string; readonly isNew: boolean; readonly bytes: number },
): void {
  if (isNew) lessen(shared.organisation(entity).popularity[d], value, (found) => found.live--);
  if (bytes > 0) shared.tunnels.part(value, bytes);
}

/** What nobody uses any more is not kept: invented names would pile up. */
function lessen(values: Map<string, Popularity> | undefined, value: string, by: (found: Popularity) => void): void {
  const found = values?.get(value);
  if (found === undefined) return;
  by(found);
  if (found.users <= 0 && found.live <= 0) values?.delete(value);
}

function uncount(found: Popularity, { group }: EntityModel): void {
  found.users--;
  const peers = found.groups?.get(group) ?? 0;
  if (peers > 0) found.groups?.set(group, peers - 1);
}

function forEachStaged(
  state: EntityState,
  take: (d: number, value: string, isNew: boolean, bytes: number) => void,
): void {
  state.days.forEach((stage, at) => {
    stage.values.forEach((values, d) => {
      for (const [value, staged] of values ?? []) {
        const isKnown =
          state.model?.dimensions[d]?.values.has(value) ||
          state.days.some((each, i) => i < at && each.values[d]?.has(value));
        take(d, value, !isKnown, staged.tunnel?.bytes ?? 0);
      }
    });
  });
}
