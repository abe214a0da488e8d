// The beginning of an activity: when, what kind, how it ended. Who, where and what are added to it.

import { zoneOf } from '#src/collector/decode/zone.js';
import type { LogEvent } from '#src/event/event.js';
import type { Activity, ActivityKind } from '../engine/activity.js';
import type { Entity } from '../engine/entity.js';
import { actionOf, type Outcome } from './details.js';

/**
 * An activity in the making. One serves for all events, one after the other: it is the largest object that an event would make, and nobody
 * keeps it. All fields are there from the start, so that V8 knows one shape.
 */
export class Draft implements Activity {
  time = 0;
  hour = 0;
  hourOfWeek = 0;
  minute = 0;
  kind: ActivityKind = 'session';
  outcome: Outcome = 'unknown';
  actor: Entity | undefined = undefined;
  isInferred = false;
  action = '';
  sourceIp: string | undefined = undefined;
  sourceNet: string | undefined = undefined;
  country: string | undefined = undefined;
  place: { readonly lat: number; readonly lon: number } | undefined = undefined;
  sourceHost: string | undefined = undefined;
  host: string | undefined = undefined;
  isPresence = false;
  isOnSite: boolean | undefined = undefined;
  program: string | undefined = undefined;
  domain: string | undefined = undefined;
  subdomain: string | undefined = undefined;
  share: string | undefined = undefined;
  file: string | undefined = undefined;
  target: string | undefined = undefined;

  /** As if it were new. @param zone IANA name, of the installation */
  begin(event: LogEvent, kind: ActivityKind, outcome: Outcome, time: number, zone: string): this {
    const local = time + zoneOf(zone).offsetAt(time);
    const hour = Math.floor(local / HOUR_MS);
    this.time = time;
    this.hour = hour;
    this.hourOfWeek = (((hour + EPOCH_HOUR_OF_WEEK) % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;
    this.minute = Math.floor((local - hour * HOUR_MS) / MINUTE_MS);
    this.kind = kind;
    this.outcome = outcome;
    this.action = actionOf(event, outcome);
    this.isInferred = this.isPresence = false;
    this.isOnSite = this.actor = this.place = undefined;
    this.sourceIp = this.sourceNet = this.country = this.sourceHost = this.host = undefined;
    this.program = this.domain = this.subdomain = this.share = this.file = this.target = undefined;
    return this;
  }
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** 1970-01-01 was a Thursday: hour 72 of a week that starts on Monday. */
const EPOCH_HOUR_OF_WEEK = 72;
const WEEK_HOURS = 168;
