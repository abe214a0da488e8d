// How the times of a source are read, in words: its zone and where that comes from, and how far its clock is off.

import { format } from '#src/portal/page/format.js';
import type { SourceClock } from '#src/portal/collector-link.js';

export interface ClockSheet {
  readonly zone: string;
  /** A sentence. */
  readonly origin: string;
  /** A sentence; undefined while no message said a time. */
  readonly drift: string | undefined;
  /** Off by more than a minute: times in its events are not to be trusted. */
  readonly isOff: boolean;
  readonly samples: number;
  /** A zone that can be set, while the zone is guessed. */
  readonly settable: string | undefined;
}

const OFF_MS = 60_000;
/** Receipt takes its time, too. */
const RIGHT_MS = 1_000;

const ORIGINS: Readonly<Record<SourceClock['origin'], string>> = {
  set: 'Set for this source.',
  guessed: 'Guessed: with it, the device’s times agree with the times of receipt.',
  assumed: 'Assumed, as nothing has told yet. It is guessed from live messages that say a time without a zone.',
};

/** `homeZone`: of the installation; `now`: ms since 1970. */
export function clockSheet(clock: SourceClock, homeZone: string, now: number): ClockSheet {
  const { zone, origin, samples, driftMs } = clock;
  return {
    zone,
    origin: ORIGINS[origin],
    samples,
    drift: driftMs === undefined ? undefined : driftText(driftMs),
    isOff: driftMs !== undefined && Math.abs(driftMs) > OFF_MS,
    settable: origin === 'guessed' ? namedZone(zone, homeZone, now) : undefined,
  };
}

/** Positive: the message said an earlier time than it came at. */
export function driftText(driftMs: number): string {
  const off = Math.abs(driftMs);
  if (off < RIGHT_MS) return 'Its clock is right to the second.';
  return `Its clock is ${off < 60_000 ? `${(off / 1_000).toFixed(1)} s` : format.duration(off / 1_000)} ${driftMs > 0 ? 'behind' : 'ahead'}.`;
}

/**
 * A zone that a source can be set to, for one that is guessed as an offset. The installation's zone is best where it fits now, as it knows
 * summer time; other whole hours have a fixed name. Undefined for what has none.
 */
export function namedZone(guess: string, homeZone: string, now: number): string | undefined {
  const offset = /^([+-])(\d{2}):(\d{2})$/.exec(guess);
  if (offset === null) return guess;
  const minutes = (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  if (offsetMinutes(homeZone, now) === minutes) return homeZone;
  if (minutes === 0) return 'UTC';
  if (minutes % 60 === 0 && Math.abs(minutes) <= 12 * 60)
    return `Etc/GMT${minutes > 0 ? '-' : '+'}${Math.abs(minutes) / 60}`; // POSIX counts westwards
  return PARTS[guess];
}

/** Zones that are no whole hour from UTC and have no summer time. */
const PARTS: Readonly<Record<string, string>> = {
  '+03:30': 'Asia/Tehran',
  '+04:30': 'Asia/Kabul',
  '+05:30': 'Asia/Kolkata',
  '+05:45': 'Asia/Kathmandu',
  '+06:30': 'Asia/Yangon',
  '+08:45': 'Australia/Eucla',
  '+09:30': 'Australia/Darwin',
  '-09:30': 'Pacific/Marquesas',
};

function offsetMinutes(zone: string, now: number): number {
  const name = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(now)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const parts = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  return parts === null ? 0 : (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3]));
}
