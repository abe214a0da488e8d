// What an alert of a first-seen rule shows where known and new values come within one second.

import { expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { sampleEvent, sampleRule, sampleSet } from '../../../test/helpers/rule-samples.js';
import { unpackedReport } from '../packed-report.js';
import { packedReports } from '../report-packer.js';
import { Detector } from './detector.js';
import { Fold } from './fold.js';

const START = Date.UTC(2026, 10, 20, 12);
const set = sampleSet([sampleRule('new', { kind: 'first-seen', query: '*', field: 'domain' }, { name: 'New domain' })]);
const asked = (time: number, domain: string, more: Partial<LogEvent> = {}): LogEvent =>
  sampleEvent(time, { 'dns.question.name': domain, 'source.ip': '192.168.1.20', 'lanwarden.source': 'dns', ...more });

/** What the last of the seconds raised; each crosses the link as one report. */
function raised(...seconds: readonly (readonly LogEvent[])[]) {
  const [fold, detector] = [new Fold(set), new Detector(set)];
  return seconds
    .map((events) => {
      for (const event of events) fold.add(event, 'live');
      const [report] = packedReports({ version: 'v1', from: 'a', to: 'b' }, fold.take());
      const { records } = unpackedReport(JSON.parse(JSON.stringify(report)) as NonNullable<typeof report>);
      const { raised: begun, grown } = detector.take(records);
      return { alert: begun[0], growth: grown[0] };
    })
    .at(-1)!;
}

const known = Array.from({ length: 12 }, (_, n) => `known${n}.example`);
const before = known.map((domain, n) => asked(START - 7_200_000 + n, domain));

it('the event that brought the new one, and who sent it', () => {
  const evil = asked(START + 500, 'evil.example', { 'source.ip': '192.168.1.66', 'lanwarden.source': 'dns2' });
  const others = known.map((domain, n) => asked(START + n, domain));
  const again = asked(START + 600, 'evil.example', { 'source.ip': '192.168.1.67' });
  const { alert } = raised(before, [...others, evil, again]);
  expect(alert).toMatchObject({
    summary: 'Domain evil.example for the first time.',
    count: 1,
    first: START + 500,
    last: START + 500,
    source: 'dns2',
    entity: { src_ip: '192.168.1.66', domain: 'evil.example' },
    events: [{ id: evil['event.id'], time: START + 500 }],
  });
});

it('what the events that brought several have in common', () => {
  const news = ['evil.example', 'worse.example'].map((domain, n) => asked(START + 500 + n, domain));
  const { alert } = raised(before, [asked(START, known[0]!, { 'source.ip': '192.168.1.21' }), ...news]);
  expect(alert).toMatchObject({ count: 2, first: START + 500, last: START + 501, source: 'dns' });
  expect(alert?.entity).toEqual({ src_ip: '192.168.1.20' });
  expect(alert?.events.map(({ id }) => id)).toEqual(news.map((event) => event['event.id']));
});

it('the events of an alert that goes on', () => {
  const news = asked(START + 500, 'worse.example');
  const { growth } = raised(before, [asked(START, known[0]!), news]);
  expect(growth).toBeUndefined();
  const more = raised([asked(START - 1_000, 'evil.example')], [asked(START, 'evil.example'), news]).growth;
  expect(more).toMatchObject({ count: 1, first: START + 500, events: [{ id: news['event.id'] }] });
});

it('of an event with several new values that event once', () => {
  const both = asked(START + 1, '', { 'dns.question.name': ['a.example', 'b.example'] as never });
  expect(raised(before, [asked(START, known[0]!), both]).alert).toMatchObject({
    count: 1,
    events: [{ id: both['event.id'] }],
    summary: '2 domains (a.example, b.example) for the first time.',
  });
});

it('a second with more values than a report holds is told in several records', () => {
  const message = 'x'.repeat(500);
  const fold = new Fold(set);
  for (let n = 0; n < 1_000; n++) fold.add(asked(START, `d${n}.example`, { message }), 'live');
  const folded = fold.take();
  expect(folded.records.length).toBeGreaterThan(1);
  for (const report of packedReports({ version: 'v1', from: 'a', to: 'b' }, folded))
    expect(JSON.stringify(report).length).toBeLessThan(1_048_576);
});
