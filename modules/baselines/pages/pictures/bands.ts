// What an entity usually does in an hour, as a band from nothing over the mean to what is rarely exceeded; with what was seen today.

import type { ProfileRate } from '../../engine/profile.js';
import type { BaselineReason } from '../../engine/reason.js';

export interface Band {
  readonly title: string;
  readonly mean: string;
  readonly high: string;
  readonly hours: number;
  /** 0..100 */
  readonly meanPercent: number;
  readonly highPercent: number;
  /** Of a finding of today that speaks of it. */
  readonly seen: { readonly text: string; readonly percent: number } | undefined;
}

/** The band does not touch the end of its box. */
const HEADROOM = 1.25;

export function bandsOf(rates: readonly ProfileRate[], today: readonly BaselineReason[]): readonly Band[] {
  return rates.map(({ code, title, mean, high, hours }) => {
    const seen = numberIn(today.find((reason) => reason.code === code)?.actual);
    const end = Math.max(high * HEADROOM, seen ?? 0, mean, 0.001);
    return {
      title,
      hours,
      mean: short(mean),
      high: short(high),
      meanPercent: percent(mean, end),
      highPercent: percent(high, end),
      seen: seen === undefined ? undefined : { text: short(seen), percent: percent(seen, end) },
    };
  });
}

/** `37 failures within the hour` -> 37 */
function numberIn(text: string | undefined): number | undefined {
  const digits = /^\d[\d,\u202f ]*(?:\.\d+)?/.exec(text ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits.replaceAll(/[,\u202f ]/g, ''));
}

/** `0.04`, `1.3`, `17` */
function short(value: number): string {
  if (value >= 10 || Number.isInteger(value)) return String(Math.round(value));
  return String(Number(value.toPrecision(2)));
}

function percent(value: number, end: number): number {
  return Math.round((Math.min(value, end) / end) * 1000) / 10;
}
