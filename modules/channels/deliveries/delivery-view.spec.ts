// What the log says of one delivery.

import { expect, it } from 'vitest';
import type { DeliveryDetails } from '#src/outbox/deliveries.js';
import type { Attempt } from '#src/outbox/delivery.js';
import { pageView } from './delivery-view.js';

const attempt = (n: number, outcome: Attempt['outcome']): Attempt => ({
  n,
  at: n,
  durationMs: 1,
  outcome,
  request: { line: '', headers: {}, body: '' },
  response: undefined,
  error: undefined,
});
const delivery = {
  id: 1,
  messageId: 'msg_1',
  type: 'alert.raised',
  about: 'An alert',
  channel: 'mail',
  createdAt: 0,
  at: 0,
  body: {},
  tries: [],
} as unknown as DeliveryDetails;
const shown = (more: Partial<DeliveryDetails>) => pageView({ ...delivery, ...more }, new Map(), 0);

it('says what some did not get of what was delivered', () => {
  expect(shown({ state: 'delivered' })).toMatchObject({ state: { label: 'delivered' }, error: undefined });
  expect(shown({ state: 'delivered', lastError: 'Not taken for bob.' })).toMatchObject({
    state: { label: 'delivered in part', text: 'The other side took it, but not for everybody.' },
    error: 'Not taken for bob.',
  });
});

it('says of no last try that it is tried again', () => {
  const tries = [attempt(1, 'retry'), attempt(2, 'retry')];
  const outcomes = (more: Partial<DeliveryDetails>): string[] =>
    (shown({ tries, ...more })['tries'] as { outcome: string }[]).map(({ outcome }) => outcome);
  const again = 'failed, to be tried again';
  expect(outcomes({ state: 'waiting', nextAt: 9 })).toEqual([again, again]);
  expect(outcomes({ state: 'dead', endedAt: 9 })).toEqual(['failed', again]);
  const rest = { tries: [attempt(1, 'rest'), attempt(2, 'rest')] };
  expect(outcomes({ ...rest, state: 'delivered', endedAt: 9 })).toEqual([
    'not taken for some',
    'not taken for some, to be tried again for them',
  ]);
});
