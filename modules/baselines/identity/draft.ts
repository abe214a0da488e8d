// The beginning of an activity: when, what kind, how it ended. Who, where and what are added to it.

import { zoneOf } from '#src/collector/decode/zone.js';
import type { LogEvent } from '#src/event/event.js';
import type { Activity, ActivityKind } from '../engine/activity.js';
import { actionOf, type Outcome } from './details.js';

/** An activity in the making. */
export type Draft = { -readonly [Field in keyof Activity]: Activity[Field] };

/** @param zone IANA name, of the installation */
export function begin(event: LogEvent, kind: ActivityKind, outcome: Outcome, time: number, zone: string): Draft {
  const local = time + zoneOf(zone).offsetAt(time);
  const hour = Math.floor(local / HOUR_MS);
  return {
    time,
    hour,
    hourOfWeek: (((hour + EPOCH_HOUR_OF_WEEK) % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS,
    minute: Math.floor((local - hour * HOUR_MS) / MINUTE_MS),
    kind,
    outcome,
    actor: undefined,
    isInferred: false,
    action: actionOf(event, outcome),
    isPresence: false,
  };
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** 1970-01-01 was a Thursday: hour 72 of a week that starts on Monday. */
const EPOCH_HOUR_OF_WEEK = 72;
const WEEK_HOURS = 168;
