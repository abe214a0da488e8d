// polkitd and pkexec: who was allowed a privileged action.

import type { Fields } from '#src/event/event.js';
import {
  event,
  LOGON,
  LOGON_INFO,
  PROCESS_DENIED,
  PROCESS_START,
  SESSION_END,
  SESSION_START,
} from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { between, putCommand, putName } from './text.js';

export function parsePolkit(text: string): Fields | undefined {
  if (text.startsWith('Operator of ')) return readOperator(text);
  if (text.startsWith('Registered Authentication Agent ')) return agent(text, true);
  if (text.startsWith('Unregistered Authentication Agent ')) return agent(text, false);
  return text.startsWith('pam_') ? parsePam(text) : undefined;
}

/** `<user>: Executing command [USER=root] [TTY=...] [CWD=...] [COMMAND=...]` / `<user>: Error executing command ...: <why> [...]` */
export function parsePkexec(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const colon = text.indexOf(': ');
  const isRun = text.startsWith('Executing command [', colon + 2);
  if (colon < 0 || (!isRun && !text.startsWith('Error executing command', colon + 2))) return undefined;
  const fields = isRun
    ? event('pkexec_command', PROCESS_START, 2, 'success')
    : event('pkexec_command', PROCESS_DENIED, 3, 'failure');
  putName(fields, 'user.name', text.slice(0, colon));
  putName(fields, 'user.target.name', between(text, '[USER=', ']') ?? '');
  const command = text.indexOf('[COMMAND=');
  if (command > 0) putCommand(fields, text.slice(command + 9, text.endsWith(']') ? -1 : undefined));
  return fields;
}

/**
 * `Operator of unix-session:1 successfully authenticated as unix-user:root to gain TEMPORARY authorization for action <a> for
 * unix-process:12:34 [<command>] (owned by unix-user:bob)` / `Operator of unix-session:1 FAILED to authenticate ...`
 */
function readOperator(text: string): Fields | undefined {
  const isFailure = text.includes(' FAILED to authenticate ');
  if (!isFailure && !text.includes(' successfully authenticated ')) return undefined;
  const fields = isFailure
    ? event('polkit_authorization', LOGON, 3, 'failure')
    : event('polkit_authorization', LOGON_INFO, 2, 'success');
  putName(fields, 'linux_auth.polkit_action', between(text, ' for action ', ' ') ?? '');
  if (!isFailure) putName(fields, 'user.target.name', between(text, ' as unix-user:', ' ') ?? '');
  const owner = text.lastIndexOf('(owned by unix-user:');
  if (owner > 0) putName(fields, 'user.name', between(text, ':', ')', owner) ?? '');
  return fields;
}

function agent(text: string, isNew: boolean): Fields {
  const fields = event('polkit_agent', isNew ? SESSION_START : SESSION_END, 1);
  putName(fields, 'linux_auth.session', between(`${text} `, ' for ', ' ') ?? '');
  return fields;
}
