// Two places too far apart for the time between.

import type { Whereabouts } from '../state/entity-state.js';

/** Nearer is no travel: GeoIP is no better. */
const NEAR_KM = 200;
const SLACK_KM = 150;
/** As fast as this is half-way suspicious. */
const KM_PER_HOUR = 300;
const LEAST_HOURS = 0.1;
/** A place that was so long ago says nothing. */
export const PLACE_MS = 7 * 86_400_000;
const EARTH_KM = 6371;

export interface Travel {
  readonly km: number;
  readonly minutes: number;
  readonly surprisal: number;
}

export function travel(from: Whereabouts, to: { readonly lat: number; readonly lon: number }, time: number): Travel {
  const km = distanceKm(from, to);
  const hours = Math.max(LEAST_HOURS, (time - from.time) / 3_600_000);
  const surprisal = km <= NEAR_KM ? 0 : 3 * Math.log10(1 + (km - SLACK_KM) / hours / KM_PER_HOUR);
  return { km, minutes: Math.max(0, (time - from.time) / 60_000), surprisal };
}

interface Place {
  readonly lat: number;
  readonly lon: number;
}

function distanceKm(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
