// `lanwarden backtest --baselines`: what would have been found over the stored events, in event time, each day with a model of the days
// before it, from the first day of the range on. Verdicts are left out: it shows what the baselines find by themselves. Keeps nothing
// but the baselines, and changes nothing.

import { openGeoIp } from '#src/geoip/open.js';
import type { BacktestAnswer, BacktestCall, BacktestLine } from '#src/plugin/backtest.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import { Baselines } from '../baselines.js';
import type { Scored } from '../engine/scored.js';
import { localDay } from '../local-day.js';
import { readBaselinesSettings } from '../settings.js';
import { DayCloser } from './day-closer.js';
import { FindingWeeks } from './finding-weeks.js';
import { type Tally, says } from './says.js';

/** More than a default batch: nobody waits for the first one. */
const BATCH_EVENTS = 5_000;
/** The score has more digits than anybody reads, so that two findings are never equal by rounding. */
const SCORE_DIGITS = 4;

/** @throws Fault when the GeoIP file cannot be read */
export async function backtestBaselines(call: BacktestCall): Promise<BacktestAnswer> {
  const { config, zone } = call;
  const settings = readBaselinesSettings(call.settings);
  const geoip = await openGeoIp(config.geoip.path);
  const baselines = new Baselines({
    zone,
    budget: settings.budget,
    identity: settings.identity,
    geoip,
    limits: { users: settings.maxUsers },
  });
  const closer = new DayCloser(baselines.engine);
  const tally: Tally = { events: 0, days: 0, lines: 0, seconds: 0, weeks: new FindingWeeks() };
  return {
    lines: run(call, baselines, closer, tally),
    get says() {
      return says({ baselines, closer, tally, budget: settings.budget, geoip: geoip?.title });
    },
  };
}

async function* run(
  { store, range, zone, progress }: BacktestCall,
  baselines: Baselines,
  closer: DayCloser,
  tally: Tally,
): AsyncGenerator<BacktestLine> {
  const started = performance.now();
  const whole = await extent(store, range);
  let firstDay: number | undefined;
  for await (const { events } of store.scan({ range, order: 'time', batchSize: BATCH_EVENTS })) {
    for (const event of events) {
      for (const scored of baselines.take(event)) {
        tally.weeks.take(scored, baselines.engine.hour ?? 0);
        if (!scored.raised) continue;
        tally.lines += 1;
        yield lineOf(scored);
      }
      if (baselines.engine.closedDays.length > 0) await closer.close();
    }
    const [first, last] = [events[0], events.at(-1)].map((event) =>
      localDay(event?.['@timestamp'] ?? whole.from, zone),
    );
    firstDay ??= first ?? 0;
    tally.days = (last ?? firstDay) - firstDay + 1;
    tally.events += events.length;
    tally.seconds = (performance.now() - started) / 1_000;
    progress?.(progressOf(tally, events.at(-1)?.['@timestamp'] ?? whole.from, whole));
  }
  progress?.('');
}

function lineOf({ time, entity, score, reasons, summary, state }: Scored): BacktestLine {
  return {
    time: new Date(time).toISOString(),
    [entity.kind]: entity.name,
    score: Number(score.toFixed(SCORE_DIGITS)),
    reasons,
    summary,
    state,
  };
}

/** Of that part of the range in which there are events. */
async function extent(store: EventReader, { from, to }: TimeRange): Promise<TimeRange> {
  const times = (await store.segments()).flatMap(({ minTime, maxTime }) => [minTime ?? from, maxTime ?? from]);
  return {
    from: Math.max(
      from,
      times.reduce((least, time) => Math.min(least, time), Infinity),
    ),
    to: Math.min(
      to,
      times.reduce((most, time) => Math.max(most, time), -Infinity),
    ),
  };
}

function progressOf({ events }: Tally, at: number, { from, to }: TimeRange): string {
  const share = to > from ? ` (${Math.round((100 * (at - from)) / (to - from))} %)` : '';
  return `${new Date(at).toISOString().slice(0, 10)}${share}  ${events.toLocaleString('en')} events`;
}
