// `lanwarden backtest --rules`: the rules of this installation (the shipped set where none was started yet) over its stored events.

import { hourOfWeek } from '#src/collector/decode/clock.js';
import { Fault } from '#src/faults.js';
import { nearest } from '#src/nearest.js';
import type { BacktestAnswer, BacktestCall } from '#src/plugin/backtest.js';
import type { EventReader } from '#src/store/event-store.js';
import type { Rule } from '../rule.js';
import { listsOf, readRulesSettings } from '../settings.js';
import { backtest, type BacktestAlert, type BacktestResult, type Untested } from './backtest.js';
import { type KeptRules, readKeptRules } from './kept-rules.js';

/** @throws Fault USAGE for a rule that does not exist */
export async function backtestRules(call: BacktestCall): Promise<BacktestAnswer> {
  const { config, range, zone, settings, only, now } = call;
  const kept = await readKeptRules(config, now);
  const rules = chosen(kept, only);
  const lists = listsOf(readRulesSettings(settings));
  const store = zone === config.time.zone ? call.store : inZone(call.store, zone);
  const started = performance.now();
  const result = await backtest({ ruleSet: { rules, exceptions: kept.exceptions, lists, zone }, store, range });
  const seconds = (performance.now() - started) / 1_000;
  return { lines: lines(result.alerts, rules), says: says(result, rules, kept, seconds) };
}

function chosen({ rules }: KeptRules, only: readonly string[]): readonly Rule[] {
  if (only.length === 0) return rules.filter(({ state }) => state !== 'off');
  return only.map((id) => {
    const rule = rules.find((each) => each.id === id);
    if (rule !== undefined) return rule;
    const near = nearest(
      id,
      rules.map((each) => each.id),
    );
    throw new Fault('USAGE', `There is no rule "${id}"${near === undefined ? '' : `; did you mean ${near}?`}`);
  });
}

function* lines(alerts: readonly BacktestAlert[], rules: readonly Rule[]): Iterable<Readonly<Record<string, unknown>>> {
  const states = new Map(rules.map(({ id, state }) => [id, state]));
  for (const { rule, name, severity, key, entity, title, summary, score, count, first, last, events } of alerts)
    yield {
      rule,
      name,
      severity,
      key: Object.fromEntries(JSON.parse(key) as [string, string][]),
      ...(score !== undefined && { score }),
      entity,
      title,
      summary,
      count,
      first: iso(first),
      last: iso(last),
      events: events.map(({ id }) => id),
      ...(states.get(rule) !== 'on' && { state: states.get(rule) }),
    };
}

function says(
  { alertCount, keyCount, events, untested, byRule }: BacktestResult,
  rules: readonly Rule[],
  kept: KeptRules,
  seconds: number,
): string[] {
  const which = kept.isShipped ? 'rules of the shipped set' : 'rules';
  const tried = rules.length - untested.length;
  return [
    `${counted(alertCount, 'alert')} for ${counted(keyCount, 'key')} by ${Object.keys(byRule).length} of ${tried} ${which}; ${counted(events, 'event')} looked at in ${seconds.toFixed(1)} s.`,
    ...Object.entries(byRule)
      .sort(([, a], [, b]) => b - a)
      .map(([rule, count]) => `  ${count}  ${rule}`),
    ...reasons(untested),
  ];
}

/** One sentence a reason, with the rules that it is true for. */
function reasons(untested: readonly Untested[]): string[] {
  return [...new Set(untested.map(({ why }) => why))].map((why) => {
    const ids = untested.filter((each) => each.why === why).map(({ rule }) => rule);
    return `Not tried: ${ids.join(', ')}. ${why}`;
  });
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

const iso = (ms: number): string => new Date(ms).toISOString();

/** Events with their hour in another zone than the one they were stored with; so the store cannot filter by it. */
function inZone(store: EventReader, zone: string): Pick<EventReader, 'scan' | 'segments'> {
  return {
    segments: () => store.segments(),
    async *scan({ query: _query, ...request }) {
      for await (const { events, position } of store.scan(request))
        yield {
          events: events.map((event) => ({
            ...event,
            'lanwarden.hour_of_week': hourOfWeek(event['@timestamp'], zone),
          })),
          position,
        };
    },
  };
}
