// Events as the stage of the baselines leaves them: a score, and what it is made of, in parallel arrays.

import type { Fields } from '#src/event/event.js';

export interface TestReason {
  readonly code?: string;
  readonly what: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly points?: number;
}

/** `entity`: `user:alice`. */
export function scoredFields(
  entity: string,
  score: number,
  reasons: readonly TestReason[] = [],
  more: Fields = {},
): Fields {
  return {
    'event.risk_score': score,
    'lanwarden.entity': entity,
    'lanwarden.baseline': 'ready',
    ...(reasons.length > 0 && {
      'lanwarden.reasons': reasons.map(({ what }) => what),
      'lanwarden.reason.code': reasons.map(({ code = '' }) => code),
      'lanwarden.reason.expected': reasons.map(({ expected = '' }) => expected),
      'lanwarden.reason.actual': reasons.map(({ actual = '' }) => actual),
      'lanwarden.reason.points': reasons.map(({ points = 0 }) => points),
      'lanwarden.reason.value': reasons.map(() => ''),
    }),
    ...more,
  };
}

/** Of a logon from a country that alice never was in. */
export const PL_REASONS: readonly TestReason[] = [
  {
    code: 'new-network',
    what: 'source network never seen for alice',
    points: 41,
    expected: '10.0.4.0/24 (412 of 415 logons)',
    actual: '203.0.113.0/24',
  },
  {
    code: 'new-country',
    what: 'source country never seen for alice',
    points: 37,
    expected: 'DE (60 of 60 days)',
    actual: 'PL',
  },
  {
    code: 'unusual-hour',
    what: 'an hour at which alice is hardly ever active',
    points: 15,
    expected: 'active at this hour in 0 of 9 weeks',
    actual: 'Saturday 03h',
  },
];
export const PL_SENTENCE =
  'alice logged on from 203.0.113.7 (PL) at 03:12 Saturday; alice has used 2 networks in 60 days, never this country';

export const PL_LOGON = {
  'user.name': 'alice',
  'source.ip': '203.0.113.7',
  'host.name': 'web1',
  'event.action': 'ssh_login',
  'lanwarden.summary': PL_SENTENCE,
  message: 'Accepted password for alice from 203.0.113.7 port 4022 ssh2',
};
