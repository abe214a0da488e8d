// `write, Path: /share/a.txt, File/Folder: File, Size: 1.48 MB, User: alice, IP: 192.0.2.7`: who writes a file chooses its name.

import type { Fields } from '#src/event/event.js';
import { event, FILE_ACCESS, FILE_CHANGE, FILE_CREATION, FILE_DELETION } from '#src/event/kinds.js';
import { PatternTable } from '#src/event/patterns.js';
import { putClient } from './client.js';

const TABLE = new PatternTable(
  [
    [
      '<synology.event:phrase>, Path: <file.path:text>, File/Folder: <file.type>, Size: <synology.size:phrase>, User: <user.name:phrase>, IP: <synology.client>',
      {},
    ],
  ],
  'synology',
);

const KINDS: Readonly<Record<string, Fields>> = {
  read: event('file_read', FILE_ACCESS, 1),
  open: event('file_read', FILE_ACCESS, 1),
  write: event('file_changed', FILE_CHANGE, 1),
  create: event('file_created', FILE_CREATION, 1),
  mkdir: event('file_created', FILE_CREATION, 1),
  copy: event('file_created', FILE_CREATION, 1),
  delete: event('file_deleted', FILE_DELETION, 1),
  rename: event('file_renamed', FILE_CHANGE, 1),
  move: event('file_renamed', FILE_CHANGE, 1),
  upload: event('file_transferred', FILE_CREATION, 1),
  put: event('file_transferred', FILE_CREATION, 1),
  download: event('file_transferred', FILE_ACCESS, 1),
  'permission change': event('permission_changed', FILE_CHANGE, 2),
};

export function readFileEvent(text: string, log: string): Fields | undefined {
  const found = TABLE.match(text.startsWith('Event: ') ? text.slice('Event: '.length) : text);
  if (found === undefined) return undefined;
  const fields: Fields = { ...(KINDS[String(found['synology.event']).toLowerCase()] ?? KINDS['read']), ...found };
  const client = fields['synology.client'] as string | undefined;
  delete fields['synology.client'];
  putClient(fields, client);
  if (fields['file.type'] !== undefined) fields['file.type'] = fields['file.type'] === 'Folder' ? 'dir' : 'file';
  fields['process.name'] = log;
  return fields;
}
