// What an activity does to the hour of an entity: counts, and raises the components that it speaks of. Looks at a component only where
// its input changed: a known value costs a look-up, a count is looked at again when it is a quarter higher.

import { interned } from '#src/event/interned.js';
import type { Activity } from './activity.js';
import {
  breachSurprisal,
  fail,
  failuresCounted,
  failuresFrom,
  LEAST_FAILURES,
  spraySurprisal,
  sprayedBy,
  succeeded,
} from './components/failures.js';
import { anchoredRate, creepAfter, firstsSurprisal } from './components/firsts.js';
import { dormancySurprisal, usualGap } from './components/dormancy.js';
import { hourSurprisal } from './components/hours.js';
import { novelty } from './components/novelty.js';
import { FEATURES, featuresOf, patternSurprisal, standardise } from './components/pattern.js';
import { rateSurprisal, usualRate } from './components/rates.js';
import { PLACE_MS, travel } from './components/travel.js';
import { tunnelSurprisal } from './components/tunnel.js';
import * as C from './components.js';
import { COUNTRY, dimensionsOf, DOMAIN, HOST, MAX_VALUE_CHARS, PROGRAM, valueIn } from './dimensions.js';
import { rise, Strongest, sumOf } from './hour-score.js';
import { discountValue } from './live-counts.js';
import { DistinctBytes } from './math/distinct-bytes.js';
import type { Organisation } from './organisation.js';
import { groupOf, type SharedModel } from './shared-model.js';
import { COUNT_AT, type DayStage, DISTINCT_AT, FRESH_AT, RAW_AT, StagedValue } from './state/day-stage.js';
import { AGES } from './organisation.js';
import { daysOf } from './state/entity-model.js';
import type { EntityState } from './state/entity-state.js';
import { LEVEL_AT, NEXT_AT, type Note } from './state/hour-state.js';
import type { VerdictBook } from './verdict-book.js';

const HALF_DAY_MS = 12 * 3_600_000;
const DAY_MS = 86_400_000;
const MAX_TIMES = 500;
/** A count is looked at again when it is so much higher. */
const STEP = 1.25;
/** Data in DNS names that tells as much as a value of surprisal 1; names of an ordinary site (`www`, `mail`) tell nothing. */
const TELLING_BYTES = 100;
const TELLS_NOTHING = 0.1;

export class Scorer {
  /** Of the last activity: levels of what it said, and whether anything rose. */
  readonly own = new Strongest();
  rose = false;
  valuesForgotten = 0;
  /** Values of all entities, learned and staged. */
  held = 0;
  #isPatternDue = false;
  /** A host, a program was used for the first time. */
  #isNewHost = false;
  #isNewProgram = false;
  readonly #row = new Float32Array(FEATURES.length);

  constructor(
    public shared: SharedModel,
    private readonly verdicts: VerdictBook,
    private readonly limits: { readonly values: number; readonly allValues: number },
  ) {}

