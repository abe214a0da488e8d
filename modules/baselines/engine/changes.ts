// Which records changed since they were last asked for, and a picture of them that stays as it was while they go on changing: what is
// about to change is written down first (copy on write). For the live stage, which keeps itself on disk without a pause.

import type { Entity } from './entity.js';
import type { ModelRecord } from './record.js';

interface OfEntity {
  readonly entity: Entity;
  /** Undefined: no model file holds it. */
  readonly model?: unknown;
  /** The round (below) in which it was noted. */
  touchedIn?: number | undefined;
}

/** From one picture to the next: who was touched in it is noted already. No two are the same, whoever counts. */
let latestRound = 0;

export class Changes<State extends OfEntity> {
  #changed = new Set<State>();
  #gone = new Map<string, ModelRecord>();
  #picture: Picture<State> | undefined;
  /** Those that were in a picture. */
  readonly #pictured = new WeakSet<State>();
  /** Who never asks (training, back-test, import) must not pay in memory for what is noted. */
  #isAsked = false;
  #round = Number.NaN;

  /** @param record what `Engine.save` says of a state, or less: what the model file does not hold */
  constructor(private readonly record: (state: State) => ModelRecord) {}

  /** To be called BEFORE a state changes, each time; costs a comparison. */
  touch(state: State): void {
    if (state.touchedIn === this.#round || !this.#isAsked) return;
    state.touchedIn = this.#round;
    this.#picture?.capture(state);
    this.#changed.add(state);
  }

  /** The state is forgotten: its record becomes one with `data: null`. To be called before. */
  forget(state: State): void {
    if (!this.#isAsked) return;
    this.#picture?.capture(state);
    this.#changed.delete(state);
    state.touchedIn = undefined;
    // Nobody was told of it: a flood of invented names leaves nothing behind.
    if (state.model === undefined && !this.#pictured.has(state)) return;
    const { kind, name } = state.entity;
    this.#gone.set(`${kind}:${name}`, { kind, name, data: null });
  }

  /**
   * Everything that changed since the last `take`, as it is now, however long one takes to draw it; the one before is then given up.
   * @param all in place of what changed: a picture of everything; the first one must be
   */
  take(all?: Iterable<State>): Picture<State> {
    if (!this.#isAsked && all === undefined) throw new Error('BUG: changes since nothing');
    this.#isAsked = true;
    this.#round = ++latestRound;
    const gone = [...this.#gone.values()];
    const states = all === undefined ? this.#changed : new Set(all);
    for (const state of states) this.#pictured.add(state);
    this.#picture = new Picture(states, gone, this.record);
    this.#changed = new Set();
    this.#gone = new Map();
    return this.#picture;
  }
}

class Picture<State extends OfEntity> implements Iterable<ModelRecord> {
  readonly #waiting: Set<State>;
  #captured: ModelRecord[] = [];

  constructor(
    states: ReadonlySet<State>,
    private readonly gone: readonly ModelRecord[],
    private readonly record: (state: State) => ModelRecord,
  ) {
    this.#waiting = new Set(states);
  }

  /** Before `state` changes. A record may hold what lives on: it is made text here, as it is. */
  capture(state: State): void {
    if (!this.#waiting.delete(state)) return;
    this.#captured.push(frozen(this.record(state)));
  }

  *[Symbol.iterator](): Iterator<ModelRecord> {
    // What is gone first: a name that came again afterwards has a record, which must stand behind.
    yield* this.gone;
    for (;;) {
      yield* this.#captured.splice(0);
      const [state] = this.#waiting;
      if (state === undefined) {
        if (this.#captured.length === 0) return;
        continue;
      }
      this.#waiting.delete(state);
      yield this.record(state);
    }
  }
}

/** A copy that later changes do not reach. */
function frozen(record: ModelRecord): ModelRecord {
  return { ...record, data: structuredClone(record.data) };
}
