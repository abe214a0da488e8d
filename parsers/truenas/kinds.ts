// What TrueNAS's audit events are: by event, and for calls of its API by method. Methods: https://api.truenas.com/

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, FILE_ACCESS, FILE_CHANGE, FILE_CREATION, FILE_DELETION, GROUP_CHANGE, GROUP_CREATION, GROUP_DELETION, HOST_CHANGE, HOST_END, HOST_INFO, HOST_START, LOGON, PACKAGE_CHANGE, PROCESS_DENIED, PROCESS_END, PROCESS_START, SESSION_END, SESSION_START, USER_CHANGE, USER_CREATION, USER_DELETION } from '#src/event/kinds.js'; // prettier-ignore

/** Events of SMB: src/middlewared/middlewared/plugins/audit/schema/smb.py. A disposition OPEN of CREATE makes nothing. */
export const SMB: Readonly<Record<string, Fields>> = {
  CONNECT: event('share_connected', SESSION_START, 1),
  DISCONNECT: event('share_disconnected', SESSION_END, 1),
  CREATE: event('file_created', FILE_CREATION, 1),
  OPEN: event('file_read', FILE_ACCESS, 1),
  CLOSE: event('file_read', FILE_ACCESS, 1),
  READ: event('file_read', FILE_ACCESS, 1),
  OFFLOAD_READ: event('file_read', FILE_ACCESS, 1),
  WRITE: event('file_changed', FILE_CHANGE, 1),
  OFFLOAD_WRITE: event('file_changed', FILE_CHANGE, 1),
  RENAME: event('file_renamed', FILE_CHANGE, 1),
  UNLINK: event('file_deleted', FILE_DELETION, 1),
  SET_ACL: event('permission_changed', FILE_CHANGE, 2),
  SET_ATTR: event('file_changed', FILE_CHANGE, 1),
  SET_QUOTA: event('config_changed', CONFIGURATION_CHANGE, 2),
  FSCTL: event('file_changed', FILE_CHANGE, 1),
};

export const OTHERS: Readonly<Record<string, Fields>> = {
  AUTHENTICATION: event('application_login', LOGON, 1),
  LOGIN: event('application_login', LOGON, 1),
  LOGOUT: event('application_logout', SESSION_END, 1),
  CREDENTIAL: event('authentication', LOGON, 1),
  ESCALATION: event('process_started', PROCESS_START, 2),
  PRIVILEGED: event('process_started', PROCESS_START, 2),
  /** Of sudo: src/middlewared/middlewared/plugins/audit/schema/sudo.py. */
  ACCEPT: event('sudo_command', PROCESS_START, 2),
  REJECT: event('sudo_denied', PROCESS_DENIED, 3),
  REBOOT: event('system_shutdown', HOST_END, 2),
  SHUTDOWN: event('system_shutdown', HOST_END, 2),
  GENERIC: event('device_message', HOST_INFO, 1),
  TTY_RECORD: event('process_started', PROCESS_START, 1),
};

/** Longest prefix first. What is destroyed by a call may not come back. */
export const METHODS: readonly (readonly [prefix: string, kind: Fields])[] = [
  ['user.create', event('user_created', USER_CREATION, 3)],
  ['user.delete', event('user_deleted', USER_DELETION, 3)],
  ['user.set_password', event('password_changed', USER_CHANGE, 3)],
  ['user.', event('user_changed', USER_CHANGE, 2)],
  ['group.create', event('group_created', GROUP_CREATION, 2)],
  ['group.delete', event('group_deleted', GROUP_DELETION, 2)],
  ['group.', event('group_changed', GROUP_CHANGE, 2)],
  ['api_key.', event('permission_changed', USER_CHANGE, 3)],
  ['privilege.', event('permission_changed', USER_CHANGE, 3)],
  ['auth.generate_token', event('authentication', LOGON, 1)],
  ['filesystem.setacl', event('permission_changed', FILE_CHANGE, 2)],
  ['filesystem.setperm', event('permission_changed', FILE_CHANGE, 2)],
  ['filesystem.chown', event('permission_changed', FILE_CHANGE, 2)],
  ['pool.dataset.delete', event('config_changed', CONFIGURATION_CHANGE, 4)],
  ['pool.snapshot.delete', event('config_changed', CONFIGURATION_CHANGE, 4)],
  ['zfs.snapshot.delete', event('config_changed', CONFIGURATION_CHANGE, 4)],
  ['pool.export', event('config_changed', CONFIGURATION_CHANGE, 4)],
  ['service.start', event('service_started', PROCESS_START, 2)],
  ['service.stop', event('service_stopped', PROCESS_END, 2)],
  ['system.reboot', event('system_shutdown', HOST_END, 2)],
  ['system.shutdown', event('system_shutdown', HOST_END, 2)],
  ['update.', event('update_installed', PACKAGE_CHANGE, 2)],
  ['app.create', event('container_started', PROCESS_START, 2)],
  ['app.start', event('container_started', PROCESS_START, 1)],
  ['app.stop', event('container_stopped', PROCESS_END, 1)],
  ['app.delete', event('container_stopped', PROCESS_END, 2)],
  ['vm.create', event('vm_created', HOST_CHANGE, 1)],
  ['vm.delete', event('vm_deleted', HOST_CHANGE, 2)],
  ['vm.start', event('vm_started', HOST_START, 1)],
  ['vm.stop', event('vm_stopped', HOST_END, 1)],
  ['vm.poweroff', event('vm_stopped', HOST_END, 1)],
  ['', event('config_changed', CONFIGURATION_CHANGE, 2)],
];
