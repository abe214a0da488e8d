// The same explanation again and again tells nobody anything: it is muted for a week after it was told. Much more of the same is told
// again: otherwise a small, harmless finding would be the way to hide a large one behind.

import { COMPONENT_CODES } from './components.js';
import { partsOf } from './hour-score.js';
import type { EntityState } from './state/entity-state.js';

export const MUTED_DAYS = 7;
const STRONGEST = 2;
const MAX_FOUND = 8;
/** So many times as much is not the same. */
const MUCH_MORE = 2;

/** Component, what it is about, and how much of it where that was counted. */
type Part = readonly [code: string, value: string, seen: number | null];

/** The strongest two explanations of its hour, with what they are about: as text, to be kept. */
export function aboutOf({ hour }: EntityState): string {
  const parts = partsOf(hour)
    .slice(0, STRONGEST)
    .map(([component]): Part => {
      const note = hour.notes[component];
      return [COMPONENT_CODES[component]!, note?.value ?? '', note?.seen ?? null];
    });
  return JSON.stringify(parts.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
}

/** It was told within the last days, but not on this one. */
export function isMuted(state: EntityState, about: string): boolean {
  const today = state.day?.day ?? 0;
  const isLately = (day: number): boolean => day < today && day >= today - MUTED_DAYS;
  const isTold = (each: string): boolean => isSame(each, about, MUCH_MORE);
  if (state.days.some(({ day, found }) => isLately(day) && found.some(isTold))) return true;
  return state.model?.found.some(([day, each]) => isLately(day) && isTold(each)) ?? false;
}

/** It is told now. */
export function tell(state: EntityState, about: string): void {
  const found = state.day?.found;
  if (found === undefined || found.some((each) => isSame(each, about, 1))) return;
  const less = found.findIndex((each) => isSame(each, about, Infinity));
  if (less >= 0) found[less] = about;
  else if (found.length < MAX_FOUND) found.push(about);
}

/** About the same things, and of none more than `factor` times as much as before. */
function isSame(before: string, now: string, factor: number): boolean {
  if (before === now) return true;
  const [old, fresh] = [partsIn(before), partsIn(now)];
  return (
    old.length === fresh.length &&
    fresh.every((part, i) => {
      const was = old[i]!;
      return keyOf(was) === keyOf(part) && (part[2] ?? 0) <= factor * (was[2] ?? 0);
    })
  );
}

function partsIn(about: string): readonly Part[] {
  try {
    return JSON.parse(about) as Part[];
  } catch {
    return []; // written by an earlier version
  }
}

const keyOf = ([code, value]: Part): string => `${code}=${value}`;
