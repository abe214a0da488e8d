import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlertEvent } from '#src/alerts/alert.js';
import type { MatchRecord, RuleReport } from './match-record.js';
import { unpackedReport } from './packed-report.js';
import { packedReports } from './report-packer.js';

const text = fc.oneof(fc.constantFrom('a', 'b', '203.0.113.7', ''), fc.string({ unit: 'binary' }));
const events: fc.Arbitrary<readonly AlertEvent[]> = fc.array(fc.record({ id: text, time: fc.nat(), message: text }), {
  maxLength: 4,
});
const record: fc.Arbitrary<MatchRecord> = fc
  .record(
    {
      rule: text,
      step: fc.nat(4),
      key: text,
      count: fc.nat(),
      first: fc.nat(),
      forMs: fc.nat(1_000),
      events,
      byReceipt: fc.nat(9),
      source: text,
      score: fc.nat(100),
      summary: text,
      entity: fc.record({ user: text, src_ip: text, dst_ip: text, host: text, domain: text }, { requiredKeys: [] }),
      values: fc.array(text, { maxLength: 3 }),
      reasons: fc.array(fc.record({ what: text, points: fc.nat(9) }, { requiredKeys: ['what'] }), { maxLength: 2 }),
    },
    { requiredKeys: ['rule', 'step', 'key', 'count', 'first', 'forMs', 'events', 'byReceipt', 'entity'] },
  )
  .map(({ forMs, values, ...rest }) => ({
    ...rest,
    last: rest.first + forMs,
    ...(values !== undefined && {
      values,
      hasMoreValues: values.length > 1,
      valueTimes: values.map((): [number, number] => [rest.first, rest.first + 1]),
      origins: values.map((id, time) => ({ event: { id, time, message: id }, entity: rest.entity, byReceipt: 1 })),
    }),
  }));

const reportOf = (records: readonly MatchRecord[]): RuleReport => ({
  version: 'v1',
  from: 'p0',
  to: 'p1',
  records,
  received: 7,
  isPart: false,
  overflow: {},
  excepted: { e: 1 },
});

const packedOf = ({ records, overflow, excepted, ...head }: RuleReport): unknown =>
  packedReports(head, { records, overflow, excepted })[0];

it('a report is the same behind the link', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 6 }), (records) => {
      const shared = records.map((each) => ({ ...each, events: [...each.events, ...(records[0]?.events ?? [])] }));
      const crossed: unknown = JSON.parse(JSON.stringify(packedOf(reportOf(shared))));
      expect(unpackedReport(crossed as RuleReport)).toEqual(reportOf(shared));
    }),
  );
});

it('an event that many records name crosses once', () => {
  const event = { id: '1', time: 5, message: 'a message that is told once'.repeat(5) };
  const one: MatchRecord = {
    rule: 'r',
    step: 0,
    key: '[]',
    count: 1,
    first: 5,
    last: 5,
    events: [event],
    entity: {},
    byReceipt: 0,
  };
  const crossed = JSON.stringify(packedOf(reportOf(Array.from({ length: 100 }, (_, step) => ({ ...one, step })))));
  expect(crossed.split(event.message)).toHaveLength(2);
  expect(crossed.length).toBeLessThan(6_000);
});
