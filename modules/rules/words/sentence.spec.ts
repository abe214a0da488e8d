// What a rule watches for, as whole sentences.

import { expect, it } from 'vitest';
import { tagWords } from '#src/alerts/attack.js';
import { ruleSchema } from '../rule.js';
import { ruleSentence } from './sentence.js';

const query = 'outcome:failure';

it.each([
  [{ detect: { kind: 'match', query } }, 'Each event that fits'],
  [{ detect: { kind: 'match', query }, groupBy: ['host.name'] }, 'Each event that fits, one alert for each host'],
  [
    { detect: { kind: 'threshold', query, count: 5, windowSeconds: 600 }, groupBy: ['src_ip'] },
    '5 or more events of one source address within 10 minutes',
  ],
  [
    {
      counts: 'failed logons',
      groupBy: ['src_ip'],
      detect: { kind: 'threshold', query, count: 5, windowSeconds: 600 },
    },
    '5 or more failed logons of one source address within 10 minutes',
  ],
  [
    {
      detect: { kind: 'distinct', query, field: 'dst_port', count: 15, windowSeconds: 60 },
      groupBy: ['src_ip', 'host'],
    },
    '15 or more different destination ports of one source address and host within 1 minute',
  ],
  [
    { detect: { kind: 'sequence', steps: [{ query, count: 5 }, { query }], windowSeconds: 5_400 }, groupBy: ['user'] },
    '5 events of step 1, then 1 event of step 2 of one user, within 90 minutes',
  ],
  [
    { detect: { kind: 'first-seen', query, field: 'user' }, groupBy: ['host'] },
    'A user that was never seen before for the host; learns for 7 days first',
  ],
  [
    { detect: { kind: 'absence', query, silentMinutes: 1_560 } },
    'No event that fits for 26 hours, after there were some',
  ],
  [
    { detect: { kind: 'rate', query } },
    'More than 5 times what is usual at this hour of the week and at least 100 events, within 15 minutes',
  ],
  [
    { detect: { kind: 'rate', query, direction: 'fall', factor: 1.5 } },
    'Less than 67 % of what is usual at this hour of the week, within 15 minutes',
  ],
  [{ detect: { kind: 'anomaly', query: '' }, groupBy: ['user'] }, 'A risk score of 80 or more of one user'],
  [
    { detect: { kind: 'match', query }, schedule: { hours: [22, 5], weekdays: [6, 5] } },
    'Each event that fits; only from 22:00 to 05:59, on Saturday and Sunday',
  ],
])('%j', (rule, sentence) => {
  expect(ruleSentence(ruleSchema.parse({ id: 'x', name: 'X', ...rule }))).toBe(sentence);
});

it('names ATT&CK techniques and tactics', () => {
  expect(tagWords('attack.t1110.001')).toMatchObject({
    text: 'T1110.001 Password Guessing',
    href: 'https://attack.mitre.org/techniques/T1110/001/',
  });
  expect(['attack.credential_access', 'attack.t9999', 'home'].map((tag) => tagWords(tag).text)).toEqual([
    'Credential Access',
    'T9999',
    'home',
  ]);
});
