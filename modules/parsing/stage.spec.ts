import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { ParseReport } from './parse-report.js';
import { FIELDS, HOUR_MS } from './parse-report.js';
import { createParsingStage } from './stage.js';

const NOW = 400_000 * HOUR_MS;
const event = (source: string, parser: string, more: object = {}): LogEvent =>
  ({ 'event.ingested': NOW, 'lanwarden.source': source, 'event.dataset': parser, ...more }) as LogEvent;
const reportOf = (stage: ReturnType<typeof createParsingStage>): ParseReport | undefined =>
  stage.report!() as ParseReport | undefined;

describe('the counting half', () => {
  it('counts events, fields and defects by source and parser, and begins anew after a report', () => {
    const stage = createParsingStage();
    expect(reportOf(stage)).toBeUndefined();
    stage.process!(event('web', 'linux-auth', { 'user.name': 'alice', 'event.action': 'x' }), 'live');
    stage.process!(event('web', 'linux-auth', { 'event.action': 'x', tags: ['syslog.truncated'] }), 'live');
    stage.process!(event('web', 'none'), 'live');
    const [hour] = reportOf(stage)!.hours;
    expect(hour).toMatchObject({ hour: 400_000 });
    const [auth, none] = hour!.pairs;
    expect([auth!.source, auth!.parser, auth!.counts[0], none!.parser, none!.counts[0]]).toEqual(['web', 'linux-auth', 2, 'none', 1]); // prettier-ignore
    expect(auth!.counts[FIELDS.indexOf('user.name') + 1]).toBe(1);
    expect(auth!.counts[FIELDS.indexOf('event.action') + 1]).toBe(2);
    expect(auth!.tags).toEqual({ 'syslog.truncated': 1 });
    expect(reportOf(stage)).toBeUndefined();
  });

  it('passes history over', () => {
    const stage = createParsingStage();
    stage.process!(event('web', 'pihole'), 'import');
    expect(reportOf(stage)).toBeUndefined();
  });

  it('looks into some of a flood, and their share is that of all', () => {
    const stage = createParsingStage();
    const user = (n: number): object => (n % 3 === 0 ? {} : { 'user.name': 'a' });
    for (let n = 0; n < 48_000; n += 1) stage.process!(event('web', 'nginx', user(n)), 'live');
    const { counts } = reportOf(stage)!.hours[0]!.pairs[0]!;
    expect(counts[0]).toBe(48_000);
    expect(counts[FIELDS.indexOf('user.name') + 1]! / 48_000).toBeCloseTo(2 / 3, 2);
    for (let n = 0; n < 70; n += 1) stage.process!(event('web', 'nginx', { 'user.name': 'a' }), 'live');
    const after = reportOf(stage)!.hours[0]!.pairs[0]!.counts;
    expect(after[FIELDS.indexOf('user.name') + 1]).toBe(70);
  });

  it('keeps hours apart, and is bounded in sources and in hours', () => {
    const stage = createParsingStage();
    for (let n = 0; n < 2_100; n += 1) stage.process!(event(`s${n}`, 'none'), 'live');
    for (let n = 1; n <= 30; n += 1) stage.process!(event('a', 'b', { 'event.ingested': NOW + n * HOUR_MS }), 'live');
    const report = reportOf(stage)!;
    expect(report.hours).toHaveLength(24);
    expect(report.uncounted).toBe(2_100 + 6);
  });

  it('tells in pieces what gathered while nobody asked: the link takes no report beyond 1 MB', () => {
    const stage = createParsingStage();
    for (let hour = 0; hour < 20; hour += 1)
      for (let n = 0; n < 800; n += 1)
        stage.process!(event(`source-${n}`, 'linux-auth', { 'event.ingested': NOW + hour * HOUR_MS }), 'live');
    let [events, reports] = [0, 0];
    for (let report = reportOf(stage); report !== undefined; report = reportOf(stage)) {
      expect(JSON.stringify(report).length).toBeLessThan(1_048_576);
      events += report.hours.flatMap(({ pairs }) => pairs).reduce((sum, { counts }) => sum + counts[0]!, 0);
      reports += 1;
    }
    expect([events, reports > 1]).toEqual([16_000, true]);
  });
});