  /** @param source state of the address that a logon comes from, where accounts failed from it */
  score(state: EntityState, stage: DayStage, activity: Activity, source: EntityState | undefined): void {
    this.own.clear();
    this.rose = false;
    this.#isPatternDue = false;
    const organisation = this.shared.organisation(state.entity);
    stage.events++;
    if (
      state.entity.kind !== 'user' ||
      (!activity.isInferred && activity.kind !== 'dns' && activity.kind !== 'network')
    )
      this.#becomeActive(state, stage, activity, organisation);
    for (const d of dimensionsOf(activity)) {
      const value = valueIn(activity, d);
      if (value !== undefined && value !== '') this.#value(state, stage, activity, organisation, d, value);
    }
    this.#count(state, activity, organisation);
    if (activity.kind === 'logon') this.#logon(state, activity, source);
    if (this.#isPatternDue && this.shared.autoencoder !== undefined) this.#pattern(state, activity);
  }

  /** Accounts fail from an address: about the address. */
  spray(state: EntityState, activity: Activity, accounts: number): void {
    this.own.clear();
    this.rose = false;
    const surprisal = spraySurprisal(accounts, state.model);
    if (surprisal <= 0 || this.#isSilentAt(state, activity.time, C.SPRAYING, undefined)) return;
    // An address has this component alone: it counts twice, as an account’s would with what else it shows.
    const level = 2 * this.shared.level(state.entity, C.SPRAYING, surprisal);
    this.own.add(level);
    if (surprisal <= state.hour.figures[RAW_AT + C.SPRAYING]!) return;
    const note = { seen: accounts, source: state.entity.name };
    this.rose = rise(state.hour, C.SPRAYING, surprisal, level, note);
  }

  /** Verdicts changed: what is silent now is taken back, what is staged is appraised again. */
  judgeAnew(state: EntityState, now: number): void {
    for (const { values } of state.days)
      for (const each of values) for (const staged of each?.values() ?? []) staged.toBeAppraised();
    const { hour } = state;
    hour.about = undefined;
    if (hour.hour < 0) return;
    for (let component = 0; component < C.COMPONENTS; component++) {
      if (
        hour.figures[RAW_AT + component]! === 0 ||
        !this.#isSilentAt(state, now, component, hour.notes[component]?.value)
      )
        continue;
      hour.figures[RAW_AT + component] = hour.figures[LEVEL_AT + component] = 0;
      hour.notes[component] = undefined;
    }
    if (hour.sum >= 0) hour.sum = sumOf(hour);
  }

  #becomeActive(state: EntityState, stage: DayStage, activity: Activity, organisation: Organisation): void {
    const { hour } = state;
    if (!stage.isActive) {
      const last = state.lastActiveDay;
      stage.quietDays = last === undefined ? 0 : Math.max(0, stage.day - last - 1);
      stage.isActive = true;
    }
    if (hour.isActive) return;
    hour.isActive = true;
    const blocked = this.verdicts.has(state.key) ? this.verdicts.blockedHours(state.key) : [];
    let own = state.model?.hours;
    if (own !== undefined && blocked.length > 0) own = own.map((count, h) => (blocked.includes(h % 24) ? 0 : count));
    this.#raise(state, activity, C.UNUSUAL_HOUR, hourSurprisal(own, organisation.hours, hour.hourOfWeek), undefined);
    this.#carry(state, stage, activity, organisation);
    if (stage.quietDays === 0) return;
    const quiet = dormancySurprisal(stage.quietDays, state.model, organisation);
    this.#raise(state, activity, C.DORMANT, quiet, {
      seen: stage.quietDays,
      usual: usualGap(state.model, organisation),
    });
  }

  /** What goes on for days is there in each hour, not only in the one in which it rose. */
  #carry(state: EntityState, stage: DayStage, activity: Activity, organisation: Organisation): void {
    const age = stage.day - (state.firstDay ?? stage.day);
    const times = state.newHostTimes;
    while (times.length > 0 && times[0]! <= activity.time - DAY_MS) times.shift();
    const hasCreep = (state.model?.creep ?? 0) > 0 && age >= AGES / 2;
    if (times.length === 0 && !hasCreep) return;
    const rate = anchoredRate(state.model, organisation, 0, { day: stage.day, age });
    if (times.length > 0)
      this.#raise(state, activity, C.NEW_HOSTS, firstsSurprisal(times.length, rate), {
        seen: times.length,
        usual: rate,
      });
    if (hasCreep) this.#creep(state, activity, stage.day, rate);
  }

  #value(
    state: EntityState,
    stage: DayStage,
    activity: Activity,
    organisation: Organisation,
    d: number,
    said: string,
  ): void {
    const value = said.length > MAX_VALUE_CHARS ? said.slice(0, MAX_VALUE_CHARS) : said;
    const staged = stage.valuesOf(d).get(value) ?? this.#newValue(state, stage, d, value);
    const { hour } = state;
    if (staged.hour !== hour.hour) {
      staged.hour = hour.hour;
      hour.figures[DISTINCT_AT + d]!++;
      this.#isPatternDue ||= staged.surprisal > 0;
    }
    if (!staged.isUsual) {
      if (Number.isNaN(staged.surprisal)) this.#appraise(state, stage, organisation, d, value, staged);
      if (staged.surprisal > 0) this.#raiseNovelty(state, activity, d, value, staged);
    }
    if (d === DOMAIN && activity.subdomain) this.#tunnel(state, activity, value, staged);
  }

  #newValue(state: EntityState, stage: DayStage, d: number, value: string): StagedValue {
    const values = stage.valuesOf(d);
    const isOwnFull = values.size >= this.limits.values;
    const isFull = isOwnFull || (this.held >= this.limits.allValues && values.size > 0);
    const replaced = isFull ? this.#makeRoom(state, values, d) : undefined;
    const staged = new StagedValue();
    values.set(interned(value), staged);
    this.held++;
    staged.isFirst = !isKnown(state, d, value);
    if (replaced !== undefined) staged.hour = replaced.hour;
    // Whoever uses more values than fit, again and again (a monitor), would otherwise use ever more that are new.
    if (isOwnFull || !staged.isFirst) return staged;
    state.hour.figures[FRESH_AT + d]!++;
    if (d === HOST) stage.newHosts++;
    if (d === PROGRAM) stage.newPrograms++;
    this.#isNewHost ||= d === HOST;
    this.#isNewProgram ||= d === PROGRAM;
    return staged;
  }

  /**
   * The least telling value of a full day goes (or of any, where all entities have too many), and the new one stands for it in the count of
   * the hour: else some hundred ordinary names would hide whatever comes after them until midnight.
   * @returns what went
   */
  #makeRoom(state: EntityState, values: Map<string, StagedValue>, d: number): StagedValue {
    this.valuesForgotten++;
    this.held--;
    const value = leastTelling(values);
    const staged = values.get(value)!;
    values.delete(value);
    const isNew = !isKnown(state, d, value);
    discountValue(this.shared, state, d, { value, isNew, bytes: staged.tunnel?.bytes ?? 0 });
    return staged;
  }

  /** Works out how unusual a value is, before it counts itself among those who use it. */
  #appraise(
    state: EntityState,
    stage: DayStage,
    organisation: Organisation,
    d: number,
    value: string,
    staged: StagedValue,
  ): void {
    const day = { day: stage.day, isBlocked: this.#isBlocked(state, d, value) };
    staged.surprisal = novelty(state, organisation, d, value, staged, day);
    staged.level = this.shared.level(state.entity, C.NOVELTY + d, staged.surprisal);
    staged.isUsual = staged.surprisal <= 0;
    if (!staged.isFirst) return;
    staged.isFirst = false;
    organisation.meet(d, value);
  }

  #raiseNovelty(state: EntityState, activity: Activity, d: number, value: string, staged: StagedValue): void {
    if (this.#isSilent(state, activity, C.NOVELTY + d, value)) return;
    this.own.add(staged.level);
    if (staged.surprisal <= state.hour.figures[RAW_AT + C.NOVELTY + d]!) return;
    this.rose = rise(state.hour, C.NOVELTY + d, staged.surprisal, staged.level, { value }) || this.rose;
  }

  #isBlocked(state: EntityState, d: number, value: string): boolean {
    return this.verdicts.has(state.key) && this.verdicts.isBlocked(state.key, C.COMPONENT_CODES[C.NOVELTY + d]!, value);
  }

  #count(state: EntityState, activity: Activity, organisation: Organisation): void {
    if (this.#isNewHost) this.#first(state, activity, organisation, HOST);
    if (this.#isNewProgram) this.#first(state, activity, organisation, PROGRAM);
    this.#isNewHost = this.#isNewProgram = false;
    const { hour } = state;
    const { kind, outcome } = activity;
    if (kind === 'dns')
      return this.#rate(state, activity, organisation, C.QUESTIONS, hour.figures[COUNT_AT + C.QUESTIONS]! + 1);
    if (outcome === 'failure')
      this.#rate(state, activity, organisation, C.FAILURES, hour.figures[COUNT_AT + C.FAILURES]! + 1);
    else if (kind === 'logon')
      this.#rate(state, activity, organisation, C.LOGONS, hour.figures[COUNT_AT + C.LOGONS]! + 1);
    if (kind === 'privilege')
      this.#rate(state, activity, organisation, C.PRIVILEGED, hour.figures[COUNT_AT + C.PRIVILEGED]! + 1);
    if (kind === 'file') this.#file(state, activity, organisation);
    if (hour.figures[DISTINCT_AT + HOST]! > hour.figures[COUNT_AT + C.HOSTS]!)
      this.#rate(state, activity, organisation, C.HOSTS, hour.figures[DISTINCT_AT + HOST]!);
    if (hour.figures[DISTINCT_AT + PROGRAM]! > hour.figures[COUNT_AT + C.PROGRAMS]!)
      this.#rate(state, activity, organisation, C.PROGRAMS, hour.figures[DISTINCT_AT + PROGRAM]!);
  }

  #file(state: EntityState, activity: Activity, organisation: Organisation): void {
    this.#rate(state, activity, organisation, C.FILES, state.hour.figures[COUNT_AT + C.FILES]! + 1);
    state.files = 1 + state.files * Math.exp(Math.min(0, state.filesAt - activity.time) / HALF_DAY_MS);
    state.filesAt = Math.max(state.filesAt, activity.time);
    if (state.files > state.hour.figures[COUNT_AT + C.FILES_HALF_DAY]!)
      this.#rate(state, activity, organisation, C.FILES_HALF_DAY, state.files);
  }

  #rate(state: EntityState, activity: Activity, organisation: Organisation, rate: number, count: number): void {
    const { hour } = state;
    hour.figures[COUNT_AT + rate] = count;
    if (count < hour.figures[NEXT_AT + rate]!) return;
    hour.figures[NEXT_AT + rate] = Math.max(count + 1, Math.ceil(count * STEP));
    this.#isPatternDue = true;
    const surprisal = rateSurprisal(state.model, organisation, rate, Math.floor(count));
    if (surprisal <= hour.figures[RAW_AT + C.RATE + rate]!) return;
    const note = { seen: Math.floor(count), usual: usualRate(state.model, organisation, rate) };
    this.#raise(state, activity, C.RATE + rate, surprisal, note);
  }

  #first(state: EntityState, activity: Activity, organisation: Organisation, d: number): void {
    const which = d === HOST ? 0 : 1;
    const times = which === 0 ? state.newHostTimes : state.newProgramTimes;
    while (times.length > 0 && (times[0]! <= activity.time - DAY_MS || times.length >= MAX_TIMES)) times.shift();
    times.push(activity.time);
    const day = Math.floor(state.hour.hour / 24);
    const age = day - (state.firstDay ?? day);
    const rate = anchoredRate(state.model, organisation, which, { day, age });
    const component = which === 0 ? C.NEW_HOSTS : C.NEW_PROGRAMS;
    this.#raise(state, activity, component, firstsSurprisal(times.length, rate), { seen: times.length, usual: rate });
    if (which === 0 && age >= AGES / 2) this.#creep(state, activity, day, rate);
  }

  /** One day with new hosts is no creep, however few are usual. */
  #creep(state: EntityState, activity: Activity, day: number, rate: number): void {
    const { hosts, days } = hostsLately(state, day);
    if (days < 2) return;
    const creep = state.days.reduce((sum, { newHosts }) => creepAfter(sum, newHosts, rate), state.model?.creep ?? 0);
    this.#raise(state, activity, C.CREEP, creep, { seen: hosts, usual: rate });
  }

  #tunnel(state: EntityState, activity: Activity, domain: string, staged: StagedValue): void {
    const tunnel = (staged.tunnel ??= new DistinctBytes());
    const before = tunnel.bytes;
    if (!tunnel.add(activity.subdomain as string)) return;
    this.shared.tunnels.meet(domain, before, tunnel.bytes);
    const others = this.shared.tunnels.others(domain, tunnel.bytes);
    const surprisal = tunnelSurprisal(tunnel.bytes, others);
    if (surprisal <= state.hour.figures[RAW_AT + C.TUNNEL]! + 0.05) return;
    this.#raise(state, activity, C.TUNNEL, surprisal, { value: domain, seen: tunnel.bytes, usual: others });
  }

  #logon(state: EntityState, activity: Activity, source: EntityState | undefined): void {
    const { time, sourceIp, sourceHost, outcome } = activity;
    const from = sourceIp ?? sourceHost ?? '';
    if (outcome === 'failure') return fail(state, from, time);
    if (outcome !== 'success') return;
    const failures = failuresFrom(state, from, time);
    if (failures >= LEAST_FAILURES) {
      const note = { seen: failuresCounted(state, from), source: from };
      this.#raise(state, activity, C.FAILURES_THEN_SUCCESS, breachSurprisal(failures), note);
      succeeded(state, from);
    }
    const sprayed = source === undefined ? 0 : sprayedBy(source, time);
    if (source !== undefined && sprayed > 1) {
      const surprisal = spraySurprisal(sprayed, source.model);
      const isHigher = surprisal > state.hour.figures[RAW_AT + C.SPRAYING_SUCCESS]!;
      const note = isHigher ? { seen: sprayed, source: source.entity.name } : undefined;
      this.#raise(state, activity, C.SPRAYING_SUCCESS, surprisal, note);
    }
    this.#whereabouts(state, activity);
  }

  #whereabouts(state: EntityState, { time, place, country, isPresence, isOnSite }: Activity): void {
    if (place === undefined) return isPresence && isOnSite === true ? this.#presence(state, time) : undefined;
    const before = state.whereabouts;
    state.whereabouts = { lat: place.lat, lon: place.lon, country, time };
    if (country !== undefined) this.shared.places.set(country, [place.lat, place.lon]);
    if (before === undefined || time - before.time > PLACE_MS || before.country === country) return;
    const { km, minutes, surprisal } = travel(before, place, time);
    if (surprisal <= 0) return;
    const note: Note = {
      km,
      minutes,
      ...(country && { value: country }),
      ...(before.country && { from: before.country }),
    };
    this.#raiseAt(state, time, C.TRAVEL, surprisal, note);
  }

  /** Somebody sits at a console of ours: he is where he mostly is, or most are. */
  #presence(state: EntityState, time: number): void {
    const country = mostUsual(state) ?? this.#mostPopular(state);
    const place = country === undefined ? undefined : this.shared.places.get(country);
    if (place !== undefined) state.whereabouts = { lat: place[0], lon: place[1], country, time };
  }

  #mostPopular(state: EntityState): string | undefined {
    let best: string | undefined;
    let most = 0;
    for (const [country, { users }] of this.shared.organisation(state.entity).popularity[COUNTRY] ?? [])
      if (users > most || (users === most && best !== undefined && country < best)) [best, most] = [country, users];
    return best;
  }

  #pattern(state: EntityState, activity: Activity): void {
    const { autoencoder, features } = this.shared;
    if (autoencoder === undefined) return;
    const error = autoencoder.error(this.patternRow(state, features[groupOf(state.entity)]!));
    this.#raise(state, activity, C.PATTERN, patternSurprisal(error), undefined);
  }

  /** Standardised features of the hour so far. Valid until the next call. */
  patternRow(state: EntityState, all: Float64Array): Float32Array {
    const { hour } = state;
    featuresOf(hour.figures, hour.hourOfWeek, this.#row);
    standardise(this.#row, state.model?.features, all);
    return this.#row;
  }

  #raise(state: EntityState, activity: Activity, component: number, surprisal: number, note: Note | undefined): void {
    this.#raiseAt(state, activity.time, component, surprisal, note);
  }

  #raiseAt(state: EntityState, time: number, component: number, surprisal: number, note: Note | undefined): void {
    if (surprisal <= 0 || this.#isSilentAt(state, time, component, note?.value)) return;
    const level = this.shared.level(state.entity, component, surprisal);
    if (component !== C.PATTERN) this.own.add(level);
    this.rose = rise(state.hour, component, surprisal, level, note) || this.rose;
  }

  #isSilent(state: EntityState, activity: Activity, component: number, value: string): boolean {
    return this.#isSilentAt(state, activity.time, component, value);
  }

  #isSilentAt(state: EntityState, time: number, component: number, value: string | undefined): boolean {
    if (!this.verdicts.has(state.key)) return false;
    const { hour } = state.hour;
    const when = { hour: hour % 24, day: Math.floor(hour / 24), time };
    return this.verdicts.isSilent(state.key, { code: C.COMPONENT_CODES[component]!, value, ...when });
  }
}

