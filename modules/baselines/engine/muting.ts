// The same explanation again and again tells nobody anything: it is muted for a week after it was told.

import { COMPONENT_CODES } from './components.js';
import { partsOf } from './hour-score.js';
import type { EntityState } from './state/entity-state.js';

export const MUTED_DAYS = 7;
const STRONGEST = 2;
const MAX_FOUND = 8;

/** The strongest two explanations of its hour, with what they are about. */
export function aboutOf({ hour }: EntityState): string {
  return partsOf(hour.levels)
    .slice(0, STRONGEST)
    .map(([component]) => `${COMPONENT_CODES[component]}=${hour.notes[component]?.value ?? ''}`)
    .sort()
    .join('\n');
}

/** It was told within the last days, but not on this one. */
export function isMuted(state: EntityState, about: string): boolean {
  const today = state.day?.day ?? 0;
  const isLately = (day: number): boolean => day < today && day >= today - MUTED_DAYS;
  if (state.days.some(({ day, found }) => isLately(day) && found.includes(about))) return true;
  return state.model?.found.some(([day, each]) => isLately(day) && each === about) ?? false;
}

/** It is told now. */
export function tell(state: EntityState, about: string): void {
  const found = state.day?.found;
  if (found !== undefined && found.length < MAX_FOUND && !found.includes(about)) found.push(about);
}
