// What a back-test tells a person at its end.

import type { Baselines } from '../baselines.js';
import type { DayCloser } from './day-closer.js';
import type { FindingWeek, FindingWeeks } from './finding-weeks.js';

export interface Tally {
  events: number;
  /** Installation’s zone, from the first event to the last. */
  days: number;
  lines: number;
  seconds: number;
  readonly weeks: FindingWeeks;
}

interface Told {
  readonly baselines: Baselines;
  readonly closer: DayCloser;
  readonly tally: Tally;
  readonly budget: number;
  /** Title of the GeoIP file. */
  readonly geoip: string | undefined;
}

const DAY_MS = 86_400_000;

export function says({ baselines, closer, tally, budget, geoip }: Told): string[] {
  const { engine, counts } = baselines;
  const { users, ips, hosts } = engine.sizes;
  const { events, days, lines, seconds } = tally;
  const weeks = tally.weeks.weeks();
  return [
    `${counted(events, 'event')} of ${counted(days, 'day')} in ${seconds.toFixed(1)} s: ${counted(users, 'account')}, ${counted(ips, 'address', 'addresses')} and ${counted(hosts, 'device')} learned; ${counted(lines, 'line')}.`,
    ...(events === 0 ? ['There is nothing in this range. Import or collect events first.'] : []),
    ...(weeks.length === 0 ? [] : [`Findings a day (score from 75 on) against a budget of ${budget}:`]),
    ...weeks.map(weekOf),
    ...(weeks.length === 0 ? [] : ['Told are those that would have raised an alert: neither learning nor muted.']),
    'Verdicts were left out: this is what the baselines find by themselves.',
    geoip === undefined
      ? 'There is no GeoIP file (geoip.path): new countries and impossible travel were not looked for.'
      : `GeoIP: ${geoip}.`,
    autoencoder(closer),
    ...leftOut(counts.late, 'came more than an hour late'),
    ...leftOut(counts.early, 'had a time that no other confirmed'),
    ...leftOut(counts.namesRefused, 'had a name too long to be learned'),
    ...bounded(counts.entitiesForgotten + counts.entitiesRefused),
  ];
}

function weekOf({ day, days, findings, told }: FindingWeek): string {
  const from = new Date(day * DAY_MS).toISOString().slice(0, 10);
  const part = days < 7 ? `, ${counted(days, 'day')} of it` : '';
  return `  week from ${from}${part}: ${(findings / days).toFixed(1)} (${findings}, ${told} told)`;
}

function autoencoder({ info, problem, days }: DayCloser): string {
  if (problem !== undefined) return `The autoencoder could not be trained: ${problem}`;
  if (info === undefined) return `The autoencoder was not trained: ${counted(days, 'closed day')} gave too little.`;
  return `Autoencoder: TensorFlow.js (${info.backend}), last trained with ${counted(info.rows, 'hour')} in ${info.seconds.toFixed(1)} s.`;
}

const leftOut = (count: number, why: string): string[] =>
  count === 0 ? [] : [`Left out: ${counted(count, 'event')} that ${why}.`];

const bounded = (count: number): string[] =>
  count === 0 ? [] : [`Bounds made it forget or refuse ${counted(count, 'entity', 'entities')} (baselines.maxUsers).`];

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
