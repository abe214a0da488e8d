// A closed day becomes part of the model: what each entity did, by the weight that its day deserves, what is usual for all, calibration.

import { DAILY_DECAY } from './calibration/calibrator.js';
import { creepAfter, anchoredRate, learnFirsts } from './components/firsts.js';
import { decayDimension } from './components/novelty.js';
import { addFeatures, FEATURE_SUMS, FEATURES, featuresOf, standardise } from './components/pattern.js';
import { fitSpreads } from './components/rates.js';
import * as C from './components.js';
import { DIMENSIONS, DOMAIN } from './dimensions.js';
import { MUTED_DAYS } from './muting.js';
import { AGES, type Novelties, type Organisation } from './organisation.js';
import type { ReasonCode } from './reason.js';
import { groupOf, type SharedModel } from './shared-model.js';
import { COUNT_AT, type DayStage, type HourRecord, RAW_AT } from './state/day-stage.js';
import { DAILY, daysOf, EntityModel, type KnownDimension } from './state/entity-model.js';
import type { EntityState } from './state/entity-state.js';
import { isFindingScore } from './scored.js';
import type { VerdictBook } from './verdict-book.js';

/** A day with a finding that nobody judged teaches little. */
const ALERTED_WEIGHT = 0.3;
/** Values that are as good as forgotten are dropped. */
const FORGOTTEN_DAYS = 0.02;

export interface LearnOptions {
  readonly day: number;
  readonly maxValues: number;
  readonly verdicts: VerdictBook;
}

export interface LearnedDay {
  /** Of the entity’s hours, for the autoencoder. */
  readonly rows: readonly Float32Array[];
  readonly valuesForgotten: number;
}

/** Decays what is shared; before the entities of the day. */
export function beginDay(shared: SharedModel): void {
  for (const organisation of shared.organisations) organisation.decay();
  for (const sums of shared.features) for (let i = 0; i < sums.length; i++) sums[i]! *= DAILY;
  const factor = calibratorDecay(shared.days);
  for (const group of shared.calibrators)
    group.forEach((calibrator, i) => calibrator.decay(i === C.PATTERN ? DAILY_DECAY : factor));
  shared.tunnels.decay();
}

/**
 * In the first days nearly all is new, hours of the day above all: what was unusual then must not say for weeks what is unusual. So the
 * memory is a third of the days so far, until that is longer than the usual one. The autoencoder’s is made from rows that it keeps.
 */
function calibratorDecay(days: number): number {
  return Math.min(DAILY_DECAY, (days / (days + 1)) ** 2);
}

/** @param stage of that day; its hours are complete */
export function learnEntity(
  shared: SharedModel,
  state: EntityState,
  stage: DayStage,
  options: LearnOptions,
): LearnedDay {
  const { day, verdicts } = options;
  const organisation = shared.organisation(state.entity);
  const isNew = state.model === undefined;
  const model = (state.model ??= new EntityModel(day));
  const weight = weightOf(state, stage, options);
  const hasVerdicts = verdicts.has(state.key);
  const isMalicious = hasVerdicts && isAttack(state, stage, verdicts, day);
  const isExpected = hasVerdicts && verdicts.isExpected(state.key, day);
  const age = day - model.first;
  calibrate(shared, state, stage, isMalicious);
  const forValues = { ...options, weight, age, isExpected };
  learnTunnels(shared, state, stage, forValues);
  const valuesForgotten = learnValues(organisation, state, model, stage, forValues);
  // What is normal for now must be found again afterwards: of such a day only what was usual before counts as usual.
  const teaches = !isMalicious && !isExpected;
  const rows = teaches ? learnHours(shared, organisation, state, model, stage, weight, options) : [];
  if (teaches && stage.isActive) {
    if (!isNew) learnGap(organisation, model, stage, weight);
    learnNewcomers(organisation, model, stage, { day, age, weight });
  }
  if (stage.isActive) model.last = day;
  model.lastSeen = day;
  if (teaches && stage.sprayed > 0) {
    model.sprayDays = model.sprayDays * DAILY + weight;
    model.sprayed = model.sprayed * DAILY + weight * stage.sprayed;
  }
  model.activeDays++;
  model.events += stage.events;
  model.found = model.found.filter(([on]) => on > day - MUTED_DAYS);
  for (const about of stage.found) model.found.push([day, about]);
  return { rows, valuesForgotten };
}

/** Makes anew what is worked out from all; after the entities of the day. @param states in an order of their own */
export function endDay(shared: SharedModel, states: readonly EntityState[]): void {
  for (const group of shared.calibrators) for (const calibrator of group) calibrator.fit();
  shared.organisations.forEach((organisation, group) => {
    const models = states.flatMap((state) => (state.model && groupOf(state.entity) === group ? [state.model] : []));
    fitSpreads(models, organisation);
  });
}

