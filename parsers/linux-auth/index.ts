// Who logs on to Linux and BSD machines and what they do with it: one reader a program, chosen by the syslog tag.

import type { SyslogLine } from '#src/event/line.js';
import type { Fields } from '#src/event/event.js';
import { defineParser } from '#src/plugin/parser.js';
import { parseAccounts } from './accounts.js';
import { parseAudit } from './audit.js';
import { parseCron } from './cron.js';
import { parseDropbear } from './dropbear.js';
import { parseLogin } from './login.js';
import { parsePam } from './pam.js';
import { parsePkexec, parsePolkit } from './polkit.js';
import { parseLogind, parseSystemd } from './sessions.js';
import { parseSshd } from './sshd.js';
import { parseSu } from './su.js';
import { parseDoas, parseSudo } from './sudo.js';
import { parseVsftpd } from './vsftpd.js';

type Reader = (text: string) => Fields | undefined;

const ACCOUNT_PROGRAMS = [
  ...[
    'useradd',
    'userdel',
    'usermod',
    'groupadd',
    'groupdel',
    'groupmod',
    'gpasswd',
    'passwd',
    'chpasswd',
    'chage',
    'chfn',
    'chsh',
  ],
  ...['adduser', 'newusers', 'vipw', 'usernetctl'],
];

const READERS = new Map<string, Reader>([
  ['sshd', parseSshd],
  ['sshd-session', parseSshd],
  ['sshd-auth', parseSshd],
  ['sudo', parseSudo],
  ['doas', parseDoas],
  ['su', parseSu],
  ['login', parseLogin],
  ['systemd-logind', parseLogind],
  ['elogind', parseLogind],
  ['systemd', parseSystemd],
  ['cron', parseCron],
  ['crond', parseCron],
  ['crontab', parseCron],
  ['polkitd', parsePolkit],
  ['pkexec', parsePkexec],
  ['dropbear', parseDropbear],
  ['vsftpd', parseVsftpd],
  ['audit', parseAudit],
  ['auditd', parseAudit],
  ['audispd', parseAudit],
  ...ACCOUNT_PROGRAMS.map((program): [string, Reader] => [program, parseAccounts]),
]);

export default defineParser({
  id: 'linux-auth',
  title: 'Linux logons, sudo, accounts, cron and audit',
  contract: '^1.0.0',
  family: 'linux',
  hint: {
    apps: [...READERS.keys()],
    // PAM writes under the name of any service; audit records and vsftpd's own file come without a tag.
    contains: [' pam_', 'msg=audit(', 'LOGIN: Client "', 'CONNECT: Client "'],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const text = line.message;
  const reader = line.app === undefined ? undefined : (READERS.get(line.app) ?? READERS.get(line.app.toLowerCase()));
  if (reader !== undefined) return reader(text);
  if (text.startsWith('pam_')) return parsePam(text);
  if (text.startsWith('type=') || text.startsWith('node=')) return parseAudit(text);
  if (isVsftpdFile(line.raw)) return parseVsftpd(line.raw);
  return line.app === undefined ? parseOddTag(text) : undefined;
}

/** GDM tags its lines `gdm-password][7]: `, which the decoder takes for text. A blank before `: pam_` would be somebody's words. */
function parseOddTag(text: string): Fields | undefined {
  const colon = text.indexOf(': pam_');
  return colon > 0 && colon < 40 && text.indexOf(' ') === colon + 1 ? parsePam(text.slice(colon + 2)) : undefined;
}

/** vsftpd's own log file begins `Mon Jun  8 12:08:53 2020 [pid 27244] `. Anywhere else those words may be a stranger's. */
function isVsftpdFile(raw: string): boolean {
  const pid = raw.indexOf(' [pid ');
  return pid > 0 && pid < 40 && raw.includes(': Client "', pid);
}
