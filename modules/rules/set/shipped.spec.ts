// Every shipped rule does what its samples say: the raw lines go through decode and parse, then through the fold and the detector; the
// states of the watches go through their evaluation.

import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { logEvent } from '../../../test/helpers/event-portal.js';
import { readHistory, storeOf } from '../../../test/helpers/history.js';
import { raisedByState } from '../../../test/helpers/state-samples.js';
import { backtest } from '../backtest/backtest.js';
import { checkRule } from '../check-rule.js';
import type { Finding } from '../findings.js';
import type { Rule } from '../rule.js';
import { listsOf, readRulesSettings } from '../settings.js';
import { eventsOf, type Sample, type SampleEvent } from './sample.js';
import { shippedRules } from './shipped.js';

const LISTS = listsOf(readRulesSettings(undefined));

describe.each(shippedRules().map((shipped) => [shipped.rule.id, shipped] as const))('%s', (_id, shipped) => {
  const { rule, positive, negative } = shipped;

  it('says what it is, what to do, and what of ATT&CK it is about', () => {
    expect(checkRule(rule, { lists: LISTS, zone: 'UTC' })).toEqual([]);
    for (const text of [rule.description, rule.advice]) expect(text).toMatch(/^[A-Z].{20,}[.]$/s);
    for (const tag of rule.tags) expect(tag).toMatch(/^attack\.(t\d{4}(\.\d{3})?|[a-z]+(-[a-z]+)*)$/);
  });

  it.each(positive.map((sample) => [sample.what, sample] as const))('is raised once by: %s', async (_what, sample) => {
    const alerts = await raisedBy(rule, sample);
    expect(alerts.map(({ key }) => Object.fromEntries(JSON.parse(key)))).toEqual([sample.key]);
    expect(alerts[0]?.title.length).toBeGreaterThan(5);
    expect(alerts[0]?.summary).toMatch(/\.$/);
  });

  it.each(negative.map((sample) => [sample.what, sample] as const))('is not raised by: %s', async (_what, sample) => {
    expect(await raisedBy(rule, sample)).toEqual([]);
  });
});

it('reads every line of the samples with a parser, so that none passes for want of understanding', () => {
  const unread = shippedRules().flatMap(({ rule, positive, negative }) =>
    [...positive, ...negative]
      .flatMap((sample) => logEvents(sample))
      .filter((event) => event['event.dataset'] === 'none' && event['event.action'] === undefined)
      .map((event) => `${rule.id}: ${event['event.original']}`),
  );
  expect(unread).toEqual([]);
});

it('tells what a rule in test mode or switched off is waiting for', () => {
  for (const { rule } of shippedRules())
    if (rule.state !== 'on') expect(rule.description, rule.id).toMatch(/(In test mode|Off) as it comes/);
});

async function raisedBy(rule: Rule, sample: Sample): Promise<readonly Pick<Finding, 'key' | 'title' | 'summary'>[]> {
  if (sample.state !== undefined) return raisedByState(rule, sample, sample.state);
  const events = logEvents(sample);
  const range = { from: Math.min(...events.map(timeOf)), to: Math.max(...events.map(timeOf)) + 1 };
  const ruleSet = { rules: [rule], exceptions: [], lists: { ...LISTS, ...sample.lists }, zone: sample.zone };
  return (await backtest({ ruleSet, store: storeOf(events), range })).alerts;
}

const timeOf = (event: LogEvent): number => event['@timestamp'];

function logEvents(sample: Sample): LogEvent[] {
  const all = eventsOf(sample);
  const lines = all.filter((event) => 'line' in event);
  const read = readHistory(
    lines.map(({ line }) => line),
    { zone: sample.zone },
  );
  read.forEach((event, index) => expect(event['@timestamp'], event['event.original']).toBe(lines[index]?.time));
  return all.map((event) => ('line' in event ? read[lines.indexOf(event)]! : plain(event)));
}

function plain({ time, fields }: Extract<SampleEvent, { fields: unknown }>): LogEvent {
  return logEvent(fields, time);
}
