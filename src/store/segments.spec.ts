import { expect, it } from 'vitest';
import type { LogEvent } from '../event/event.js';
import { eventId } from './engine/rowid.js';
import { isImported, segmentId } from './segments.js';

it.each([
  ['default', 'live', false],
  ['default', 'import', true],
  ['import', 'live', false],
  ['import', 'import', true],
] as const)('an event of the class %s is known to be %s', (retention, kind, expected) => {
  const segment = segmentId({ day: '20261120', retention, kind, part: 0 });
  expect(isImported({ 'event.id': eventId(segment, 5) } as LogEvent)).toBe(expected);
});
