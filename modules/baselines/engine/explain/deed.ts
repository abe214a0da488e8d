// What was done, in the words of a colleague: who, to what, from where, when. Says nothing that the activity does not.

import type { Activity } from '../activity.js';
import { type Entity, entityKey } from '../entity.js';
import { actionWords, shortName, shortValue, twoDigits, weekday } from './case.js';

/** `alice logged on to srv1 from 203.0.113.7 (PL) at 03:12 Saturday` */
export function deedOf(entity: Entity, activity: Activity): string {
  return [subject(entity, activity), DEEDS[activity.kind](activity), accounts(entity, activity), whence(entity, activity), `at ${whenOf(activity)}`] // prettier-ignore
    .filter((part) => part !== '')
    .join(' ');
}

function subject(entity: Entity, { actor, isInferred }: Activity): string {
  const name = shortName(entity.name);
  const isActor = actor !== undefined && entityKey(actor) === entityKey(entity);
  return isActor && isInferred && entity.kind === 'user' ? `a device of ${name}` : name;
}

const DEEDS: Readonly<Record<Activity['kind'], (activity: Activity) => string>> = {
  logon: (activity) => `${LOGON[activity.outcome]}${named(' to', activity.host)}`,
  session: ({ host }) => `had a session${named(' on', host)}`,
  privilege: ({ outcome, program, action, host }) =>
    `${outcome === 'failure' ? 'failed to use' : 'used'} privileges (${program === undefined ? actionWords(action) : shortValue(program)})${named(' on', host)}`,
  process: ({ program, host }) =>
    `ran ${program === undefined ? 'a program' : shortValue(program)}${named(' on', host)}`,
  file: ({ share, file, host, outcome }) =>
    `${outcome === 'failure' ? 'failed to touch' : 'touched'} ${file === undefined ? 'files' : shortValue(file)}${named(' on share', share)}${named(' on', host)}`,
  dns: ({ subdomain, domain }) => `asked for ${domain === undefined ? 'a name' : shortValue(subdomain === undefined || subdomain === '' ? domain : `${subdomain}.${domain}`)}`, // prettier-ignore
  network: ({ host, outcome }) =>
    `${outcome === 'failure' ? 'was refused a connection' : 'connected'}${named(' to', host)}`,
};

const LOGON = { success: 'logged on', failure: 'failed to log on', unknown: 'tried to log on' } as const;

/** Of a source: as whom it came; of a user: on whom it acted. */
function accounts(entity: Entity, { actor, target, kind }: Activity): string {
  if (entity.kind === 'user')
    return target === undefined || target === entity.name ? '' : `(account ${shortName(target)})`;
  const account = actor?.kind === 'user' ? actor.name : target;
  return account === undefined || kind !== 'logon' ? '' : `as ${shortName(account)}`;
}

/** `from LAP-7 (10.0.12.3)`, `from 203.0.113.7 (PL)` */
function whence({ name }: Entity, { sourceHost, sourceIp, country, host }: Activity): string {
  const machine = sourceHost === host ? undefined : sourceHost;
  const address = sourceIp === name ? undefined : sourceIp;
  const [first, ...more] = [machine, address, country].filter((each) => each !== undefined).map(shortValue);
  if (first === undefined) return '';
  return more.length === 0 ? `from ${first}` : `from ${first} (${more.join(', ')})`;
}

/** `03:12 Saturday` */
export function whenOf({ hourOfWeek, minute }: Activity): string {
  const hour = twoDigits(hourOfWeek % 24);
  return `${minute === undefined ? `${hour}h` : `${hour}:${twoDigits(minute)}`} ${weekday(hourOfWeek)}`;
}

const named = (word: string, value: string | undefined): string =>
  value === undefined ? '' : `${word} ${shortValue(value)}`;
