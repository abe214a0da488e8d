// pfSense and OPNsense beside their packets (pf): logons to the web interface, changes of the configuration, gateways.
// Sources: pfsense src/etc/inc/auth.inc, opnsense core src/etc/inc/authgui.inc, config.inc, dpinger. Blocks of sshguard are fail2ban's.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'pfsense',
  title: 'pfSense and OPNsense (administration)',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: [
      'php-fpm',
      'php',
      'php-cgi',
      'audit',
      'dpinger',
      'configd.py',
      'opnsense',
      'lighttpd',
      'check_reload_status',
      'rc.*',
    ],
  },
  parse,
});

const TABLE = new PatternTable(MESSAGES, 'pfsense');
/** `/index.php: `, `/rc.newwanip: `: the script that said it. */
const SCRIPT = /^(\/[\w./-]{1,100}): /;

function parse(line: SyslogLine): Fields | undefined {
  const script = SCRIPT.exec(line.message);
  const fields = TABLE.match(script === null ? line.message : line.message.slice(script[0].length));
  if (fields !== undefined && script !== null) fields['pfsense.script'] = script[1]!;
  return fields;
}
