// openmediavault: logons to its web page. https://github.com/openmediavault/openmediavault (rpc/session.inc)

import type { Fields } from '#src/event/event.js';
import { event, LOGON, SESSION_END } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'openmediavault',
  title: 'openmediavault',
  contract: '^1.0.0',
  family: 'storage',
  hint: { apps: ['openmediavault-webgui', 'openmediavault', 'omv-engined'] },
  parse,
});

const AGENT = 'user-agent=<user_agent.original:text>]';

/** The user's name may hold what it likes; it is cut where the user agent begins. */
const TABLE = new PatternTable(
  [
    [`Authorized login from <source.ip> [username=<user.name:phrase>, ${AGENT}`, event('application_login', LOGON, 1, 'success')],
    [`Unauthorized login attempt from <source.ip> [username=<user.name:phrase>, ${AGENT}`, event('application_login', LOGON, 3, 'failure')],
    ['Log out from <source.ip> [username=<user.name:text>]', event('application_logout', SESSION_END, 1)],
  ],
  'openmediavault',
); // prettier-ignore

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  const isOurs = app === 'omv-engined' || app?.startsWith('openmediavault') === true;
  return isOurs ? TABLE.match(line.message) : undefined;
}
