// systemd-logind and systemd: sessions of users, seats, power.

import type { Fields } from '#src/event/event.js';
import { event, HOST_END, HOST_INFO, SESSION_END, SESSION_START } from '#src/event/kinds.js';
import { parsePam } from './pam.js';
import { between, putName } from './text.js';

export function parseLogind(text: string): Fields | undefined {
  if (text.startsWith('New session ')) return readNew(text);
  if (text.startsWith('Removed session ')) return session(event('session_closed', SESSION_END, 1), text.slice(16));
  if (text.startsWith('Session ') && text.includes(' logged out')) {
    return session(event('session_closed', SESSION_END, 1), between(text, 'Session ', ' ') ?? '');
  }
  if (text.startsWith('New seat ') || text.startsWith('Removed seat ')) return event('seat_changed', HOST_INFO, 1);
  if (/^(?:Power key|Suspend key|Hibernate key|Reboot key|Lid closed|Lid opened|Suspending|Hibernating)/.test(text))
    return event('power_key', HOST_INFO, 1);
  if (
    text.startsWith('System is ') ||
    text.startsWith('The system will ') ||
    text.startsWith('Powering off') ||
    text.startsWith('Rebooting')
  ) {
    return event('system_shutdown', HOST_END, 2);
  }
  return text.startsWith('pam_') ? parsePam(text) : undefined;
}

/** systemd says far more than this; only the sessions are ours. */
export function parseSystemd(text: string): Fields | undefined {
  if (text.startsWith('pam_')) return parsePam(text);
  const said = SESSION.exec(text);
  if (said === null) return undefined;
  const [, word, id = '', user = ''] = said;
  const fields =
    word === 'Started' ? event('session_opened', SESSION_START, 1, 'success') : event('session_closed', SESSION_END, 1);
  putName(fields, 'user.name', withoutDot(user));
  return session(fields, id);
}

/** Any other unit's description is whatever its owner wrote. */
const SESSION = /^(Started|Stopped) (?:session-\w{1,40}\.scope - )?Session (\S{1,40}) of [Uu]ser (.{1,256})$/;

/** `New session 5 of user bob.`, since 256 `New session '5' of user 'bob' with class 'user' and type 'tty'.` */
function readNew(text: string): Fields | undefined {
  const of = text.indexOf(' of user ');
  if (of < 0) return undefined;
  const fields = event('session_opened', SESSION_START, 1, 'success');
  const rest = text.slice(of + 9);
  putName(fields, 'user.name', rest.startsWith("'") ? (between(rest, "'", "'") ?? '') : withoutDot(rest));
  return session(fields, text.slice(12, of));
}

function session(fields: Fields, id: string): Fields {
  putName(fields, 'linux_auth.session', withoutDot(id).replaceAll("'", ''));
  return fields;
}

function withoutDot(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text;
}
