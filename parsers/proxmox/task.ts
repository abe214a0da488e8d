// `starting task UPID:pve1:0001A2B3:0C4D5E6F:673DA0C1:qmstart:100:root@pam:`, `end task UPID:...: OK`
// UPID:<node>:<pid>:<pstart>:<starttime>:<type>:<id>:<user>: (numbers in hex); the backup server has a task id before the time.

import type { Fields } from '#src/event/event.js';
import { event, HOST_CHANGE, HOST_END, HOST_INFO, HOST_START, type Kind } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const TASK = /^(starting|end) task (UPID:([\w.-]{1,80}):(?:[\dA-Fa-f]{1,16}:){3,4}([\w-]{1,40}):([^:\s]{0,200}):([^:\s]{1,200}):)(?: (.{1,500}))?$/; // prettier-ignore

/** Types whose work is a machine's life; a `vz` is a container, a `qm` a virtual machine. */
const TYPES: readonly (readonly [pattern: RegExp, action: string, kind: Kind])[] = [
  [/^(?:qm|vz)(?:start|resume)$/, 'vm_started', HOST_START],
  [/^(?:qm|vz)(?:stop|shutdown|suspend|reboot|reset)$/, 'vm_stopped', HOST_END],
  [/^(?:qm|vz)(?:create|clone|restore)$/, 'vm_created', HOST_CHANGE],
  [/^(?:qm|vz)destroy$/, 'vm_deleted', HOST_CHANGE],
  [/^(?:qm|vz|q|ha)(?:migrate|snapshot|delsnapshot|rollback|config|move|resize|template)/, 'vm_changed', HOST_CHANGE],
  [/^(?:vzdump|backup)$/, 'backup_finished', HOST_INFO],
  [/^aptupdate$/, 'update_installed', HOST_INFO],
];

export function readTask(text: string): Fields | undefined {
  const task = TASK.exec(text);
  if (task === null) return undefined;
  const [, word, upid, node, type = '', id, user, result] = task;
  const known = TYPES.find(([pattern]) => pattern.test(type));
  const isEnd = word === 'end';
  // What is merely begun has not ended in anything: only the end of a backup is one.
  const isBegun = !isEnd && known?.[1] === 'backup_finished';
  const outcome = !isEnd ? undefined : result === 'OK' || result?.startsWith('WARNINGS') ? 'success' : 'failure';
  const fields =
    known === undefined || isBegun
      ? event('device_message', HOST_INFO, 1, outcome)
      : event(known[1], known[2], outcome === 'failure' ? 3 : known[1] === 'vm_deleted' ? 2 : 1, outcome);
  put(fields, 'user.name', user);
  put(fields, 'proxmox.upid', upid);
  put(fields, 'proxmox.node', node);
  put(fields, 'proxmox.task', type);
  put(fields, 'proxmox.vm', id);
  if (outcome === 'failure') put(fields, 'event.reason', result);
  return fields;
}
