// Sentences of PAM modules that tell of a check that did not come to an end: unknown users, broken conversations, missing modules. They
// count as `info`: the service or the module tells of the failed logon in a line of its own.

import type { Fields } from '#src/event/event.js';
import { event, LOGON_INFO, PROCESS_ERROR, SESSION_INFO } from '#src/event/kinds.js';
import { between, putName } from './text.js';

/** What a check that failed says, and what encloses the user's name. */
const FAILURES: readonly (readonly [beginning: string, before: string, after: string])[] = [
  ['check pass; user unknown', '', ''],
  ['User unknown', '', ''],
  ['user unknown', '', ''],
  ['conversation failed', '', ''],
  ['auth could not identify password for ', '[', ']'],
  ['bad username ', '[', ']'],
  ['bad user name ', '[', ']'],
  ['could not identify user ', '', ''],
  ['error retrieving information about user ', 'user ', ''],
  ['No secret configured for user ', 'user ', ','],
  ['Failed to read ', ' for "', '"'],
  ['One-time password not authorized to login as user ', "'", "'"],
  ['request wbcLogonUser failed', '', ''],
  ['request failed', '', ''],
  ['access denied: tty ', '', ''],
  ['new password not acceptable', '', ''],
  ['password - ', '', ''],
];

const ERRORS = [
  'PAM unable to ',
  'PAM adding faulty module',
  'unable to dlopen',
  'Failed to create session',
  'Failed to release session',
];

export function readPamProblem(text: string, at: number): Fields | undefined {
  for (const [beginning, before, after] of FAILURES) {
    if (!text.startsWith(beginning, at)) continue;
    const fields = event('authentication', LOGON_INFO, 2, 'failure');
    if (before !== '')
      putName(
        fields,
        'user.name',
        after === '' ? text.slice(at + beginning.length) : (between(text, before, after, at) ?? ''),
      );
    putName(fields, 'event.reason', text.slice(at));
    return fields;
  }
  if (text.startsWith('PAM service(', at) || text.startsWith('Could not set limit for ', at)) {
    const fields = event('authentication_error', SESSION_INFO, 1);
    putName(fields, 'event.reason', text.slice(at));
    return fields;
  }
  if (!ERRORS.some((beginning) => text.startsWith(beginning, at))) return undefined;
  const fields = event('authentication_error', PROCESS_ERROR, 2, 'failure');
  putName(fields, 'event.reason', text.slice(at));
  return fields;
}
