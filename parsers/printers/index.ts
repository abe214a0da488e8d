// Printers: HP JetDirect (and those that speak like it), Brother and Kyocera with plain words, CUPS. They send little: states and logons.
// https://support.hp.com/ (HP Jetdirect administrator's guide, syslog messages) https://www.cups.org/doc/man-cupsd-logs.html

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, HOST_ERROR, HOST_INFO, HOST_START, LOGON } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { readSecurityEvent } from './hp.js';

export default defineParser({
  id: 'printers',
  title: 'Printers',
  contract: '^1.0.0',
  family: 'printer',
  hint: {
    apps: ['printer', 'scanner', 'jetdirect', 'hpjetdirect', 'cupsd'],
    contains: ['] [Client ', '] [Job ', '] [cups-'],
  },
  parse,
});

const STATE = event('device_message', HOST_INFO, 1);
const CARE = event('device_message', HOST_ERROR, 2);

const TABLE = new PatternTable(
  [
    ['syslog started', event('system_started', HOST_START, 1)],
    ['powered up', event('system_started', HOST_START, 1)],
    ['ready to print', STATE],
    ['printing', STATE],
    ['error cleared', STATE],
    ['peripheral low-power state', STATE],
    ['cover/door open', CARE],
    ['cover open', CARE],
    ['offline or intervention needed', CARE],
    ['toner/ink low', CARE],
    ['toner low', CARE],
    ['printer is disconnected', CARE],
    ['paper out', CARE],
    ['paper jam', CARE],
    ['tray <printers.tray> empty or open', CARE],
    ['invalid password from <source.ip>', event('device_login', LOGON, 3, 'failure')],
    ['telnet session from <source.ip> <event.reason:text>', event('device_login', LOGON, 2)],
    ['Config changed by <source.ip>', event('config_changed', CONFIGURATION_CHANGE, 2)],
    // CUPS
    ['[Client <_>] pam_authenticate() returned <_> (<event.reason:phrase>)', event('application_login', LOGON, 3, 'failure')],
    ['[Client <_>] Unable to authenticate user "<user.name:text>": <event.reason:phrase>', event('application_login', LOGON, 3, 'failure')],
    ['[Job <printers.job:int>] Queued on "<printers.queue:phrase>" by "<user.name:text>".', event('device_message', HOST_INFO, 1)],
    ['[Job <printers.job:int>] Job completed.', event('device_message', HOST_INFO, 1)],
  ],
  'printers',
); // prettier-ignore

const CUPS_HEAD = /^[A-Z] \[[\w/:+ -]{20,30}\] /;

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  // Its file has no program's name, but a head that only CUPS writes.
  if (app === undefined && !CUPS_HEAD.test(line.searched)) return undefined;
  if (app !== undefined && !/^(?:printer|scanner|jetdirect|hpjetdirect|cupsd)$/.test(app)) return undefined;
  // cupsd writes `E [20/Nov/2026:10:00:01 +0100] ` in its file.
  if (app === 'printer' || app === 'scanner') return readSecurityEvent(line.message) ?? TABLE.match(line.message);
  return TABLE.match((app === undefined ? line.searched : line.message).replace(CUPS_HEAD, ''));
}