function weightOf(state: EntityState, stage: DayStage, { day, verdicts }: LearnOptions): number {
  if (verdicts.has(state.key)) {
    if (isAttack(state, stage, verdicts, day)) return 0;
    if (verdicts.isBenignDay(state.key, day)) return 1;
  }
  return isFindingScore(stage.highestScore) ? ALERTED_WEIGHT : 1;
}

/** Called an attack, or one that was called so came again: its values are there. */
export function isAttack(state: EntityState, stage: DayStage, verdicts: VerdictBook, day: number): boolean {
  if (verdicts.isMaliciousDay(state.key, day)) return true;
  if (!verdicts.isMalicious(state.key)) return false;
  return DIMENSIONS.some(({ code }, d) =>
    [...(stage.values[d]?.keys() ?? [])].some((value) => verdicts.isBlocked(state.key, code, value)),
  );
}

function calibrate(shared: SharedModel, state: EntityState, stage: DayStage, isMalicious: boolean): void {
  if (isMalicious) return;
  const calibrators = shared.calibrators[groupOf(state.entity)]!;
  for (const { figures } of stage.hours)
    for (let i = 0; i < C.COMPONENTS; i++) {
      if (i === C.PATTERN && shared.autoencoder === undefined) continue;
      calibrators[i]!.add(figures[RAW_AT + i]!);
      // An address has no hours of its own: what is rare is so among the hours of accounts.
      if (i === C.SPRAYING) (groupOf(state.entity) === 0 ? shared.calibrators[1]! : shared.calibrators[0]!)[i]!.add(0);
    }
}

interface ValueOptions extends LearnOptions {
  readonly weight: number;
  /** Days that the entity is known. */
  readonly age: number;
  /** A verdict says that what is new on that day is normal for now. */
  readonly isExpected: boolean;
}

/** Domain or data in its names: whichever of the two a verdict speaks of. */
const OF_A_TUNNEL = [DIMENSIONS[DOMAIN]!.code, C.COMPONENT_CODES[C.TUNNEL]!];

function learnTunnels(
  shared: SharedModel,
  { key }: EntityState,
  stage: DayStage,
  { day, weight, isExpected, verdicts }: ValueOptions,
): void {
  if (weight === 0 || isExpected) return;
  for (const [domain, { tunnel }] of stage.values[DOMAIN] ?? []) {
    const isOut = (code: ReasonCode): boolean =>
      verdicts.isBlocked(key, code, domain) || verdicts.isExpectedOfAll(day, code, domain);
    if (tunnel !== undefined && !OF_A_TUNNEL.some(isOut)) shared.tunnels.learn(domain, tunnel.bytes, weight);
  }
}

function learnValues(
  organisation: Organisation,
  state: EntityState,
  model: EntityModel,
  stage: DayStage,
  { day, weight, age, isExpected, maxValues, verdicts }: ValueOptions,
): number {
  const hasVerdicts = verdicts.has(state.key);
  let forgotten = 0;
  stage.values.forEach((values, d) => {
    if (values === undefined || values.size === 0) return;
    const known = model.dimension(d);
    decayDimension(known, day);
    const { code } = DIMENSIONS[d]!;
    let fresh = 0;
    let total = 0;
    for (const [value, staged] of values) {
      if (weight === 0) continue;
      if (hasVerdicts && verdicts.isBlocked(state.key, code, value)) continue;
      const isForNow = hasVerdicts && (isExpected || verdicts.isExpectedOfAll(day, code, value));
      if (isForNow && !known.values.has(value)) continue;
      total++;
      const found = known.values.get(value);
      if (found === undefined) {
        known.values.set(value, { days: weight, first: day, last: day });
        fresh++;
        if (staged.cell >= 0) (organisation.novelties[d] as Novelties).cells[staged.cell]! += weight;
      } else {
        found.days = daysOf(found, day) + weight;
        found.last = Math.max(found.last, day);
      }
    }
    const bin = Math.min(age, AGES - 1);
    (organisation.novelties[d] as Novelties).fresh[bin]! += weight * fresh;
    (organisation.novelties[d] as Novelties).total[bin]! += weight * total;
    if (age >= 2) {
      known.fresh += weight * fresh;
      known.total += weight * total;
    }
    forgotten += forget(known.values, day, maxValues);
  });
  return forgotten;
}

/** The least usual go first. */
function forget(values: Map<string, { days: number; last: number; first: number }>, day: number, most: number): number {
  for (const [value, known] of values) if (daysOf(known, day) < FORGOTTEN_DAYS) values.delete(value);
  const excess = values.size - most;
  if (excess <= 0) return 0;
  const rarest = [...values].sort((a, b) => daysOf(a[1], day) - daysOf(b[1], day) || (a[0] < b[0] ? -1 : 1));
  for (const [value] of rarest.slice(0, excess)) values.delete(value);
  return excess;
}

