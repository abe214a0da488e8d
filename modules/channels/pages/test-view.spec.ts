// What a person reads of a test.

import { expect, it } from 'vitest';
import type { Deliveries } from '#src/outbox/deliveries.js';
import { testView } from './test-view.js';

it.each([
  [undefined, 'It worked. Look whether the message is there.'],
  [
    'Not taken for bob@example.org (452).',
    'It worked, but: Not taken for bob@example.org (452). Look whether the message is there.',
  ],
])('is that it worked, and for whom not: %s', async (lastError, text) => {
  const delivery = { id: 1, channel: 'mail', type: 'test', state: 'delivered', tries: [], lastError };
  const deliveries = { get: async () => delivery } as unknown as Deliveries;
  expect(await testView(deliveries, 'mail', '1')).toMatchObject({ isDelivered: true, text });
});
