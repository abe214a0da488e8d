// The time of access logs: `20/Nov/2026:10:00:01 +0100` (NCSA Common Log Format), also with milliseconds and without a zone.

import { monthOf } from './month.js';

const FORM = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?: ([+-])(\d{2})(\d{2}))?$/;

/** ms since 1970; without a zone wall-clock text that the source's clock resolves; undefined for anything else. */
export function readClfTime(text: string): number | string | undefined {
  const [, day = '', month = '', year = '', hour = '', minute = '', second = '', fraction = '0', sign, zh, zm] =
    FORM.exec(text) ?? [];
  const number = monthOf(month);
  if (number === 0) return undefined;
  const ms = Math.floor(Number(`0.${fraction}`) * 1000);
  if (sign === undefined) {
    return `${year}-${String(number).padStart(2, '0')}-${day} ${hour}:${minute}:${second}.${String(ms).padStart(3, '0')}`;
  }
  const offset = (Number(zh) * 60 + Number(zm)) * (sign === '-' ? -1 : 1);
  const time = Date.UTC(Number(year), number - 1, Number(day), Number(hour), Number(minute), Number(second), ms);
  return Number.isNaN(time) ? undefined : time - offset * 60_000;
}
