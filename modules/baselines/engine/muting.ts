// The same explanation again and again tells nobody anything: it is muted for a week after it was told. Much more of the same is told
// again, and so is what is far less usual, though its strongest reasons are those of before: otherwise a small, harmless finding would be
// the way to hide a large one behind.

import { unbent } from './calibration/day-calibrator.js';
import { COMPONENT_CODES } from './components.js';
import { partsOf } from './hour-score.js';
import type { EntityState } from './state/entity-state.js';

export const MUTED_DAYS = 7;
const STRONGEST = 2;
const MAX_FOUND = 8;
/** So many times as much is not the same. */
const MUCH_MORE = 2;
/** So many points more neither; 10 are ten times rarer. */
const MUCH_HIGHER = 8;
/** Not Infinity, which times nothing is no number. */
const HOWEVER_MUCH = Number.MAX_VALUE;

/** Component, what it is about, and how much of it where that was counted. */
type Part = readonly [code: string, value: string, seen: number | null];

/** As it is kept, in JSON. */
interface Said {
  readonly parts: readonly Part[];
  /** Of the hour, on a scale without an end: near 100 no points are left to tell what is rarer. Undefined: an earlier version kept none. */
  readonly score?: number;
}

/** The strongest two explanations of its hour, with what they are about, and its score: as text, to be kept. */
export function aboutOf({ hour }: EntityState): string {
  const parts = partsOf(hour)
    .slice(0, STRONGEST)
    .map(([component]): Part => {
      const note = hour.notes[component];
      return [COMPONENT_CODES[component]!, note?.value ?? '', note?.seen ?? null];
    });
  const said: Said = {
    parts: parts.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    score: Math.round(unbent(hour.score)),
  };
  return JSON.stringify(said);
}

/** It was told within the last days, but not on this one. */
export function isMuted(state: EntityState, about: string): boolean {
  const today = state.day?.day ?? 0;
  const isLately = (day: number): boolean => day < today && day >= today - MUTED_DAYS;
  const isTold = (each: string): boolean => isSame(each, about, MUCH_MORE, MUCH_HIGHER);
  if (state.days.some(({ day, found }) => isLately(day) && found.some(isTold))) return true;
  return state.model?.found.some(([day, each]) => isLately(day) && isTold(each)) ?? false;
}

/** It is told now. */
export function tell(state: EntityState, about: string): void {
  const found = state.day?.found;
  if (found === undefined || found.some((each) => isSame(each, about, 1, 1))) return;
  const less = found.findIndex((each) => isSame(each, about, HOWEVER_MUCH, HOWEVER_MUCH));
  if (less >= 0) found[less] = mostOf(found[less]!, about);
  else if (found.length < MAX_FOUND) found.push(about);
}

/** What is weaker than before in one thing and stronger in another was told, too. */
function mostOf(before: string, now: string): string {
  const [old, fresh] = [saidIn(before), saidIn(now)];
  const parts = fresh.parts.map(([code, value, seen], i): Part => [
    code,
    value,
    Math.max(seen ?? 0, old.parts[i]![2] ?? 0),
  ]);
  const said: Said = { parts, score: Math.max(fresh.score ?? 0, old.score ?? 0) };
  return JSON.stringify(said);
}

/** About the same things, of none more than `factor` times as much as before, and by less than `points` higher. */
function isSame(before: string, now: string, factor: number, points: number): boolean {
  if (before === now) return true;
  const [old, fresh] = [saidIn(before), saidIn(now)];
  if ((fresh.score ?? 0) >= (old.score ?? Infinity) + points) return false;
  return (
    old.parts.length === fresh.parts.length &&
    fresh.parts.every((part, i) => {
      const was = old.parts[i]!;
      return keyOf(was) === keyOf(part) && (part[2] ?? 0) <= factor * (was[2] ?? 0);
    })
  );
}

/** Earlier versions wrote the parts alone, or no JSON. */
function saidIn(about: string): Said {
  try {
    const said = JSON.parse(about) as Said | readonly Part[];
    return 'parts' in said ? said : { parts: said };
  } catch {
    return { parts: [] };
  }
}

const keyOf = ([code, value]: Part): string => `${code}=${value}`;
