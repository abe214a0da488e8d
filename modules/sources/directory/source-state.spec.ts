// What is said of how a source is doing.

import { expect, it } from 'vitest';
import { sourceSchema } from '#config/schema.js';
import { ledgerRow } from '../../../test/helpers/collector-health.js';
import { stateOf } from './source-state.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 20, 10);

it.each([
  [0, 30, 300, 'talking'],
  [0, 90, 300, 'quiet: nothing in the last hour, and nothing is expected'],
  [10, 90, 300, 'silent: expected every 10 minutes'],
  [10, 90, 5, 'quiet: expected every 10 minutes; the collector has just begun to listen'],
  [240, 200, 5, 'talking'],
])('says of one expected every %d minutes, heard %d ago by who listens for %d: %s', (every, heard, listening, text) => {
  const config = sourceSchema.parse({ name: 'nas', expectEveryMinutes: every });
  const row = ledgerRow({ source: 'nas', lastReceived: NOW - heard * MINUTE });
  expect(stateOf({ config, known: undefined }, row, NOW, NOW - listening * MINUTE).text).toBe(text);
});