/** Of all. */
export function learnedValues(states: Iterable<EntityState>): number {
  let all = 0;
  for (const known of dimensionsOf(states)) all += known.values.size;
  return all;
}

/** Where there are more than `most` in all, the least usual go of whoever has most, until all have as few. @returns how many went */
export function forgetLearned(states: Iterable<EntityState>, day: number, most: number): number {
  const known = [...dimensionsOf(states)];
  const sizes = known.map(({ values }) => values.size).sort((a, b) => a - b);
  let left = most;
  let each = Infinity;
  for (const [at, size] of sizes.entries()) {
    const share = Math.floor(left / (sizes.length - at));
    if (size > share) {
      each = share;
      break;
    }
    left -= size;
  }
  return known.reduce((forgotten, { values }) => forgotten + (values.size > each ? forget(values, day, each) : 0), 0);
}

function* dimensionsOf(states: Iterable<EntityState>): Iterable<KnownDimension> {
  for (const { model } of states) for (const known of model?.dimensions ?? []) if (known !== undefined) yield known;
}

function learnHours(
  shared: SharedModel,
  organisation: Organisation,
  state: EntityState,
  model: EntityModel,
  stage: DayStage,
  weight: number,
  { day, verdicts }: LearnOptions,
): readonly Float32Array[] {
  decayModel(model, day);
  const blocked = verdicts.has(state.key) ? verdicts.blockedHours(state.key) : [];
  const rows: Float32Array[] = [];
  for (const hour of stage.hours) {
    const row = new Float32Array(FEATURES.length);
    featuresOf(hour.figures, hour.hourOfWeek, row);
    if (!blocked.includes(hour.hourOfWeek % 24)) learnHour(organisation, model, hour, weight);
    const features = shared.features[groupOf(state.entity)]!;
    addFeatures(features, row, weight);
    const standardised = row.slice();
    standardise(standardised, model.features, features);
    rows.push(standardised);
    addFeatures((model.features ??= new Float64Array(FEATURE_SUMS)), row, weight);
  }
  return rows;
}

function learnHour(organisation: Organisation, model: EntityModel, hour: HourRecord, weight: number): void {
  const { figures, hourOfWeek, isActive } = hour;
  if (isActive) {
    model.hours[hourOfWeek]! += weight;
    organisation.hours[hourOfWeek]! += weight;
  }
  for (let rate = 0; rate < C.RATES.length; rate++) {
    const count = figures[COUNT_AT + rate]!;
    // Hours without a person or service say nothing but of DNS; half a day’s files are looked at where there are files.
    if (!isActive && rate !== C.QUESTIONS) continue;
    if (rate === C.FILES_HALF_DAY && count === 0) continue;
    model.rates[rate * 3]! += weight;
    model.rates[rate * 3 + 1]! += weight * count;
    model.rates[rate * 3 + 2]! += weight * count * count;
    organisation.rates[rate * 3]! += weight;
    organisation.rates[rate * 3 + 1]! += weight * count;
  }
  for (let d = 0; d < DIMENSIONS.length; d++) {
    const distinct = figures[C.RATES.length + d]!;
    if (distinct === 0) continue;
    const known = model.dimension(d);
    known.hours += weight;
    known.distinct += weight * distinct;
  }
}

function decayModel(model: EntityModel, day: number): void {
  if (day <= model.at) return;
  const factor = DAILY ** (day - model.at);
  for (const figures of [model.hours, model.rates, model.features ?? []])
    for (let i = 0; i < figures.length; i++) figures[i]! *= factor;
  model.events *= factor;
  model.gaps *= factor;
  model.gapDays *= factor;
  model.at = day;
}

function learnGap(organisation: Organisation, model: EntityModel, stage: DayStage, weight: number): void {
  model.gaps += weight;
  model.gapDays += weight * stage.quietDays;
  organisation.gaps += weight;
  organisation.gapDays += weight * stage.quietDays;
}

function learnNewcomers(
  organisation: Organisation,
  model: EntityModel,
  stage: DayStage,
  { day, age, weight }: { readonly day: number; readonly age: number; readonly weight: number },
): void {
  const rate = anchoredRate(model, organisation, 0, { day, age });
  if (age >= AGES / 2) model.creep = creepAfter(model.creep, weight * stage.newHosts, rate);
  organisation.addFirsts(0, age, stage.newHosts, weight);
  organisation.addFirsts(1, age, stage.newPrograms, weight);
  learnFirsts(model, day, weight * stage.newHosts, weight * stage.newPrograms);
}
