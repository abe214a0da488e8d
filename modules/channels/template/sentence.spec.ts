// What people read of a finding of the baselines: in mail, chat and on a phone.

import { expect, it } from 'vitest';
import type { MessageFacts, MessageType } from '#src/outbox/message.js';
import { exampleMessage } from './example.js';
import { type Sentence, sentenceOf } from './sentence.js';

const ALERT = {
  rule: { id: 'unusual-behaviour', name: 'Unusual behaviour', kind: 'anomaly' },
  severity: 'medium',
  title: 'Unusual for alice: source country never seen',
  score: 76,
  summary: 'alice logged on from 203.0.113.7 (PL) at 03:12 Saturday; alice has never come from PL.',
  entity: { user: 'alice', src_ip: '203.0.113.7' },
  reasons: [
    {
      code: 'new-country',
      what: 'source country never seen for alice',
      points: 75,
      expected: 'DE (60 of 60 days)',
      actual: 'PL',
    },
    { code: 'unusual-hour', what: 'an unusual hour', actual: 'Saturday 03h', points: 1 },
    { what: 'said by nobody' },
  ],
  count: 2,
};
const told = (type: MessageType, facts: MessageFacts): Sentence =>
  sentenceOf({ ...exampleMessage(0), type, facts: { ruleId: 'unusual-behaviour', ...facts }, body: { alert: ALERT } });

it('says the sentence, then each reason with what it makes of the score', () => {
  const { title, text, facts } = told('alert.raised', { severity: 'medium' });
  expect(title).toBe('Unusual for alice: source country never seen');
  expect(text.split('\n')).toEqual([
    ALERT.summary,
    '• source country never seen for alice (75 points); expected DE (60 of 60 days); seen PL',
    '• an unusual hour (1 point); seen Saturday 03h',
    '• said by nobody',
  ]);
  expect(facts).toContainEqual({ label: 'Score', value: '76 of 100' });
});

it('says of what became more severe how severe it is now, and of what goes on that it goes on', () => {
  expect(told('alert.updated', { severity: 'high', severityBefore: 'medium' }).title).toMatch(/^Now high: Unusual for/);
  expect(told('alert.updated', { severity: 'high' }).title).toMatch(/^Goes on: Unusual for/);
});

it('says of what ended by itself why, and claims no end of what nobody looks at any more', () => {
  const ended = (closed: object): Sentence =>
    sentenceOf({
      ...exampleMessage(0),
      type: 'source.back',
      body: { alert: { title: 'nas is silent', summary: 'nas has said nothing for 2 hours.', closed } },
    });
  const back = ended({ reason: 'recovered', note: 'nas speaks again after 3 hours.' });
  expect(back.title).toBe('Back: nas is silent');
  expect(back.text).toBe('nas speaks again after 3 hours.\nnas has said nothing for 2 hours.');
  const closed = ended({ reason: 'benign', by: 'alice' });
  expect(closed.title).toBe('Over: nas is silent');
  expect(closed.text).toBe('nas has said nothing for 2 hours.\nClosed by alice: real, but harmless');
  expect(ended({ reason: 'recovered', note: 'Nobody looks.', isUnwatched: true }).title).toBe('No longer watched: nas is silent'); // prettier-ignore
});
