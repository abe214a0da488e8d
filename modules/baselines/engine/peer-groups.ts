// Who is alike: by machines, programs, shares and actions that they use. Only accounts; a few have no peers.

import { ACTION, DIMENSIONS, HOST, PROGRAM, SHARE } from './dimensions.js';
import { groupPeers } from './peers/group-peers.js';
import { peerVector } from './peers/peer-vector.js';
import type { SharedModel } from './shared-model.js';
import { daysOf, type EntityModel } from './state/entity-model.js';
import type { EntityState } from './state/entity-state.js';

/** Fewer accounts are not grouped. */
const LEAST_ACCOUNTS = 10;

/** @param states in an order of their own */
export function groupAlike(shared: SharedModel, states: readonly EntityState[], day: number): void {
  const models = states.flatMap(({ entity, model }) => (entity.kind === 'user' && model !== undefined ? [model] : []));
  if (models.length < LEAST_ACCOUNTS) {
    for (const model of models) model.group = -1;
    return;
  }
  const { groups, centres } = groupPeers(
    models.map((model) => peerVector(featuresOf(model, day))),
    { previous: shared.centres },
  );
  shared.centres = centres;
  models.forEach((model, i) => (model.group = groups[i] ?? -1));
}

function* featuresOf(model: EntityModel, day: number): Iterable<readonly [string, string, number]> {
  for (const d of [HOST, PROGRAM, SHARE, ACTION])
    for (const [value, known] of model.dimensions[d]?.values ?? [])
      yield [DIMENSIONS[d]!.code, value, daysOf(known, day)];
}
