// Packages that were installed, updated and removed: what dpkg, apt, yum, dnf, rpm, pacman, zypper, snap, PackageKit, flatpak, opkg and
// FreeBSD's pkg write to syslog or to their own files.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import type { PatternTable } from '#src/event/patterns.js';
import { mayStandBefore } from '#src/event/own-start.js';
import { put, putInstant } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { APT_TABLE, DPKG_TABLE, UNATTENDED_TABLE } from './debian.js';
import { COMMAND, splitRpm, STEP } from './kinds.js';
import { DNF_AUTOMATIC, FLATPAK, OPKG, PACKAGEKIT, PACMAN, PKG, RPM, RPM_WORDS, SNAP, YUM } from './others.js';
import { readZypper } from './zypper.js';

const TABLES = new Map<string, readonly PatternTable[]>([
  ['dpkg', [DPKG_TABLE]],
  ['apt', [APT_TABLE, DPKG_TABLE]],
  ['apt-history', [APT_TABLE]],
  ['unattended-upgrade', [UNATTENDED_TABLE]],
  ['unattended-upgrades', [UNATTENDED_TABLE]],
  ['yum', [YUM]],
  ['dnf', [YUM]],
  ['dnf-automatic', [DNF_AUTOMATIC]],
  ['rpm', [RPM]],
  ['[rpm]', [RPM]],
  ['pacman', [PACMAN]],
  ['packagekit', [PACKAGEKIT]],
  ['packagekitd', [PACKAGEKIT]],
  ['snapd', [SNAP]],
  ['pkg', [PKG]],
  ['pkg-static', [PKG]],
  ['opkg', [OPKG]],
  ['flatpak', [FLATPAK]],
  ['flatpak-system-helper', [FLATPAK]],
]);

/** yum.log has no program: the header's reader takes its words for one. */
const YUM_WORDS = ['installed', 'updated', 'erased', 'dep-installed', 'obsoleted'];

export default defineParser({
  id: 'linux-packages',
  title: 'Package managers',
  contract: '^1.0.0',
  family: 'linux',
  hint: {
    apps: [...TABLES.keys(), 'zypper', 'zypp', ...YUM_WORDS],
    // Their own files, which have no program name.
    contains: [
      ':amd64 ', ':arm64 ', ':armhf ', ':i386 ', ':all ', 'startup archives ', 'startup packages ',
      ' SUBDEBUG ', '[ALPM] ', '[PACMAN] ', '|command|', 'Commandline: ', 'Requested-By: ', 'Start-Date: ', 'End-Date: ',
      '|x86_64|', '|noarch|', ' DDEBUG Command: ', 'All upgrades installed', 'Installing the upgrades failed', 'reboot-required, rebooting', '[ALPM-SCRIPTLET] ', '|aarch64|', 'Packages that were upgraded', 'Packages that will be upgraded', '[RPM][',
    ],
  },
  parse,
}); // prettier-ignore

/** A file's own date, which is still in the message when a forwarder put a header before it; and unattended-upgrades' level. */
const DATE = /^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,6})?(?:[+-]\d\d:?\d\d|Z)?\]?[ |]/;
const LEVEL = /^(?:DEBUG|INFO|WARNING|ERROR) /;

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  if (line.searched.includes(' SUBDEBUG ')) return readDnf(line.searched);
  if (line.searched.includes(' DDEBUG Command: ')) return readDnfCommand(line.searched);
  if (app === undefined) return readFile(line);
  if (YUM_WORDS.includes(app)) return readYumFile(line);
  const text = line.message.replace(DATE, '').replace(LEVEL, '');
  if (app === 'zypper' || app === 'zypp') return readZypper(text);
  const tables = TABLES.get(app);
  const said = app === 'snapd' ? text.replace(/^[\w./-]{1,60}\.go:\d{1,6}: /, '') : withoutPacmanTag(text);
  return tables === undefined ? undefined : matchAny(tables, said);
}

