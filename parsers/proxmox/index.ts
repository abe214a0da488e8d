// Proxmox VE and Proxmox Backup Server: logons, tasks (starting a machine, backing it up, ...) and vzdump. Its firewall is netfilter's.
// https://pve.proxmox.com/pve-docs/ https://pbs.proxmox.com/docs/

import { MONTHS } from '#src/event/month.js';
import { readAccessLine } from '#src/event/access-log.js';
import type { Fields } from '#src/event/event.js';
import { event, HOST_ERROR, HOST_INFO, LOGON } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { put, putInstant } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { readTask } from './task.js';

export default defineParser({
  id: 'proxmox',
  title: 'Proxmox VE and Backup Server',
  contract: '^1.0.0',
  family: 'virtualization',
  hint: {
    apps: ['pvedaemon', 'pveproxy', 'pvestatd', 'pvesh', 'vzdump', 'qm', 'pct', 'pve*', 'proxmox-backup-*', 'pmgproxy', 'pmgdaemon'],
    contains: ['authentication failure; rhost=', 'successful auth for user ', ' task UPID:', 'Backup of VM ', ' /api2/'],
  },
  parse,
}); // prettier-ignore

const FAILED = event('application_login', LOGON, 3, 'failure');
const BACKUP = event('backup_finished', HOST_INFO, 1, 'success');

const TABLE = new PatternTable(
  [
    // The name is logged before it is checked, so it may hold blanks. The reason may quote it.
    ['authentication failure; rhost=<source:endpoint> user=<user.name:phrase> msg=<event.reason:text>', FAILED],
    ["successful auth for user '<user.name:text>'", event('application_login', LOGON, 1, 'success')],
    ['INFO: Starting Backup of VM <proxmox.vm> (<proxmox.vm_kind>)', event('device_message', HOST_INFO, 1)],
    ['INFO: Finished Backup of VM <proxmox.vm> (<_>)', BACKUP],
    ['ERROR: Backup of VM <proxmox.vm> failed - <event.reason:text>', event('backup_finished', HOST_ERROR, 3, 'failure')],
    ['INFO: Backup job finished successfully', BACKUP],
    ['INFO: Backup job finished with errors', event('backup_finished', HOST_ERROR, 3, 'failure')],
    ['ERROR: Backup job failed<_:text>', event('backup_finished', HOST_ERROR, 3, 'failure')],
  ],
  'proxmox',
); // prettier-ignore

const PROGRAMS = /^(?:pve|proxmox-|pmg|vzdump$|qm$|pct$)/;
/** auth.log of the backup server: `2026-11-20T10:00:01+01:00: successful auth ...` */
const OWN_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d): /;
const ACTOR = /^<([^<>\s]{1,200})> /;

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined && !PROGRAMS.test(line.app)) return undefined;
  const access = readAccess(line);
  if (access !== undefined) return access;
  const time = line.app === undefined ? OWN_TIME.exec(line.message) : null;
  const text = time === null ? line.message : line.message.slice(time[0].length);
  const actor = ACTOR.exec(text);
  const said = actor === null ? text : text.slice(actor[0].length);
  const fields = TABLE.match(said) ?? readTask(said);
  if (fields === undefined) return undefined;
  putInstant(fields, time?.[1]);
  if (fields['user.name'] === undefined) put(fields, 'user.name', actor?.[1]);
  splitRealm(fields);
  return fields;
}

/** access.log of pveproxy: the common format, but for the month, which is a number. */
const ACCESS = /^(\S{1,60} - \S{1,200} \[\d\d\/)(0[1-9]|1[0-2])(\/\d{4}:[^\]]{8,20}\] "[A-Z]{3,7} \/)/;

function readAccess({ searched, message, app }: SyslogLine): Fields | undefined {
  const text = app === undefined ? searched : message;
  const found = ACCESS.exec(text);
  if (found === null) return undefined;
  const month = MONTHS[Number(found[2]) - 1];
  const fields = readAccessLine(`${found[1]}${month}${found[3]}${text.slice(found[0].length)}`, 'proxmox')?.fields;
  if (fields !== undefined) splitRealm(fields);
  return fields;
}

/** `root@pam`, also `root@pam!token`: the realm is the user's domain. */
function splitRealm(fields: Fields): void {
  const name = fields['user.name'];
  const at = name?.lastIndexOf('@') ?? -1;
  if (name === undefined || at <= 0) return;
  const [realm = '', token] = name.slice(at + 1).split('!', 2);
  fields['user.name'] = name.slice(0, at);
  put(fields, 'user.domain', realm);
  put(fields, 'proxmox.token', token);
}
