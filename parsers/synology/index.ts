// Synology DSM 6 and 7, as its Log Center sends it: `Connection: User [alice] from [192.0.2.7] ...`, `System alice:<tab>...`,
// `WinFileService Event: write, Path: ...`. The first word is the log, the second who did it (SYSTEM: the NAS itself).
// https://kb.synology.com/en-us/DSM/help/LogCenter/logcenter_client

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { readFileEvent } from './files.js';
import { MESSAGES } from './messages.js';

const LOGS = [
  'Connection',
  'System',
  'Backup',
  'Hyper_Backup',
  'CloudSync',
  'SnapshotReplication',
  'Security',
  'Account',
];
const FILE_LOGS = ['WinFileService', 'FileStation', 'FTP', 'WebDAV', 'AFP', 'TFTP'];

export default defineParser({
  id: 'synology',
  title: 'Synology DSM',
  contract: '^1.0.0',
  family: 'storage',
  hint: {
    apps: [...[...LOGS, ...FILE_LOGS].map((log) => log.toLowerCase()), 'synolog*'],
    contains: [...LOGS.map((log) => `${log} SYSTEM:`), ...FILE_LOGS.map((log) => `${log} Event: `), ':#011', ' System ', ' Backup ', ' Hyper_Backup ', '] from [', 'User [', 'FTP client ['],
  },
  parse,
}); // prettier-ignore

/** `System alice:` and a tab (which syslog daemons write as #011) or a blank; `Connection:`, `WinFileService Event:`. */
const HEAD = /^([A-Za-z][A-Za-z_]{2,40})(?: ([^:\t#[\]]{1,64}))?:(?:#011|[\t ])/;

function parse(line: SyslogLine): Fields | undefined {
  const { app } = line;
  const head = HEAD.exec(line.message);
  const isHead = head !== null && (LOGS.includes(head[1]!) || FILE_LOGS.includes(head[1]!));
  const log = isHead ? head[1]! : [...LOGS, ...FILE_LOGS].find((name) => name === app);
  if (log === undefined || (app !== undefined && app !== log)) return undefined;
  const text = (isHead ? line.message.slice(head[0].length) : line.message).replace(/^\u{feff}?(?:#011|\t)?/u, '');
  const file = FILE_LOGS.includes(log) ? readFileEvent(text, log) : undefined;
  if (file !== undefined) return file;
  const fields = MESSAGES.match(text);
  if (fields === undefined) return undefined;
  const actor = isHead ? head[2] : undefined;
  if (actor !== undefined && actor !== 'SYSTEM') put(fields, 'user.name', actor);
  fields['process.name'] ??= log;
  return fields;
}
