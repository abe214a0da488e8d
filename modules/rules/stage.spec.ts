import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { Stage } from '#src/plugin/module.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { sampleEvent, sampleRule, sampleSet } from '../../test/helpers/rule-samples.js';
import { MAX_RECORDS } from './engine/fold.js';
import type { RuleReport } from './match-record.js';
import { type PackedReport, unpackedReport } from './packed-report.js';
import type { RuleSet } from './rule.js';
import { createRulesStage } from './stage.js';

const START = Date.UTC(2026, 10, 20, 12);
const rules = sampleSet([sampleRule('r', { kind: 'match', query: 'failed' }, { groupBy: ['user'] })]);
const by = (user: string): LogEvent => sampleEvent(START, { 'user.name': user });
const quiet = sampleEvent(START, { message: 'all is well' });

class Driven {
  readonly clock = new FakeClock(START);
  readonly stage: Stage;
  /** Of the last report, as it crosses the link. */
  chars = 0;
  #position = 0;

  constructor(settings: unknown = rules) {
    this.stage = createRulesStage(settings, 'p0', this.clock);
  }
  commit(events: readonly LogEvent[], kind: 'live' | 'import' = 'live'): void {
    this.stage.committed?.({ events, kind, position: `p${++this.#position}`, isQuiet: true });
  }
  report(): RuleReport | undefined {
    const report = this.stage.report?.() as PackedReport | undefined;
    this.chars = JSON.stringify(report)?.length ?? 0;
    return report && unpackedReport(report);
  }
  /** `from-to: records`, of the next report. */
  said(): string | undefined {
    const report = this.report();
    return report && `${report.from}-${report.to}: ${report.records.length}${report.isPart ? ' and more' : ''}`;
  }
}

describe('reports of the stage', () => {
  it('follow each other without a gap', () => {
    const driven = new Driven();
    expect(driven.said()).toBeUndefined();
    driven.commit([by('root'), by('bob'), quiet]);
    driven.commit([by('root')]);
    expect(driven.report()).toMatchObject({
      version: 'v1',
      from: 'p0',
      to: 'p2',
      isPart: false,
      records: [{ count: 2 }, { count: 1 }],
    });
    driven.commit([by('root')]);
    expect(driven.said()).toBe('p2-p3: 1');
    expect(driven.said()).toBeUndefined();
  });

  it('say once a second that time goes on, when nothing matches', () => {
    const driven = new Driven();
    driven.commit([quiet]);
    expect(driven.said()).toBe('p0-p1: 0');
    driven.commit([quiet]);
    expect(driven.said()).toBeUndefined();
    driven.clock.advance(1_000);
    expect(driven.said()).toBe('p1-p2: 0');
  });

  it('hold no imported event, and go past it', () => {
    const driven = new Driven();
    driven.commit([by('root')], 'import');
    expect(driven.said()).toBe('p0-p1: 0');
  });

  it('come in parts where one is too large', () => {
    const driven = new Driven();
    driven.commit(Array.from({ length: 6_000 }, (_, i) => by(`u${i}`)));
    const reports: RuleReport[] = [];
    for (let report = driven.report(); report !== undefined; report = driven.report()) {
      reports.push(report);
      expect(driven.chars).toBeLessThan(1_000_000);
      if (reports.length === 1) driven.commit([by('late')]);
    }
    const late = reports.pop();
    expect(late).toMatchObject({ from: 'p1', to: 'p2', isPart: false });
    expect(reports.length).toBeGreaterThan(1);
    expect(reports.map(({ isPart }) => isPart)).toEqual(reports.map((_, index) => index < reports.length - 1));
    expect(reports.every((report) => report.from === 'p0' && report.to === 'p1')).toBe(true);
    expect(reports.reduce((sum, { records }) => sum + records.length, 0)).toBe(6_000);
  });

  it('wait ten seconds for a portal that is away', () => {
    const driven = new Driven();
    driven.commit([by('root')]);
    driven.clock.advance(10_000);
    driven.commit([by('root')]);
    expect(driven.said()).toBe('p0-p2: 1');
  });

  it('hold nothing of a portal that is away for longer, and tell it to read that from the store', () => {
    const driven = new Driven();
    driven.commit([by('root')]);
    driven.clock.advance(10_001);
    for (let n = 0; n < 3; n += 1) driven.commit([by('root'), by('bob')]);
    expect(driven.said()).toBe('p4-p4: 0');
    driven.commit([by('root')]);
    expect(driven.said()).toBe('p4-p5: 1');
  });

  it('count what they have no room for, when somebody asks', () => {
    const driven = new Driven();
    driven.commit(Array.from({ length: MAX_RECORDS + 5 }, (_, i) => by(`u${i}`)));
    let last: RuleReport | undefined;
    for (let report = driven.report(); report !== undefined; report = driven.report()) last = report;
    expect(last?.overflow).toEqual({ r: 5 });
  });

  it('come less often the more there is to tell, but for the parts of one', () => {
    const driven = new Driven();
    driven.commit([by('root')]);
    driven.report();
    expect(driven.stage.restMs).toBeLessThan(1);
    driven.commit(Array.from({ length: 6_000 }, (_, i) => by(`u${i}`)));
    expect(driven.report()?.isPart).toBe(true);
    expect(driven.stage.restMs).toBe(0);
    while (driven.report() !== undefined);
    expect(driven.stage.restMs).toBe(3_000);
  });

  it('are of one rule set: another one begins where it came', () => {
    const driven = new Driven();
    driven.commit([by('root')]);
    const changed: RuleSet = { ...rules, version: 'v2' };
    driven.stage.configure?.(changed);
    expect(driven.said()).toBeUndefined();
    driven.commit([by('root')]);
    expect(driven.report()).toMatchObject({ version: 'v2', from: 'p1', to: 'p2' });
  });

  it.each([null, { lists: {}, budgetPerDay: 20 }])('do not come before a portal said the rules: %o', (settings) => {
    const driven = new Driven(settings);
    driven.commit([by('root')]);
    driven.clock.advance(60_000);
    expect(driven.said()).toBeUndefined();
    driven.stage.configure?.(rules);
    driven.commit([by('root')]);
    expect(driven.said()).toBe('p1-p2: 1');
  });
});
