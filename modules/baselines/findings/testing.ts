// Made-up findings of the stage, for tests.

import type { Learning } from '../engine/profile.js';
import type { FoundEvent, StageReport, StageStatus } from '../stage-report.js';
import { localDay, localHour } from '../local-day.js';

const READY: Learning = { day: 14, days: 60, events: 1_000, confidence: 0.9, isReady: true, limits: [] };

export function foundEvent(time: number, score: number, more: Partial<FoundEvent> = {}): FoundEvent {
  return {
    entity: { kind: 'user', name: 'alice' },
    day: localDay(time, 'UTC'),
    hour: localHour(time, 'UTC'),
    time,
    score,
    state: 'ready',
    reasons: [
      {
        code: 'new-country',
        what: 'source country never seen for alice',
        expected: 'DE (60 of 60 days)',
        actual: 'PL',
        points: Math.round(score * 0.7),
        value: 'PL',
      },
      { code: 'unusual-hour', what: 'active at an unusual hour', expected: '0 of 9 weeks', actual: '03:12', points: Math.round(score * 0.3) }, // prettier-ignore
    ],
    summary: 'alice logged on from 203.0.113.7 (PL) at 03:12 Saturday',
    eventId: `20261120-default-live-0-${time}-${score}`,
    ...more,
  };
}

export function stageReport(
  from: string,
  to: string,
  found: readonly FoundEvent[],
  more: Partial<StageReport> = {},
): StageReport {
  return { from, to, found, isCut: false, status: stageStatus(), ...more };
}

export function stageStatus(more: Partial<StageStatus> = {}): StageStatus {
  return {
    model: undefined,
    through: undefined,
    learning: READY,
    sizes: { users: 3, ips: 2, hosts: 1 },
    counts: {
      late: 0,
      early: 0,
      namesRefused: 0,
      identitiesForgotten: 0,
      entitiesForgotten: 0,
      entitiesRefused: 0,
      valuesForgotten: 0,
    },
    damaged: [],
    costUs: 3,
    ...more,
  } as StageStatus;
}
