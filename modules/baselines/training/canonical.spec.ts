import { expect, it } from 'vitest';
import { NO_IDENTITY } from '../identity/testing.js';
import { canonicalEntity } from './canonical.js';

const identity = { ...NO_IDENTITY, aliases: { 'CORP\\adm-alice': 'Alice' } };

it.each([
  ['user', 'CORP\\Bob', 'bob'],
  ['user', 'bob@corp.example', 'bob'],
  ['user', 'ADM-Alice', 'alice'],
  ['user', 'alice', 'alice'],
  ['user', 'SYSTEM', undefined],
  ['user', 'x'.repeat(129), undefined],
  ['user', 'x'.repeat(100_000), undefined],
  ['host', 'LAP-7.corp.example', 'lap-7'],
  ['host', '-', undefined],
  ['ip', '2001:DB8:0:0::7', '2001:db8::7'],
  ['ip', '127.0.0.1', undefined],
  ['ip', 'nowhere', undefined],
] as const)('%s %j is learned as %j', (kind, name, expected) => {
  expect(canonicalEntity(kind, name, identity)).toEqual(expected === undefined ? undefined : { kind, name: expected });
});