function isKnown(state: EntityState, d: number, value: string): boolean {
  return state.model?.dimensions[d]?.values.has(value) === true || state.staged(d, value) !== undefined;
}

/** New ones, and the days on which there were some. */
function hostsLately(state: EntityState, day: number): { readonly hosts: number; readonly days: number } {
  let [hosts, days] = [0, 0];
  for (const { newHosts } of state.days) [hosts, days] = [hosts + newHosts, days + Math.sign(newHosts)];
  const firsts = state.model?.firsts ?? [];
  for (let i = 0; i < firsts.length; i += 3) {
    if (day - firsts[i]! > LATELY_DAYS) continue;
    hosts += firsts[i + 1]!;
    days += Math.sign(firsts[i + 1]!);
  }
  // A day with a finding counts for less, but nobody sees a part of a machine.
  return { hosts: Math.max(hosts, days), days };
}

const LATELY_DAYS = 14;

/** One that tells nothing is taken at once; of those that tell as little the oldest. */
function leastTelling(values: ReadonlyMap<string, StagedValue>): string {
  let least = '';
  let told = Infinity;
  for (const [value, { surprisal, tunnel }] of values) {
    const tells = (surprisal > 0 ? surprisal : 0) + (tunnel?.bytes ?? 0) / TELLING_BYTES;
    if (tells >= told) continue;
    [least, told] = [value, tells];
    if (tells < TELLS_NOTHING) break;
  }
  return least;
}

function mostUsual(state: EntityState): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [value, known] of state.model?.dimensions[COUNTRY]?.values ?? []) {
    const days = daysOf(known, state.day?.day ?? known.last);
    if (days > most) [best, most] = [value, days];
  }
  return best;
}
