// What a channel gets, in one sentence: "high and above, all rules; quiet 22:00 to 07:00; at most 20 an hour".

import type { Routing, Times } from '../channel.js';

/** @param ruleName of an id; undefined for one that is not there any more */
export function routingSentence(
  { minSeverity, rules, sources, types, active, quiet, budgetPerHour }: Routing,
  ruleName: (id: string) => string | undefined,
): string {
  const what = [
    minSeverity === 'informational'
      ? 'every severity'
      : minSeverity === 'critical'
        ? 'critical alone'
        : `${minSeverity} and above`,
    rules.length === 0 ? 'all rules' : counted('rule', rules.map((id) => ruleName(id) ?? id)), // prettier-ignore
    ...(sources.length === 0 ? [] : [counted('source', sources)]),
  ].join(', ');
  const told = typesText(types);
  const parts = [
    what,
    ...(told === '' ? [] : [told]),
    ...(isSet(active) ? [`only ${timesText(active)}`] : []),
    ...(isSet(quiet) ? [`quiet ${timesText(quiet)}${quiet.exceptCritical ? ' but for critical ones' : ''}`] : []),
    budgetPerHour === 0 ? 'without a limit' : `at most ${budgetPerHour} an hour`,
  ];
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** More are only counted. */
const MAX_NAMED = 3;

/** `the rule a`, `the rules a, b and c`, `4 rules` */
function counted(what: string, names: readonly string[]): string {
  if (names.length > MAX_NAMED) return `${names.length} ${what}s`;
  const text = names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
  return `the ${what}${names.length === 1 ? '' : 's'} ${text}`;
}

export const WEEKDAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `22:00`; 24 hours and more begin anew. */
export function clockText(hour: number): string {
  return `${String(hour % 24).padStart(2, '0')}:00`;
}

/** Said only where it differs from the default. */
function typesText({ raised, updated, closed, silent }: Routing['types']): string {
  const missing = [raised ? '' : 'new alerts', closed ? '' : 'closed ones', silent ? '' : 'silent sources'].filter(
    (each) => each !== '',
  );
  const parts = [updated ? 'with growth' : '', missing.length === 0 ? '' : `without ${missing.join(' and ')}`];
  return parts.filter((part) => part !== '').join(', ');
}

function isSet<T extends Times>(times: T | undefined): times is T {
  return times !== undefined && (times.hours !== undefined || (times.weekdays ?? []).length > 0);
}

function timesText({ hours, weekdays = [] }: Times): string {
  const days = weekdays.length === 0 || weekdays.length === 7 ? '' : daysText(weekdays);
  const isWholeDay = hours === undefined || (hours[1] - hours[0] + 24) % 24 === 23;
  const span = isWholeDay ? '' : `${clockText(hours[0])} to ${clockText(hours[1] + 1)}`;
  return [days === '' ? '' : `on ${days}`, span].filter((part) => part !== '').join(' ') || 'at any time';
}

/** `Mon to Fri`, `Sat, Sun` */
function daysText(weekdays: readonly number[]): string {
  const days = [...new Set(weekdays)].sort((a, b) => a - b);
  const first = days[0]!;
  const last = days.at(-1)!;
  if (days.length > 2 && last - first === days.length - 1) return `${WEEKDAYS[first]} to ${WEEKDAYS[last]}`;
  return days.map((day) => WEEKDAYS[day]).join(', ');
}
