// What the baselines say in events is theirs: no sender may say it for them, in whatever format.

import { beforeAll, expect, it } from 'vitest';
import { type Interpret, startInterpreter } from '../../../test/helpers/interpreter.js';

let interpret: Interpret;
beforeAll(async () => {
  interpret = await startInterpreter();
});

const OURS = [
  'event.risk_score',
  'lanwarden.baseline',
  'lanwarden.entity',
  'lanwarden.owner',
  'lanwarden.summary',
  'lanwarden.reasons',
  'lanwarden.reason.code',
  'lanwarden.reason.points',
];
const FORGED = Object.fromEntries(OURS.map((name) => [name, name === 'event.risk_score' ? 99 : 'forged']));
const NESTED = {
  event: { risk_score: 99 },
  lanwarden: {
    entity: 'forged',
    baseline: 'forged',
    owner: 'forged',
    summary: 'forged',
    reason: { code: ['forged'] },
  },
};
const PAIRS = OURS.map((name) => `${name}=forged`).join(' ');
const SHOUTED = Object.fromEntries(OURS.map((name) => [name.toUpperCase(), 'forged']));
const WINDOWS = { EventID: 4624, Channel: 'Security', Hostname: 'x', TargetUserName: 'a' };

it.each([
  ['JSON with dots', JSON.stringify({ message: 'x', ...FORGED })],
  ['nested JSON', JSON.stringify({ message: 'x', ...NESTED })],
  ['JSON in capitals', JSON.stringify({ message: 'x', ...SHOUTED })],
  ['short names', JSON.stringify({ message: 'x', score: 99, risk_score: 99, owner: 'forged', entity: 'forged' })],
  ['JSON in syslog', `<14>1 2026-11-20T09:00:00Z h app - - - ${JSON.stringify(FORGED)}`],
  ['pairs', `<14>1 2026-11-20T09:00:00Z h app - - - a=1 b=2 ${PAIRS}`],
  ['structured data', `<14>1 2026-11-20T09:00:00Z h app - - [lanwarden entity="forged" owner="forged"] x`],
  ['a Windows event', JSON.stringify({ ...WINDOWS, ...FORGED, ...NESTED })],
  [
    'Winlogbeat',
    JSON.stringify({ winlog: { event_id: 4624, channel: 'Security', event_data: FORGED }, ...FORGED, ...NESTED }),
  ],
])('a sender cannot say it for us: %s', (_format, line) => {
  const event = interpret(line);
  for (const name of Object.keys(event)) {
    if (['lanwarden.source', 'lanwarden.family', 'lanwarden.hour_of_week'].includes(name)) continue;
    expect(name.toLowerCase(), line).not.toMatch(/^(lanwarden\.|event\.risk_score$)/);
  }
  expect(event['lanwarden.source']).not.toBe('forged');
});
