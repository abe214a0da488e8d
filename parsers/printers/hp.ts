// HP's enhanced security event logging: `printer: <summary>; time="2026-Nov-20 10:00 AM (UTC+01:00)" user="windows\alice" source_IP="192.0.2.7"
// outcome=success interface=Wired`. HP LaserJet Enterprise, Security Event Logging Messaging Reference (white paper)

import { monthOf } from '#src/event/month.js';
import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, HOST_INFO, LOGON, PACKAGE_CHANGE, SESSION_END, USER_CHANGE, USER_CREATION, USER_DELETION } from '#src/event/kinds.js'; // prettier-ignore
import { type Mapping, putMapped } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';
import { put } from '#src/event/put.js';

const MAX_PAIRS = 40;
const MAPPING: Mapping = {
  prefix: 'printers',
  names: new Map([
    ['source_IP', 'source.ip'],
    ['destination_IP', 'destination.ip'],
  ]),
  dropped: new Set(['time', 'user', 'outcome']),
};

/** The first that fits the summary; those for accounts before those for settings. */
const KINDS: readonly (readonly [words: RegExp, kind: Fields, isFailureGrave: boolean])[] = [
  [/Sign In Authentication|^(?:User|Administrator) (?:Sign In|Login|Authentication)|SNMPv3 (?:User )?Authentication/i, event('device_login', LOGON, 1), true],
  [/session terminated|Sign Out/i, event('device_logout', SESSION_END, 1), false],
  [/Entered Lockout Mode/, event('account_locked', USER_CHANGE, 3), false],
  [/Exited Lockout Mode/, event('user_unlocked', USER_CHANGE, 2), false],
  [/User Accounts? (?:added|imported)/, event('user_created', USER_CREATION, 3), true],
  [/User Account deleted/, event('user_deleted', USER_DELETION, 3), true],
  [/User Account (?:modified|changed)/, event('user_changed', USER_CHANGE, 2), true],
  [/Password (?:modified|changed|set|cleared)/, event('password_changed', USER_CHANGE, 3), true],
  [/Firmware (?:Update|Upgrade|Install)/i, event('update_installed', PACKAGE_CHANGE, 2), true],
  [/\b(?:added|deleted|removed|modified|changed|enabled|disabled|imported|exported|installed|restored|reset|cleared|set)\b/i, event('config_changed', CONFIGURATION_CHANGE, 2), true],
  [/^/, event('device_message', HOST_INFO, 1), false],
]; // prettier-ignore

export function readSecurityEvent(text: string): Fields | undefined {
  const semicolon = text.indexOf('; time="');
  if (semicolon <= 0 || semicolon > 200) return undefined;
  const summary = text.slice(0, semicolon);
  // A user's name is a stranger's and stands before the address and the outcome: the last of a name counts.
  const said = new Map(readPairs(text.slice(semicolon + 2)).pairs.slice(0, MAX_PAIRS));
  const [, kind, isGrave] = KINDS.find(([words]) => words.test(summary))!;
  const fields: Fields = { ...kind };
  const outcome = said.get('outcome');
  if (outcome === 'success' || outcome === 'failure') fields['event.outcome'] = outcome;
  if (outcome === 'failure' && isGrave) fields['event.severity'] = 3;
  put(fields, 'message', summary);
  putUser(fields, said.get('user'), said.get('account'));
  putTime(fields, said.get('time'));
  for (const [name, value] of said) putMapped(fields, MAPPING, name, value);
  return fields;
}

/** `windows\EXAMPLE\alice`: the database that knows the user, and the user. Of an account's own event he is the target. */
function putUser(fields: Fields, user = '', account = ''): void {
  const name = user.slice(user.lastIndexOf('\\') + 1);
  const isTarget = /^user_|^account_/.test(fields['event.action'] ?? '');
  put(fields, isTarget ? 'user.target.name' : 'user.name', name);
  if (isTarget) put(fields, 'user.target.name', account);
}

/** To the minute, and all that these lines have. */
function putTime(fields: Fields, time = ''): void {
  const [, year, word = '', day, hour, minute, half, zone] =
    /^(\d{4})-([A-Z][a-z]{2})-(\d\d) (\d{1,2}):(\d\d)(?::\d\d)? (AM|PM) \(UTC([+-]\d\d:\d\d)?\)$/.exec(time) ?? [];
  const month = monthOf(word);
  if (year === undefined || month === 0) return;
  const hour24 = (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  const ms = Date.parse(
    `${year}-${String(month).padStart(2, '0')}-${day!}T${String(hour24).padStart(2, '0')}:${minute!}${zone ?? 'Z'}`,
  );
  if (!Number.isNaN(ms)) fields['@timestamp'] = ms;
}
