// Who logs on to Linux and BSD machines and what they do with it: one reader a program, chosen by the syslog tag.

import type { SyslogLine } from '#src/event/line.js';
import type { Fields } from '#src/event/event.js';
import { defineParser } from '#src/plugin/parser.js';
import { parseAccounts } from './accounts.js';
import { parseAnacron, parseAtd, parseCron } from './cron.js';
import { parseCockpit, parseDisplay, parseXrdp } from './display.js';
import { parseDoas } from './doas.js';
import { parseDropbear } from './dropbear.js';
import { parseProftpd, parsePureFtpd } from './ftp.js';
import { parseLogin } from './login.js';
import { parseCheckPassword, parsePam } from './pam.js';
import { parsePkexec, parsePolkit } from './polkit.js';
import { parseLogind, parseSystemd } from './sessions.js';
import {
  CONNECTION_PROGRAMS,
  KERBEROS_PROGRAMS,
  parseConnection,
  parseKerberos,
  parseWebmin,
  WEBMIN_PROGRAMS,
} from './services.js';
import { parseSftp } from './sftp.js';
import { parseSshd } from './sshd.js';
import { HEADERLESS_HINTS, readWithoutHeader } from './no-header.js';
import { parseSu } from './su.js';
import { parseSudo } from './sudo.js';
import { parseSudoJson } from './sudo-json.js';
import { parseVsftpd } from './vsftpd.js';

type Reader = (text: string) => Fields | undefined;

const ACCOUNT_PROGRAMS = [
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
  'adduser',
  'deluser',
  'addgroup',
  'delgroup',
  'newusers',
  'newgrp',
  'groupmems',
  'vipw',
  'usernetctl',
];

const READERS = new Map<string, Reader>([
  ['sshd', parseSshd],
  ['sshd-session', parseSshd],
  ['sshd-auth', parseSshd],
  ['sftp-server', parseSftp],
  ['internal-sftp', parseSftp],
  ['sudo', parseSudo],
  ['sudo-rs', parseSudo],
  ['tnaudit_sudo', parseSudo], // of TrueNAS, in JSON
  ['su-rs', parseSu],
  ['doas', parseDoas],
  ['su', parseSu],
  ['login', parseLogin],
  ['systemd-logind', parseLogind],
  ['elogind', parseLogind],
  ['systemd', parseSystemd],
  ['cron', parseCron],
  ['crond', parseCron],
  ['crontab', parseCron],
  ['anacron', parseAnacron],
  ['atd', parseAtd],
  ['proftpd', parseProftpd],
  ['pure-ftpd', parsePureFtpd],
  ['sddm', parseDisplay],
  ['sddm-helper', parseDisplay],
  ['lightdm', parseDisplay],
  ['gdm', parseDisplay],
  ['gdm3', parseDisplay],
  ['xrdp', parseXrdp],
  ['xrdp-sesman', parseXrdp],
  ['cockpit-ws', parseCockpit],
  ['cockpit-session', parseCockpit],
  ['cockpit-tls', parseCockpit],
  ['polkitd', parsePolkit],
  ['polkitd(authority=local)', parsePolkit],
  ['unix_chkpwd', parseCheckPassword],
  ['pkexec', parsePkexec],
  ['dropbear', parseDropbear],
  ['vsftpd', parseVsftpd],
  ...ACCOUNT_PROGRAMS.map((program): [string, Reader] => [program, parseAccounts]),
  ...KERBEROS_PROGRAMS.map((program): [string, Reader] => [program, parseKerberos]),
  ...WEBMIN_PROGRAMS.map((program): [string, Reader] => [program, parseWebmin]),
  ...CONNECTION_PROGRAMS.map((program): [string, Reader] => [program, parseConnection]),
]);

export default defineParser({
  id: 'linux-auth',
  title: 'Linux logons, sudo, accounts, cron and audit',
  contract: '^1.0.0',
  family: 'linux',
  hint: {
    // Some daemons tag their lines with their path.
    apps: [...READERS.keys(), '/usr/sbin/*', '/usr/bin/*', '/usr/lib/*'],
    // PAM writes under the name of any service; sudo's JSON and vsftpd's own file come without a tag.
    contains: [' pam_', '{"sudo":{"', '(pam_', ': Client "', ...HEADERLESS_HINTS],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const text = withoutId(line.message);
  const reader = line.app === undefined ? undefined : (READERS.get(line.app) ?? readerOf(line.app));
  if (reader === parseSudo && text.charCodeAt(0) === 0x7b && line.json !== undefined) return parseSudoJson(line.json);
  if (text.startsWith('(pam_')) return parsePam(text);
  if (reader !== undefined) return reader(text);
  if (line.app === undefined && text.startsWith('{"sudo":{') && line.json !== undefined)
    return parseSudoJson(line.json);
  if (text.startsWith('pam_')) return parsePam(text);
  const byTag = line.app === undefined ? undefined : readTag(line.app, text);
  if (byTag !== undefined) return byTag;
  if (isVsftpdFile(line.searched)) return parseVsftpd(line.searched);
  return line.app === undefined ? (parseOddTag(text) ?? readWithoutHeader(text)) : undefined;
}

/** `CRON`, `/usr/sbin/cron` */
function readerOf(app: string): Reader | undefined {
  const name = app.toLowerCase();
  return READERS.get(name.startsWith('/') ? name.slice(name.lastIndexOf('/') + 1) : name);
}

/** Solaris and illumos: `[ID 800047 auth.info] ` before what the program says. */
function withoutId(message: string): string {
  if (!message.startsWith('[ID ')) return message;
  const close = message.indexOf('] ');
  return close > 0 && close < 40 ? message.slice(close + 2) : message;
}

/** PAM in the tag: `pam_unix(cron:session): ...`, and as old Red Hat systems wrote it, `sshd(pam_unix)[1]: ...`. */
function readTag(app: string, text: string): Fields | undefined {
  if (app.startsWith('pam_')) return parsePam(`${app}: ${text}`);
  const open = app.indexOf('(pam_');
  if (open <= 0 || !app.endsWith(')')) return undefined;
  return parsePam(`${app.slice(open + 1, -1)}(${app.slice(0, open)}:): ${text}`);
}

/** GDM tags its lines `gdm-password][7]: `, which the decoder takes for text. A blank before `: pam_` would be somebody's words. */
function parseOddTag(text: string): Fields | undefined {
  const colon = text.indexOf(': pam_');
  return colon > 0 && colon < 40 && text.indexOf(' ') === colon + 1 ? parsePam(text.slice(colon + 2)) : undefined;
}

const VSFTPD_TIME = /^(?:<\d{1,3}>)?[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d \d{4} \[pid /;

/** vsftpd's own log file begins `Mon Jun  8 12:08:53 2020 [pid 27244] `. Anywhere else those words may be a stranger's. */
function isVsftpdFile(raw: string): boolean {
  const pid = raw.indexOf(' [pid ');
  return pid > 0 && pid < 40 && VSFTPD_TIME.test(raw) && raw.includes(': Client "', pid);
}
