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
  score: 80,
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

it('is not about an hour that weighs next to nothing, unless somebody names it', () => {
  const reasons = FINDING.reasons.map((each) => (each.code === 'unusual-hour' ? { ...each, points: 1 } : each));
  const finding = { ...FINDING, reasons };
  const verdict = verdictFrom({ ...said, scope: 'entity' }, finding, NOW, 'UTC');
  expect(verdict.about).toHaveLength(2);
  expect(verdict.hour).toBeUndefined();
  const named = verdictFrom({ ...said, about: [{ code: 'unusual-hour' }], scope: 'entity' }, finding, NOW, 'UTC');
  expect(named.hour).toBe(9);
});

it('for everybody and without any value it is refused', () => {
  const about = [{ code: 'many-files' }] as const;
  expect(() => verdictFrom({ ...said, about, scope: 'everybody' }, FINDING, NOW, 'UTC')).toThrow(/only values/);
});
