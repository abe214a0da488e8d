// How kinds, states, scores and days read.

import type { EntityKind } from '../engine/entity.js';
import { isFindingScore, REASONS_FROM, type ScoredState } from '../engine/scored.js';

export const KIND_WORDS: Readonly<Record<EntityKind, { readonly one: string; readonly many: string }>> = {
  user: { one: 'User', many: 'Users' },
  host: { one: 'Device', many: 'Devices' },
  ip: { one: 'Address', many: 'Addresses' },
};

/** Icons of views/assets/icons. */
export const KIND_ICONS: Readonly<Record<EntityKind, string>> = { user: 'user', host: 'device-desktop', ip: 'world' };

/** What becomes of a finding, besides what people said of it. */
export const STATE_WORDS: Readonly<Record<ScoredState, { readonly text: string; readonly hint: string }>> = {
  ready: { text: 'open', hint: 'From a score of 75 on it becomes an alert.' },
  learning: { text: 'learning', hint: 'Too little is known yet: it is shown, and nobody is told.' },
  muted: { text: 'muted', hint: 'The same was found within the last days, or a verdict covers it: nobody is told.' },
};

/** Below a finding. */
export const NOTICED = { text: 'noticed', hint: 'Below a score of 75: it tells nobody.' } as const;

/** 1..5 as the levels of events, so that colours and bars mean the same everywhere. */
export function scoreLevel(score: number): number {
  if (score >= 90) return 5;
  if (isFindingScore(score)) return 4;
  if (score >= REASONS_FROM) return 3;
  return score >= 20 ? 2 : 1;
}

const RISK_WORDS = ['', 'low', 'fading', 'raised', 'high', 'very high'];

export function riskWord(risk: number): string {
  return RISK_WORDS[scoreLevel(risk)] ?? '';
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_MS = 86_400_000;

/** `Friday 2026-11-20`; a day is counted since 1970 in the installation’s zone. */
export function dayText(day: number): string {
  return `${WEEKDAYS[new Date(day * DAY_MS).getUTCDay()]} ${isoDay(day)}`;
}

/** `2026-11-20` */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** `Fri 20` */
export function shortDay(day: number): string {
  const date = new Date(day * DAY_MS);
  return `${WEEKDAYS[date.getUTCDay()]!.slice(0, 3)} ${date.getUTCDate()}`;
}

/** `03:00` */
export function clockHour(hour: number): string {
  return `${String(hour % 24).padStart(2, '0')}:00`;
}

/** `0.5`, `2` */
export function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Math.round(value * 10) / 10);
}
