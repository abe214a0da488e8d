// Days of the installation's zone, by hours since 1970.

import { HOUR_MS } from '../parse-report.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** YYYY-MM-DD of the day in which this hour begins. */
export function dayOfHour(hour: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    // Sweden writes dates as ISO does.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format.format(hour * HOUR_MS);
}

/** @param days may be negative */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR_MS).toISOString().slice(0, 10);
}

export function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
