// The hour’s strongest components as evidence: what was seen, what is usual, and who else does it. Worked out only when it is told.

import * as C from './components.js';
import { FEATURES, featuresOf, noveltyOf, plainFeature, TOLD_FEATURES, usualFeature } from './components/pattern.js';
import type { Evidence, Facts } from './evidence.js';
import { partsOf } from './hour-score.js';
import { countedOf } from './live-counts.js';
import { groupOf, type SharedModel } from './shared-model.js';
import { FRESH_AT } from './state/day-stage.js';
import { daysOf, decayedWeeks, hoursAs, plainDays } from './state/entity-model.js';
import type { EntityState } from './state/entity-state.js';
import { LEVEL_AT } from './state/hour-state.js';

const USUAL_VALUES = 4;
const WORST_FEATURES = 4;

/** @param score of the hour: the points add up to it */
export function evidenceOf(state: EntityState, shared: SharedModel, score: number): readonly Evidence[] {
  const { hour } = state;
  const parts = partsOf(hour);
  const sum = parts.reduce((total, [, part]) => total + part, 0);
  return parts.map(([component, part]) => {
    const level = hour.figures[LEVEL_AT + component]!;
    const { value, seen, usual } = hour.notes[component] ?? {};
    const known = value === undefined ? undefined : daysSeen(state, component, value);
    return {
      code: C.COMPONENT_CODES[component]!,
      level,
      points: sum > 0 ? (score * part) / sum : 0,
      ...(value !== undefined && { value }),
      ...((seen ?? known) !== undefined && { seen: seen ?? known }),
      ...(usual !== undefined && { usual }),
      facts: factsOf(state, shared, component),
    } as Evidence;
  });
}

function factsOf(state: EntityState, shared: SharedModel, component: number): Facts {
  const today = state.day?.day ?? 0;
  const days = today - (state.firstDay ?? today) + 1;
  const note = state.hour.notes[component];
  if (component < C.UNUSUAL_HOUR) return { days, ...noveltyFacts(state, shared, component, note?.value, today) };
  if (component === C.UNUSUAL_HOUR) return { days, ...hourFacts(state, days) };
  if (component === C.RATE + C.FILES_HALF_DAY) return { days, windowHours: 12 };
  if (component === C.DORMANT) return { days, quietDays: note?.seen ?? 0 };
  if (component === C.PATTERN) return { days, features: worstFeatures(state, shared) };
  const { from, km, minutes, source } = note ?? {};
  return {
    days,
    ...(from !== undefined && { from }),
    ...(km !== undefined && { km }),
    ...(minutes !== undefined && { minutes }),
    ...(source !== undefined && { source }),
  };
}

function daysSeen(state: EntityState, component: number, value: string): number | undefined {
  if (component >= C.UNUSUAL_HOUR) return undefined;
  const known = state.model?.dimensions[component]?.values.get(value);
  return known === undefined ? 0 : daysOf(known, state.day?.day ?? known.last);
}

function noveltyFacts(
  state: EntityState,
  shared: SharedModel,
  d: number,
  value: string | undefined,
  today: number,
): Partial<Facts> {
  const values = [...(state.model?.dimensions[d]?.values ?? [])]
    .map(([name, known]) => [name, daysOf(known, today), known] as const)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const usualValues = values.slice(0, USUAL_VALUES).map(([name, , known]) => [name, plainDays(known)] as const);
  const popularity = value === undefined ? undefined : shared.organisation(state.entity).popularity[d]?.get(value);
  const own = value === undefined ? undefined : countedOf(shared, state, d, value);
  const others = Math.max(0, (popularity?.users ?? 0) + (popularity?.live ?? 0) - (own === undefined ? 0 : 1));
  const group = state.model?.group ?? -1;
  const peers = Math.max(0, (popularity?.groups?.get(group) ?? 0) - (own === 'users' ? 1 : 0));
  return { known: values.length, usualValues, others, ...(group >= 0 && { peers }) };
}

/** Old weeks count for next to nothing: what is told is of those that count. */
const TOLD_WEEKS = 7;

function hourFacts({ model, hour, day }: EntityState, days: number): Partial<Facts> {
  const known = Math.max(1, Math.floor(days / 7));
  const weeks = Math.min(known, TOLD_WEEKS);
  const active = model === undefined || day === undefined ? 0 : hoursAs(model, hour.hourOfWeek, day.day);
  return { weeks, weeksActive: Math.min(weeks, Math.round((weeks * active) / decayedWeeks(known))) };
}

function worstFeatures(state: EntityState, shared: SharedModel): Facts['features'] {
  const { hour, model } = state;
  const { autoencoder } = shared;
  if (autoencoder === undefined) return [];
  const plain = new Float32Array(FEATURES.length);
  featuresOf(hour.figures, hour.hourOfWeek, plain);
  const all = shared.features[groupOf(state.entity)]!;
  const row = plain.map((value, i) => {
    const { mean, deviation } = usualFeature(i, model?.features, all);
    return Math.min(8, Math.max(-8, (value - mean) / deviation));
  });
  autoencoder.error(row);
  const terms = [...autoencoder.terms];
  return [...terms.keys()]
    .slice(0, TOLD_FEATURES)
    .sort((a, b) => terms[b]! - terms[a]!)
    .slice(0, WORST_FEATURES)
    .map((i) => {
      const usual = usualFeature(i, model?.features, all).mean;
      const fresh = noveltyOf(i);
      if (fresh !== undefined) return [FEATURES[i]!, hour.figures[FRESH_AT + fresh]!, 0] as const;
      return [FEATURES[i]!, plainFeature(i, plain[i]!), plainFeature(i, usual)] as const;
    });
}
