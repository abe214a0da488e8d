// The lines that OpenSSH for Windows writes into its own event log (OpenSSH/Operational, event 4): who came from where.
// A user name may hold anything, so the address is looked for from the end.

import type { Fields } from '#src/event/event.js';
import { accountOf, ipOf, portOf } from './address.js';

const INVALID = 'invalid user ';

export function readSshLine(fields: Fields, text: string): void {
  if (text.startsWith('Accepted ')) return readAttempt(fields, text, 'success');
  if (text.startsWith('Failed ')) return readAttempt(fields, text, 'failure');
  if (text.startsWith('Invalid user ')) {
    const from = addPeer(fields, text, ' from ');
    if (from < 0) return;
    set(fields, 'ssh_invalid_user', 2, 'start', 'failure');
    addUser(fields, text.slice('Invalid user '.length, from));
    return;
  }
  if (
    !text.startsWith('Connection closed') &&
    !text.startsWith('Disconnected from') &&
    !text.startsWith('Received disconnect')
  )
    return;
  set(fields, 'ssh_connection_closed', 1, 'end', undefined);
}

/** `Failed password for [invalid user ]NAME from ADDRESS port N ssh2`, with the key behind it where there is one. */
function readAttempt(fields: Fields, text: string, outcome: 'success' | 'failure'): void {
  const start = text.indexOf(' for ');
  const from = addPeer(fields, text, ' from ');
  if (start < 0 || from < start + 5) return;
  set(fields, 'ssh_login', outcome === 'failure' ? 3 : 1, 'start', outcome);
  const name = text.slice(start + 5, from);
  addUser(fields, name.startsWith(INVALID) ? name.slice(INVALID.length) : name);
}

function set(
  fields: Fields,
  action: string,
  level: 1 | 2 | 3,
  type: string,
  outcome: 'success' | 'failure' | undefined,
): void {
  fields['event.action'] = action;
  fields['event.severity'] = level;
  fields['event.category'] = action === 'ssh_connection_closed' ? ['network', 'session'] : ['authentication'];
  fields['event.type'] = [type];
  if (outcome !== undefined) fields['event.outcome'] = outcome;
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
