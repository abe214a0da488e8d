import { expect, it } from 'vitest';
import { sourceSchema } from '#config/schema.js';
import { ledgerRow } from '../../../test/helpers/collector-health.js';
import type { SourceEntry } from '../directory/source-entry.js';
import { explained, mergeTargets } from './new-senders.js';

const entry = (config: object): SourceEntry => {
  const parsed = sourceSchema.parse(config);
  return { name: parsed.name, config: parsed, origin: 'portal' };
};

it.each([
  ['(other senders)', 'flood'],
  ['script', 'API key'],
  ['12', 'renamed, deleted'],
])('explains %s, which is no address', (source, why) => {
  const [said] = explained([ledgerRow({ source, received: 1 })], new Set(['script']));
  expect(said?.why).toContain(why);
});

it('adds addresses only to sources that are told by addresses and are heard', () => {
  const all = [
    entry({ name: 'nas', match: { peer: ['10.0.0.1'] } }),
    entry({ name: 'by host', match: { host: ['web*'] } }),
    entry({ name: 'by key' }),
    entry({ name: 'noise', match: { peer: ['10.0.0.2'] }, ignore: true }),
  ];
  expect(mergeTargets(all).map(({ name }) => name)).toEqual(['nas']);
});
