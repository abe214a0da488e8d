// The engine: activities in event-time order in, scores out. Pure: no clock, no file, no randomness; the same activities and verdicts
// give the same scores, live, in a back-test, and after a restart from what `save` gave. Bounded: EngineLimits.
//
// What it knows is a *model* (everything through day `through`, changed only by closeDay and adopt) and what came since: the days
// behind it, staged, and short-lived counters. Where a day is closed by somebody else (the training job), `adopt` takes that model in
// place of the staged days it covers.

import type { Autoencoder, AutoencoderRows } from '../autoencoder/autoencoder.js';
import type { Activity } from './activity.js';
import { Changes } from './changes.js';
import { spray } from './components/failures.js';
import { FEATURES, patternSurprisal } from './components/pattern.js';
import { PATTERN } from './components.js';
import { type Entity, MAX_NAME_CHARS } from './entity.js';
import { evidenceOf } from './evidence-of.js';
import { explain } from './explain/explain.js';
import { sumOf } from './hour-score.js';
import { Judged } from './judged.js';
import { beginDay, endDay, forgetLearned, isAttack, learnedValues, learnEntity } from './learn-day.js';
import { isReady, learningOf } from './learning.js';
import { discount, recountingModel, recountLive, recountModel } from './live-counts.js';
import { aboutOf, isMuted, tell } from './muting.js';
import { groupAlike } from './peer-groups.js';
import { NumberCache } from './math/number-cache.js';
import { Population } from './population.js';
import { type Learning, LEARNING_DAYS, type Profile } from './profile.js';
import { apart, type DayMaximum, isOnProbation, maximaOf } from './probation.js';
import { profileOf } from './profile-of.js';
import type { ModelRecord } from './record.js';
import { restoreRecord, savedChange, savedClock, savedEntity, savedShared } from './saving.js';
import { Scorer } from './scorer.js';
import { isFindingScore, REASONS_FROM, type Scored, type ScoredState } from './scored.js';
import { SharedModel } from './shared-model.js';
import type { DayStage } from './state/day-stage.js';
import type { EntityState } from './state/entity-state.js';
import type { About, HourState } from './state/hour-state.js';
import type { Verdict } from './verdict.js';
import { VerdictBook } from './verdict-book.js';

export interface EngineOptions {
  /** Findings a day for the whole installation that a score of 75 stands for. */
  readonly budget: number;
  readonly limits?: Partial<EngineLimits>;
}

export interface EngineLimits {
  /** Entities of each kind; the longest idle goes first. */
  readonly users: number;
  readonly addresses: number;
  readonly hosts: number;
  /** Values an entity remembers in a dimension; the least usual goes first. */
  readonly values: number;
  /** Of all entities together, staged days included: newcomers leave with theirs first. */
  readonly allValues: number;
}

/**
 * A value that nobody else has takes 300 bytes staged and 400 learned (measured). A model that is adopted lies beside the one in use, and
 * an import has values of its own: all of it must fit into the collector’s heap (supervisor.ts), whoever fills it.
 */
const ENGINE_LIMITS: EngineLimits = {
  users: 20_000,
  addresses: 20_000,
  hosts: 5_000,
  values: 400,
  allValues: 1_200_000,
};
/** Of `allValues` the model may have; the rest is for the days behind it. */
const LEARNED_SHARE = 0.75;
/** Of `allValues` that leave at once, so that the search is seldom. */
const LEAVING_SHARE = 0.05;

/** What a bound left out, since the engine was made or loaded. */
export interface EngineCounts {
  readonly entitiesForgotten: number;
  readonly entitiesRefused: number;
  readonly valuesForgotten: number;
}

/** Accounts that fail from an address before it is looked at by itself. */
const LEAST_SPRAYED = 3;
/**
 * Days that are over and wait to be learned. Where nobody learns them (the training fails, night after night) they would pile up in memory:
 * the oldest go then.
 */
export const MAX_WAITING_DAYS = 14;
/** An entity of which nothing was seen for so long leaves the model. */
const FORGOTTEN_DAYS = 180;

export class Engine {
  readonly #limits: EngineLimits;
  readonly #population: Population;
  readonly #verdicts = new VerdictBook();
  readonly #scorer: Scorer;
  #shared = new SharedModel();
  #budget: number;
  #hour: number | undefined;
  /** Staged, oldest first. */
  #days: number[] = [];
  #learning: Learning | undefined;
  /** By sum, with the model and the budget as they are. */
  readonly #scores = new NumberCache();
  /** Of entities since `changes` was asked: `touch` before one changes. */
  readonly #changes = new Changes<EntityState>(savedChange);

