// A verdict for everybody is about values alone.

import { expect, it } from 'vitest';
import type { Finding } from './finding.js';
import { verdictFrom } from './new-verdict.js';

const NOW = Date.UTC(2026, 10, 20, 9);
const FINDING = {
  id: 1,
  entity: { kind: 'user', name: 'alice' },
  day: 20_777,
  time: NOW,
  reasons: [
    { code: 'new-country', value: 'PL', what: '', expected: '', actual: '', points: 40 },
    { code: 'many-files', what: '', expected: '', actual: '', points: 30 },
    { code: 'unusual-hour', what: '', expected: '', actual: '', points: 10 },
  ],
} as unknown as Finding;
const said = { finding: 1, kind: 'benign' } as const;

it('for everybody it leaves out what has no value: “many files” would be normal for anybody', () => {
  const verdict = verdictFrom({ ...said, scope: 'everybody' }, FINDING, NOW, 'UTC');
  expect(verdict).toMatchObject({ entity: undefined, about: [{ code: 'new-country', value: 'PL' }] });
  expect(verdict.hour).toBeUndefined();
});

it('for one entity it is about all of it', () => {
  expect(verdictFrom({ ...said, scope: 'entity' }, FINDING, NOW, 'UTC').about).toHaveLength(3);
});

it('for everybody and without any value it is refused', () => {
  const about = [{ code: 'many-files' }] as const;
  expect(() => verdictFrom({ ...said, about, scope: 'everybody' }, FINDING, NOW, 'UTC')).toThrow(/only values/);
});
