// What of the store is live, by the ids that the store gives.

import { expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { segmentId } from '#src/store/segments.js';
import { eventId } from '#src/store/engine/rowid.js';
import { isImported } from './catch-up.js';

it.each([
  ['default', 'live', false],
  ['default', 'import', true],
  ['import', 'live', false],
  ['import', 'import', true],
] as const)('an event of the class %s is known to be %s', (retention, kind, expected) => {
  const segment = segmentId({ day: '20261120', retention, kind, part: 0 });
  expect(isImported({ 'event.id': eventId(segment, 5) } as LogEvent)).toBe(expected);
});