  /** What `judge` answers, made once: of the actor, of the address it comes from, of both. */
  readonly #ofActor: readonly [Judged] = [new Judged()];
  readonly #ofSource: readonly [Judged] = [new Judged()];
  readonly #ofBoth = [...this.#ofActor, ...this.#ofSource];

  constructor(protected readonly options: EngineOptions) {
    this.#limits = { ...ENGINE_LIMITS, ...options.limits };
    this.#budget = options.budget;
    this.#population = new Population(this.#limits, (state) => this.#leave(state));
    this.#scorer = new Scorer(this.#shared, this.#verdicts, this.#limits);
  }

  /**
   * Activities must come in order of `time`, but for some seconds (clock.ts sees to it).
   * @returns what it did to the entities it is about; usually one, none where it is about nobody
   */
  observe(activity: Activity): readonly Scored[] {
    return this.judge(activity).map((each) => each.copy());
  }

  /** The same for who keeps nothing of it: valid until the next call. */
  judge(activity: Activity): readonly Judged[] {
    if (this.#hour === undefined || activity.hour > this.#hour) this.#enterHour(activity.hour);
    const { actor } = activity;
    if (actor === undefined || actor.name.length > MAX_NAME_CHARS) return NOTHING;
    if (this.#scorer.held >= this.#limits.allValues)
      this.#release(LEAVING_SHARE * this.#limits.allValues, activity.hour);
    const source = this.#sourceOf(activity);
    const sprayed = source === undefined ? undefined : this.#spray(source, activity, actor);
    const state = this.#population.enter(actor.kind, actor.name, activity.hour);
    if (state === undefined) return sprayed === undefined ? NOTHING : this.#ofSource;
    this.#changes.touch(state);
    const stage = this.#enter(state, activity);
    this.#scorer.score(state, stage, activity, source);
    this.#scored(state, stage, activity, this.#ofActor[0]);
    return sprayed === undefined ? this.#ofActor : this.#ofBoth;
  }

  /** Day (since 1970, installation’s zone) through which the model goes; undefined: nothing was learned yet. */
  get through(): number | undefined {
    return this.#shared.through;
  }

  /** The latest hour that an activity was in; undefined at first. */
  get hour(): number | undefined {
    return this.#hour;
  }

  /** Days that are staged and over (an activity of a later day was seen), oldest first. */
  get closedDays(): readonly number[] {
    if (this.#hour === undefined) return [];
    const today = Math.floor(this.#hour / 24);
    return this.#days.filter((day) => day < today);
  }

  /** Nothing of this day or an earlier one will come any more: it is closed, though nothing of a later one was seen (training). */
  endOfDay(day: number): void {
    const next = (day + 1) * 24;
    if (this.#hour !== undefined && this.#hour < next) this.#enterHour(next);
  }

  /** Learns the oldest closed day: stages become model, everything decays and is fitted again. Takes ms to seconds. */
  closeDay(): void {
    const [day] = this.closedDays;
    if (day === undefined) return;
    const shared = this.#shared;
    const states = this.#population.sorted;
    const rows: Float32Array[] = [];
    const maxima: DayMaximum[] = [];
    beginDay(shared);
    const aside = apart(shared);
    for (const state of states) {
      if (state.hour.hour >= 0 && state.hour.hour < (day + 1) * 24) state.endHour();
      const stage = state.days.find((each) => each.day === day);
      if (stage === undefined) continue;
      const options = { day, maxValues: this.#limits.values, verdicts: this.#verdicts };
      const isNew = isOnProbation(shared, state, day);
      const learned = learnEntity(isNew ? aside : shared, state, stage, options);
      if (!isNew) rows.push(...learned.rows);
      this.#scorer.valuesForgotten += learned.valuesForgotten;
      if (!isNew && countsAsDay(stage) && !isAttack(state, stage, this.#verdicts, day))
        maxima.push({ state, sum: stage.highestSum });
      shared.events += stage.events;
    }
    shared.first ??= day;
    shared.days++;
    shared.through = day;
    shared.findings.learn(day, maximaOf(maxima, day, this.#budget));
    shared.rows.add(rows);
    for (const state of states) this.#cover(state, day);
    this.#boundLearned(day);
    const left = this.#population.sorted;
    const settled = left.filter((state) => !isOnProbation(shared, state, day));
    endDay(shared, settled);
    groupAlike(shared, settled, day);
    recountModel(shared, left, day);
    this.#days = this.#days.filter((each) => each > day);
    this.#modelChanged();
  }

  /**
   * In place of all given before. A verdict acts from the next activity on, and at the next closeDay; of the hours that go on what it
   * speaks of is taken back.
   * @param newest event time, ms: what is over by then takes nothing back
   */
  setVerdicts(verdicts: readonly Verdict[], newest = -Infinity): void {
    // They speak of what was before they were given.
    const now = verdicts.reduce((latest, { from }) => Math.max(latest, from), newest);
    const judgedBefore = [...this.#population].filter(({ key }) => this.#verdicts.has(key));
    this.#verdicts.set(verdicts);
    const judged = [...this.#population].filter(({ key }) => this.#verdicts.has(key));
    for (const state of new Set([...judgedBefore, ...judged])) {
      this.#changes.touch(state);
      this.#scorer.judgeAnew(state, now);
      if (state.hour.sum >= 0) state.hour.score = this.#scoreOf(state.hour.sum);
    }
  }

  /** From now on; what is staged stays. */
  setBudget(budget: number): void {
    this.#budget = budget;
    this.#scores.clear();
  }

  /** What the autoencoder is trained with, of the days in the model; undefined: too little. Call it after closeDay. */
  autoencoderRows(): AutoencoderRows | undefined {
    // One that has seen a day or two takes each new weekday for strange, and lifts the sums that calibration remembers.
    if (this.#shared.days < LEARNING_DAYS / 2) return undefined;
    const values = this.#shared.rows.all;
    return values === undefined ? undefined : { features: FEATURES, values };
  }

  /** In use; its weights are where the next training begins. */
  get autoencoder(): Autoencoder | undefined {
    return this.#shared.autoencoder;
  }

  /** From the next activity on; undefined: without. */
  useAutoencoder(autoencoder: Autoencoder | undefined): void {
    const shared = this.#shared;
    shared.autoencoder = autoencoder;
    if (autoencoder === undefined) return;
    shared.renewPattern();
    for (let i = 0; i < shared.rows.count; i++)
      for (const group of shared.calibrators)
        group[PATTERN]!.add(patternSurprisal(autoencoder.error(shared.rows.row(i))));
    for (const group of shared.calibrators) group[PATTERN]!.fit();
    this.#modelChanged();
  }

  /**
   * Takes over the model of `published`, which goes through a later day than this one’s; staged days that it covers are forgotten,
   * later ones and the short-lived counters stay. `published` must not be used afterwards. Cheap: nothing is copied.
   */
  adopt(published: Engine): void {
    const through = published.#shared.through;
    if (through === undefined) return;
    const places = this.#shared.places;
    this.#shared = published.#shared;
    for (const [country, place] of places) this.#shared.places.set(country, place);
    for (const state of this.#population) {
      const learned = published.#population.find(state.entity);
      state.model = learned?.model;
    }
    for (const learned of published.#population) {
      if (learned.model === undefined || this.#population.find(learned.entity) !== undefined) continue;
      const { kind, name } = learned.entity;
      const state = this.#population.enter(kind, name, this.#hour ?? 0);
      if (state !== undefined) state.model = learned.model;
    }
    for (const state of [...this.#population]) this.#cover(state, through);
    this.#days = this.#days.filter((day) => day > through);
    this.#modelChanged();
  }

  /** Everything, for `restore`; entity by entity, so that a caller may pause between records. The engine must not be used meanwhile. */
  *save(): Iterable<ModelRecord> {
    yield* savedShared(this.#shared, { hour: this.#hour, days: this.#days });
    for (const state of this.#population) yield savedEntity(state);
  }

  /**
   * For the stage's journal (live/): what changed since the last call, as it is NOW, though the engine is used while it is drawn
   * (changes.ts). It stands on the model file through `through`, and is restored over it. `data: null`: the entity was forgotten.
   * @param all of every entity, changed or not; the first call must ask for it
   */
  changes(all?: 'all'): Iterable<ModelRecord> {
    const clock = savedClock(this.#shared, { hour: this.#hour, days: [...this.#days] });
    return joined(clock, this.#changes.take(all && this.#population));
  }

  /** One record of `save`, in any order, into a fresh engine; behind those, one of `changes` over it. @throws Error when the data is not what it should be: leave it out */
  restore(record: ModelRecord): void {
    const clock = restoreRecord(record, this.#shared, this.#population);
    if (clock === undefined) return;
    this.#hour = clock.hour;
    this.#days = clock.days;
  }

  /** After the last `restore`. */
  restored(): void {
    for (const _ of this.restoring()) void _;
  }

  /** The same in pieces of well below a ms, for a thread that must not stop. */
  *restoring(): Iterable<void> {
    const { through } = this.#shared;
    if (through !== undefined) yield* recountingModel(this.#shared, this.#population.sorted, through);
    this.#modelChanged(true);
  }

  profile(entity: Entity, users = this.#population.size('user')): Profile | undefined {
    const state = this.#population.find(entity);
    const shared = this.#shared;
    return state === undefined ? undefined : profileOf(state, shared, learningOf(shared, undefined, users));
  }

  /** Of the whole: is there enough to tell people? */
  get learning(): Learning {
    const today = this.#hour === undefined ? undefined : Math.floor(this.#hour / 24);
    return learningOf(this.#shared, today, this.#population.size('user'));
  }

  /** Entities known, by kind. */
  get sizes(): { readonly users: number; readonly ips: number; readonly hosts: number } {
    const of = this.#population;
    return { users: of.size('user'), ips: of.size('ip'), hosts: of.size('host') };
  }

  get counts(): EngineCounts {
    const { forgotten, refused } = this.#population;
    return {
      entitiesForgotten: forgotten,
      entitiesRefused: refused,
      valuesForgotten: this.#scorer.valuesForgotten,
    };
  }

  #enterHour(hour: number): void {
    this.#hour = hour;
    this.#learning = undefined;
  }

  /** The address that a logon comes from, where accounts failed from it. */
  #sourceOf({ kind, outcome, sourceIp, actor, hour }: Activity): EntityState | undefined {
    if (kind !== 'logon' || sourceIp === undefined || actor === undefined || actor.kind !== 'user') return undefined;
    const population = this.#population;
    const source = outcome === 'failure' ? population.enter('ip', sourceIp, hour) : population.named('ip', sourceIp);
    if (source !== undefined) this.#changes.touch(source);
    return source;
  }

  #spray(source: EntityState, activity: Activity, actor: Entity): Scored | undefined {
    if (activity.outcome !== 'failure') return undefined;
    source.lastHour = Math.max(source.lastHour, activity.hour);
    const accounts = spray(source, actor.name, activity.time);
    if (accounts < LEAST_SPRAYED) return undefined;
    const stage = this.#enter(source, activity);
    stage.sprayed = Math.max(stage.sprayed, accounts);
    this.#scorer.spray(source, activity, accounts);
    return this.#scored(source, stage, activity, this.#ofSource[0]);
  }

  /** Its hour and day; a late activity belongs to the hour that it is in. */
  #enter(state: EntityState, activity: Activity): DayStage {
    const least = this.#shared.through === undefined ? 0 : (this.#shared.through + 1) * 24;
    const hour = Math.max(activity.hour, state.hour.hour, least);
    if (hour !== state.hour.hour) {
      const day = Math.floor(hour / 24);
      state.endHour();
      const isNewDay = (state.day === undefined || state.day.day < day) && this.#enterDay(day);
      state.enter(day);
      if (isNewDay) this.#forgetOldest();
      state.hour.begin(hour, (((activity.hourOfWeek + hour - activity.hour) % 168) + 168) % 168);
    }
    state.lastHour = hour;
    return state.day as DayStage;
  }

  /** @returns whether nobody was there on that day before */
  #enterDay(day: number): boolean {
    if (this.#days.includes(day)) return false;
    this.#days.push(day);
    this.#days.sort((a, b) => a - b);
    return true;
  }

  /** See MAX_WAITING_DAYS. Nothing of them is learned any more. */
  #forgetOldest(): void {
    const forgotten = this.#days.splice(0, Math.max(0, this.#days.length - 1 - MAX_WAITING_DAYS));
    const last = forgotten.at(-1);
    if (last === undefined) return;
    for (const state of [...this.#population]) {
      if (state.days.every(({ day }) => day > last)) continue;
      this.#changes.touch(state);
      this.#cover(state, last);
    }
    this.#recountLive();
  }

  #recountLive(): void {
    recountLive(this.#shared, this.#population);
    this.#scorer.held = 0;
    for (const state of this.#population) this.#scorer.held += state.values;
  }

  #scored(state: EntityState, stage: DayStage, activity: Activity, scored: Judged): Judged {
    const { hour } = state;
    const isFirst = hour.sum < 0;
    const sum = this.#scorer.rose || isFirst ? sumOf(hour) : hour.sum;
    const raised = sum > hour.sum;
    if (raised) {
      hour.sum = sum;
      hour.score = this.#shared.findings.score(sum, this.#budget);
      stage.highestSum = Math.max(stage.highestSum, sum);
      stage.highestScore = Math.max(stage.highestScore, hour.score);
    }
    const own = this.#scorer.own.sum;
    const score = raised ? hour.score : own > 0 ? Math.min(hour.score, this.#scoreOf(own)) : 0;
    if (this.#scorer.rose) hour.about = undefined;
    const kind = this.#stateOf(state, score);
    const { time } = activity;
    scored.begin(state, time, score, raised, kind);
    if (score < REASONS_FROM || !(raised || isToBeExplained(hour, kind, time))) return scored;
    hour.explainedAt = time;
    hour.explainedAs = kind;
    const { reasons, summary } = explain(state.entity, activity, evidenceOf(state, this.#shared, score));
    scored.reasons = reasons;
    scored.summary = summary;
    return scored;
  }

  /** A loud hour has the same few sums again and again. */
  #scoreOf(sum: number): number {
    const known = this.#scores.get(sum);
    return Number.isNaN(known) ? this.#scores.set(sum, this.#shared.findings.score(sum, this.#budget)) : known;
  }

  #stateOf(state: EntityState, score: number): ScoredState {
    this.#learning ??= this.learning;
    if (!isReady(state, this.#learning)) return 'learning';
    if (!isFindingScore(score)) return 'ready';
    const about = (state.hour.about ??= whatAbout(state));
    if (about.isMuted && !this.#verdicts.isMalicious(state.key)) return 'muted';
    if (!about.isTold) tell(state, about.text);
    about.isTold = true;
    return 'ready';
  }

  /** Days through `day` are in the model now; who is nobody any more leaves. */
  #cover(state: EntityState, day: number): void {
    if (state.hour.hour >= 0 && state.hour.hour < (day + 1) * 24) state.hour.hour = -1;
    state.days = state.days.filter((stage) => stage.day > day);
    if (state.days.length > 0) return;
    const isOld = state.model === undefined || state.model.lastSeen < day - FORGOTTEN_DAYS;
    const isSpray = state.sprayed !== undefined && state.lastHour >= (day + 1) * 24 - 6;
    if (!isOld || isSpray) return;
    this.#changes.forget(state);
    this.#population.remove(state);
  }

  #boundLearned(day: number): void {
    const most = Math.floor(LEARNED_SHARE * this.#limits.allValues);
    const excess = learnedValues(this.#population) - most;
    if (excess <= 0) return;
    this.#release(excess, (day + 1) * 24);
    this.#scorer.valuesForgotten += forgetLearned(this.#population, day, most);
  }

  /** Room for values: who may leave does. Who stays has none for more (Scorer). */
  #release(values: number, hour: number): void {
    this.#scorer.valuesForgotten += this.#population.release(values, hour);
  }

  /** What was worked out with the model before is worked out anew. */
  #modelChanged(isRestored = false): void {
    this.#scorer.shared = this.#shared;
    this.#learning = undefined;
    this.#scores.clear();
    this.#recountLive();
    if (isRestored) return;
    for (const { hour, days } of this.#population) {
      hour.about = undefined;
      for (const { values } of days)
        for (const each of values) for (const staged of each?.values() ?? []) staged.toBeAppraised();
    }
  }

  /** Its part in what is counted goes with it. */
  #leave(state: EntityState): void {
    this.#changes.forget(state);
    discount(this.#shared, state);
    this.#scorer.held -= state.values;
  }
}

function* joined(first: ModelRecord, then: Iterable<ModelRecord>): Iterable<ModelRecord> {
  yield first;
  yield* then;
}

function countsAsDay(stage: DayStage): boolean {
  return stage.events > 0 || stage.sprayed > 0;
}

function whatAbout(state: EntityState): About {
  const text = aboutOf(state);
  return { text, isMuted: isMuted(state, text), isTold: false };
}

/** What raises the hour is always explained, else it would cost more than all the rest to say the same for each event of a flood. */
function isToBeExplained({ explainedAt, explainedAs }: HourState, state: ScoredState, time: number): boolean {
  return state !== explainedAs || time >= explainedAt + EXPLAINED_AGAIN_MS;
}

const EXPLAINED_AGAIN_MS = 60_000;
const NOTHING: readonly Judged[] = [];
