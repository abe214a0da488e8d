// A Scored that is used again and again: each event would make an object, and most of them are forgotten at once.

import type { Entity, EntityKey } from './entity.js';
import type { EntityState } from './state/entity-state.js';
import type { Scored, ScoredState } from './scored.js';

const NOBODY: Entity = { kind: 'user', name: '' };
const NO_REASONS: Scored['reasons'] = [];

export class Judged implements Scored {
  entity: Entity = NOBODY;
  time = 0;
  score = 0;
  raised = false;
  state: ScoredState = 'learning';
  reasons: Scored['reasons'] = NO_REASONS;
  summary = '';
  /** Of the entity: a text that is there already. */
  key: EntityKey = '';

  /** Without an explanation. */
  begin({ entity, key }: EntityState, time: number, score: number, raised: boolean, state: ScoredState): void {
    this.entity = entity;
    this.key = key;
    this.time = time;
    this.score = score;
    this.raised = raised;
    this.state = state;
    this.reasons = NO_REASONS;
    this.summary = '';
  }

  /** To be kept. */
  copy(): Scored {
    const { entity, time, score, raised, state, reasons, summary } = this;
    return { entity, time, score, raised, state, reasons, summary };
  }
}
