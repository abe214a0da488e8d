// The lines that OpenSSH for Windows writes into its own event log (OpenSSH/Operational, event 4): who came from where.
// A user name may hold anything, so the address is looked for from the end.

import type { Fields } from '#src/event/event.js';
import { kind, LOGON, LOGON_ABORTED, LOGON_INFO, type Kind } from '#src/event/kinds.js';
import { accountOf, ipOf, portOf } from './address.js';
import { UNKNOWN_NAME } from './codes.js';

const INVALID = 'invalid user ';

export function readSshLine(fields: Fields, text: string): void {
  if (text.startsWith('Accepted ')) return readAttempt(fields, text, 'success');
  if (text.startsWith('Failed ')) return readAttempt(fields, text, 'failure');
  if (text.startsWith('Invalid user ')) {
    const from = addPeer(fields, text, ' from ');
    if (from < 0) return;
    // The attempt itself is told by the line that follows.
    set(fields, 'ssh_invalid_user', 3, LOGON_INFO, 'failure');
    addStranger(fields, text.slice('Invalid user '.length, from));
    return;
  }
  const closed = CLOSED.find((words) => text.startsWith(words));
  if (closed !== undefined) return readClosed(fields, text, closed.length);
  if (text.startsWith('Received disconnect')) set(fields, 'ssh_connection_closed', 1, CLOSED_KIND, undefined);
}

const CLOSED = ['Connection closed by ', 'Connection reset by ', 'Disconnected from '];
const CLOSED_KIND = kind('network session', 'end');
const WHOSE = ['authenticating user ', 'invalid user ', 'user '] as const;

/** `[authenticating user |invalid user |user NAME ]ADDRESS port N[ [preauth]]` at `at`, read from the end: the name may hold anything. */
function readClosed(fields: Fields, text: string, at: number): void {
  const whose = WHOSE.find((words) => text.startsWith(words, at));
  if (whose === undefined || whose === 'user ') set(fields, 'ssh_connection_closed', 1, CLOSED_KIND, undefined);
  else set(fields, 'ssh_connection_closed', 2, LOGON_ABORTED, 'failure');
  const peer = / ([^ ]{1,64}) port (\d{1,5})(?: \[preauth\])?\s*$/.exec(
    text.slice(Math.max(at - 1, text.length - 100)),
  );
  const ip = ipOf(peer?.[1]);
  if (peer === null || ip === undefined) return;
  fields['source.ip'] = ip;
  const port = portOf(peer[2]);
  if (port !== undefined) fields['source.port'] = port;
  if (whose === undefined) return;
  const name = text.slice(at + whose.length, text.length - peer[0].length);
  if (whose === INVALID) addStranger(fields, name);
  else addUser(fields, name);
}

/** `Failed password for [invalid user ]NAME from ADDRESS port N ssh2`, with the key behind it where there is one. */
function readAttempt(fields: Fields, text: string, outcome: 'success' | 'failure'): void {
  const start = text.indexOf(' for ');
  const from = addPeer(fields, text, ' from ');
  if (start < 0 || from < start + 5) return;
  set(fields, 'ssh_login', outcome === 'failure' ? 3 : 1, LOGON, outcome);
  const name = text.slice(start + 5, from);
  if (name.startsWith(INVALID)) addStranger(fields, name.slice(INVALID.length));
  else addUser(fields, name);
}

function set(
  fields: Fields,
  action: string,
  level: 1 | 2 | 3,
  { category, type }: Kind,
  outcome: 'success' | 'failure' | undefined,
): void {
  fields['event.action'] = action;
  fields['event.severity'] = level;
  fields['event.category'] = category;
  fields['event.type'] = type;
  if (outcome !== undefined) fields['event.outcome'] = outcome;
}

/** Marked with the words that a failed logon of Windows has for it: rules that pass over unknown names know these. */
function addStranger(fields: Fields, name: string): void {
  addUser(fields, name);
  fields['winlog.logon.failure.reason'] = UNKNOWN_NAME;
}

function addUser(fields: Fields, name: string): void {
  const account = accountOf(name, undefined);
  if (account.name !== undefined) fields['user.name'] = account.name;
  if (account.domain !== undefined) fields['user.domain'] = account.domain;
}

/** The last ` from ADDRESS port N` of the text; returns where it begins, -1 where there is none. */
function addPeer(fields: Fields, text: string, before: string): number {
  const at = text.lastIndexOf(before);
  if (at < 0) return -1;
  const [address, word, port] = text.slice(at + before.length, at + 120).split(' ', 3);
  const ip = ipOf(address);
  if (ip === undefined || word !== 'port') return -1;
  fields['source.ip'] = ip;
  const number = portOf(port?.replace(/[^0-9].*$/, ''));
  if (number !== undefined) fields['source.port'] = number;
  return at;
}
