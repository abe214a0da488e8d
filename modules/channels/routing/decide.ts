// Whether a channel gets a message now, later, or not at all. Pure, and says why.

import { SEVERITIES } from '#src/alerts/alert.js';
import { isGoodNews, type MessageType, type OutboxMessage } from '#src/outbox/message.js';
import type { RoutedChannel, Routing } from '../channel.js';
import { isWithin } from './times.js';

export type HoldReason = 'quiet-hours' | 'budget';

export type Decision =
  | { readonly kind: 'deliver' }
  | { readonly kind: 'hold'; readonly reason: HoldReason }
  | { readonly kind: 'no'; readonly why: Refusal };

export type Refusal = 'off' | 'type' | 'severity' | 'rule' | 'source' | 'hours';

export interface Circumstances {
  /** ms since 1970 */
  readonly now: number;
  /** IANA zone of the installation. */
  readonly zone: string;
  /** Messages that the channel was given within the last hour. */
  readonly used: number;
  /** Something waits for the channel already: what comes later must not overtake it. */
  readonly isHolding: boolean;
  /** Something of the same alert is among it: its beginning, or how it went on. Its end is told with that. */
  readonly isWaiting: boolean;
}

type Facts = Pick<OutboxMessage, 'type' | 'facts'>;

export function decide(message: Facts, channel: RoutedChannel, at: Circumstances): Decision {
  const why = refusal(message, channel, at);
  if (why !== undefined) return { kind: 'no', why };
  const { routing } = channel;
  // Critical ones go first, also past what waits; but an end is told with what waits of the same alert.
  const goesFirst = message.facts.severity === 'critical' && !(at.isWaiting && isGoodNews(message.type));
  const isQuietNow = isQuiet(routing, at) && !(goesFirst && routing.quiet?.exceptCritical);
  if (isQuietNow || !isActive(routing, at)) return { kind: 'hold', reason: 'quiet-hours' };
  if (routing.budgetPerHour > 0 && at.used >= routing.budgetPerHour) return { kind: 'hold', reason: 'budget' };
  if (at.isHolding && !goesFirst) return { kind: 'hold', reason: 'budget' };
  return { kind: 'deliver' };
}

/** After so long with a full budget, one digest may go beyond it: people hear soon that there is more. */
export const SOON_MS = 300_000;

/** Whether what waits may be told now. `heldSince`: ms since 1970, of the oldest. */
export function mayRelease(
  { routing, enabled }: RoutedChannel,
  { now, zone, used }: Pick<Circumstances, 'now' | 'zone' | 'used'>,
  heldSince: number,
): boolean {
  if (!enabled || isQuiet(routing, { now, zone }) || !isActive(routing, { now, zone })) return false;
  const { budgetPerHour } = routing;
  if (budgetPerHour === 0 || used < budgetPerHour) return true;
  return used === budgetPerHour && now - heldSince >= SOON_MS;
}

/** Why it never gets it; undefined: it does, now or later. */
export function refusal(
  { type, facts }: Facts,
  { enabled, routing }: RoutedChannel,
  at: Pick<Circumstances, 'now' | 'zone' | 'isWaiting'>,
): Refusal | undefined {
  if (!enabled) return 'off';
  const isNews = at.isWaiting ? isNewsOfWaiting({ type, facts }) : isNewTo(facts, routing);
  if (!wantsType(type, routing) && !isNews) return 'type';
  const { severity, ruleId, source } = facts;
  if (severity !== undefined && SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(routing.minSeverity))
    return 'severity';
  if (routing.rules.length > 0 && (ruleId === undefined || !routing.rules.includes(ruleId))) return 'rule';
  // An alert over several sources names none: it may be about one of these, and to be silent about it would be worse.
  if (routing.sources.length > 0 && source !== undefined && !routing.sources.includes(source)) return 'source';
  return (at.isWaiting && isNews) || isActive(routing, at) ? undefined : 'hours';
}

function wantsType(type: MessageType, { types }: Routing): boolean {
  switch (type) {
    case 'alert.raised':
      return types.raised;
    case 'alert.updated':
      return types.updated;
    case 'alert.closed':
      return types.closed;
    case 'source.silent':
    case 'source.back':
      return types.silent;
    default:
      return false; // digests and tests name their channel and are not asked about
  }
}

/** It was not severe enough to be told here before, and now is: as good as raised. */
function isNewTo({ severityBefore, severity }: Facts['facts'], { types, minSeverity }: Routing): boolean {
  if (!types.raised || severityBefore === undefined || severity === undefined) return false;
  const least = SEVERITIES.indexOf(minSeverity);
  return SEVERITIES.indexOf(severityBefore) < least && SEVERITIES.indexOf(severity) >= least;
}

/** The digest is to say how severe it is by then, and whether it is over. */
const isNewsOfWaiting = ({ type, facts }: Facts): boolean => facts.severityBefore !== undefined || isGoodNews(type);

const isActive = ({ active }: Routing, { now, zone }: Pick<Circumstances, 'now' | 'zone'>): boolean =>
  active === undefined || isWithin(active, now, zone);

/** Without hours and weekdays they are not set. */
const isQuiet = ({ quiet }: Routing, { now, zone }: Pick<Circumstances, 'now' | 'zone'>): boolean =>
  quiet !== undefined && (quiet.hours !== undefined || !!quiet.weekdays?.length) && isWithin(quiet, now, zone);

/** A sentence’s end. */
export const NEVER_TOLD =
  'it is always quiet while messages are told here, so that what waits would never be told: leave out an hour or a weekday of the quiet hours, or let “Only at these times” have more';

/** None of the hours of a week is one in which it is told and may hear it. */
export function isNeverTold(routing: Routing): boolean {
  return !WEEK.some((now) => isActive(routing, { now, zone: 'UTC' }) && !isQuiet(routing, { now, zone: 'UTC' }));
}

/** ms since 1970: one moment of each hour of a week. */
const WEEK = Array.from({ length: 168 }, (_, hour) => hour * 3_600_000);