/** A line without a program: pacman.log, dpkg.log, history.log, zypp's history, or rpm's odd tag. */
function readFile(line: SyslogLine): Fields | undefined {
  const dated =
    /^\[(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:?\d\d)?)\] \[(?:ALPM|PACMAN|ALPM-SCRIPTLET)\] /.exec(
      line.searched,
    );
  if (dated !== null) {
    const text = line.searched.slice(dated[0].length);
    const fields = dated[0].includes('SCRIPTLET') ? { ...STEP } : PACMAN.match(text);
    if (fields !== undefined) put(fields, '@timestamp', dated[1]);
    if (fields !== undefined && dated[1]!.length > 20) putInstant(fields, dated[1]!.replace(/(\d\d)(\d\d)$/, '$1:$2')); // prettier-ignore
    return fields;
  }
  const odd = /(?:^|\s)\[RPM\]\[\d{1,10}\]: /.exec(line.message);
  if (odd !== null && mayStandBefore(line, line.message.slice(0, odd.index)))
    return RPM.match(line.message.slice(odd.index + odd[0].length));
  const text = line.message.replace(DATE, '').replace(LEVEL, '').replace(/^\|/, '');
  if (text.includes('|')) return readZypper(text);
  const fields = matchAny([APT_TABLE, UNATTENDED_TABLE, DPKG_TABLE], text);
  // Without a program name only what cannot be anybody else's words: dpkg writes an architecture or a type.
  const isSure = fields !== undefined && (fields['package.architecture'] !== undefined || /^(?:startup (?:archives|packages) |Packages |Start-Date: |End-Date: |Commandline: (?:apt|aptdaemon|aptitude|packagekit|synaptic|nala|\/usr\/s?bin\/)|All upgrades installed$|Installing the upgrades failed!$|Found \/(?:var\/)?run\/reboot-required, rebooting$|Requested-By: |[IUDRP][a-z]+: \S+:\S+ \()/.test(text)); // prettier-ignore
  return isSure ? fields : undefined;
}

/** `2026-11-20T10:00:01+0100 SUBDEBUG Installed: foo-1.2-1.fc40.x86_64`: the header's reader takes the level for a host. */
function readDnf(raw: string): Fields | undefined {
  const found = /^\S{10,32} SUBDEBUG ([A-Z][a-z]{2,12}): (\S{1,300})$/.exec(raw);
  const kind = RPM_WORDS[(found?.[1] ?? '').toLowerCase()];
  if (found === null || kind === undefined) return undefined;
  const fields: Fields = { ...kind, 'process.name': 'dnf' };
  put(fields, 'package.name', found[2]);
  splitRpm(fields);
  return fields;
}

/** dnf.log: `2026-11-20T10:00:01+0100 DDEBUG Command: dnf install nmap ` */
function readDnfCommand(raw: string): Fields | undefined {
  const found = /^\S{10,32} DDEBUG Command: (\S.{0,2000})$/.exec(raw.trimEnd());
  if (found === null) return undefined;
  const fields: Fields = { ...COMMAND, 'process.name': 'dnf' };
  put(fields, 'process.command_line', found[1]);
  return fields;
}

/** yum.log: `Nov 20 10:00:01 Installed: 1:nmap-7.92-1.el8.x86_64`, the whole line. */
function readYumFile(line: SyslogLine): Fields | undefined {
  const found = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ([A-Z][\w-]{5,12}: \S{1,300})$/.exec(line.searched.trimEnd());
  const fields = found === null ? undefined : YUM.match(found[1]!);
  if (fields !== undefined) fields['process.name'] = 'yum';
  return fields;
}

function withoutPacmanTag(text: string): string {
  return text.replace(/^\[(?:ALPM|PACMAN)\] /, '');
}

function matchAny(tables: readonly PatternTable[], text: string): Fields | undefined {
  for (const table of tables) {
    const fields = table.match(text);
    if (fields !== undefined) return fields;
  }
  return undefined;
}
