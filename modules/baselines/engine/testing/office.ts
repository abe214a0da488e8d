// A small office for tests: who works when, on what, from where; the same each time. Names and habits come from a number alone.

import type { Activity } from '../activity.js';
import { Engine, type EngineOptions } from '../engine.js';
import { SeededRandom } from '../math/random.js';
import type { ModelRecord } from '../record.js';
import type { Scored } from '../scored.js';

const HOUR_MS = 3_600_000;
/** A Monday. */
export const FIRST_DAY = 20_514;

/** @param hour of the day, with fractions */
export function at(day: number, hour: number): Pick<Activity, 'time' | 'hour' | 'hourOfWeek'> {
  const hours = (FIRST_DAY + day) * 24 + Math.floor(hour);
  return {
    time: ((FIRST_DAY + day) * 24 + hour) * HOUR_MS,
    hour: hours,
    hourOfWeek: ((day % 7) * 24 + Math.floor(hour)) % 168,
  };
}

export function activity(user: string, day: number, hour: number, more: Partial<Activity> = {}): Activity {
  return {
    ...at(day, hour),
    kind: 'logon',
    outcome: 'success',
    actor: { kind: 'user', name: user },
    isInferred: false,
    action: 'logged_in/Network/Kerberos',
    isPresence: false,
    ...more,
  };
}

/** What `users` people do on a day, in order. */
export function officeDay(day: number, users: number): Activity[] {
  const done: Activity[] = [];
  for (let i = 0; i < users; i++) if (day % 7 < 5) done.push(...personDay(i, day));
  return done.sort((a, b) => a.time - b.time);
}

function personDay(i: number, day: number): Activity[] {
  const random = new SeededRandom(1_000 * i + day);
  const user = `user${i}`;
  const desk = { sourceIp: `10.0.${i % 4}.${i + 10}`, sourceNet: `10.0.${i % 4}.0/24`, sourceHost: `pc${i}` };
  const begin = 8 + (i % 3) * 0.5;
  const done = [activity(user, day, begin, { host: `pc${i}`, action: 'logged_in/Interactive', isPresence: true })];
  for (let k = 0; k < 25; k++) {
    const hour = begin + 0.1 + random.next() * 8.5;
    const pick = random.next();
    if (pick < 0.35)
      done.push(activity(user, day, hour, { ...desk, host: `server${(i + Math.floor(random.next() * 3)) % 6}` }));
    else if (pick < 0.6)
      done.push(
        activity(user, day, hour, {
          kind: 'process',
          action: 'process',
          host: `pc${i}`,
          program: `tool${Math.floor(random.next() * 5)}`,
        }),
      );
    else
      done.push(
        activity(user, day, hour, {
          kind: 'dns',
          action: 'query',
          isInferred: true,
          domain: `site${Math.floor(random.next() ** 2 * 40)}.example`,
          subdomain: 'www',
        }),
      );
  }
  return done;
}

/** An engine that saw so many days of the office; each is closed. It is one’s own. */
export function trained(days: number, users = 30, options: Partial<EngineOptions> = {}): Engine {
  const kept = (trainings[JSON.stringify([days, users, options])] ??= textOf(trainedAfresh(days, users, options)));
  return restoredFrom(kept, options);
}

/** Days are dear, a restored one is not: what was trained once in a file of tests, as text. */
const trainings: Record<string, readonly string[]> = {};

/** As `trained`, never restored from anything: for tests of saving, and where the days themselves are tested. */
export function trainedAfresh(days: number, users = 30, options: Partial<EngineOptions> = {}): Engine {
  const engine = new Engine({ budget: 2, ...options });
  for (let day = 0; day < days; day++) {
    observeAll(engine, officeDay(day, users));
    learn(engine, day);
  }
  return engine;
}

/** Through text, as a file would; the records the other way around, for their order says nothing. */
export function copyOf(engine: Engine): Engine {
  return restoredFrom(textOf(engine));
}

function textOf(engine: Engine): string[] {
  return Array.from(engine.save(), (record) => JSON.stringify(record)).reverse();
}

function restoredFrom(records: readonly string[], options: Partial<EngineOptions> = {}): Engine {
  const engine = new Engine({ budget: 2, ...options });
  for (const record of records) engine.restore(JSON.parse(record) as ModelRecord);
  engine.restored();
  return engine;
}

export function observeAll(engine: Engine, activities: readonly Activity[]): Scored[] {
  return activities.flatMap((each) => engine.observe(each));
}

/** The day is over, and learned. */
export function learn(engine: Engine, day: number): void {
  engine.endOfDay(FIRST_DAY + day);
  while (engine.closedDays.length > 0) engine.closeDay();
}

export function highest(scored: readonly Scored[], user: string): Scored | undefined {
  const own = scored.filter(({ entity }) => entity.name === user);
  return own.reduce<Scored | undefined>(
    (best, each) => (best === undefined || each.score > best.score ? each : best),
    undefined,
  );
}
