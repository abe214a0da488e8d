// What DSM says in its connection, system and backup logs.

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, FILE_ACCESS, GROUP_CHANGE, HOST_END, HOST_ERROR, HOST_INFO, HOST_START, LOGON, NETWORK_DENIED, NETWORK_INFO, PACKAGE_CHANGE, PACKAGE_DELETION, PACKAGE_INSTALLATION, PROCESS_END, PROCESS_START, SESSION_END, USER_CHANGE, USER_CREATION, USER_DELETION } from '#src/event/kinds.js'; // prettier-ignore
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { putClient } from './client.js';

const LOGIN = event('application_login', LOGON, 1, 'success');
const LOGIN_FAILED = event('application_login', LOGON, 3, 'failure');
const LOGOUT = event('application_logout', SESSION_END, 1);
const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);

/** A captured client becomes an address or a name. */
const withClient = (fields: Fields): void => {
  const client = fields['synology.client'] as string | undefined;
  delete fields['synology.client'];
  putClient(fields, client);
};
/** A message's last word decides. */
const packageKind = (fields: Fields): void => {
  const state = String(fields['synology.state']);
  const kind = state.startsWith('uninstall')
    ? event('package_removed', PACKAGE_DELETION, 2)
    : state.startsWith('install')
      ? event('package_installed', PACKAGE_INSTALLATION, 2)
      : event('update_installed', PACKAGE_CHANGE, 1);
  Object.assign(fields, kind);
};

const CONNECTION: readonly Pattern[] = [
  ['User [<user.name:text>] from [<synology.client>] logged in successfully via [<synology.service:phrase>].', LOGIN, withClient],
  ['User [<user.name:text>] from [<synology.client>] failed to log in via [<synology.service:phrase>] due to <event.reason:phrase>.', LOGIN_FAILED, withClient],
  ['User [<user.name:text>] from [<synology.client>] signed in to [<synology.service:phrase>] successfully via [<synology.method:phrase>].', LOGIN, withClient],
  ['User [<user.name:text>] from [<synology.client>] failed to sign in to [<synology.service:phrase>] via [<synology.method:phrase>] due to <event.reason:phrase>.', LOGIN_FAILED, withClient],
  ['User [<user.name:text>] from [<synology.client>] logged out the server via [<synology.service:phrase>] with totally [<synology.uploaded:phrase>] uploaded and [<synology.downloaded:phrase>] downloaded.', LOGOUT, withClient],
  ['User [<user.name:text>] from [<synology.client>] logged out the server via [<synology.service:phrase>].', LOGOUT, withClient],
  ['User [<user.name:text>] from [<synology.client>] signed out of [<synology.service:phrase>].', LOGOUT, withClient],
  ['User [<user.name:text>] from [<synology.client>] via [<synology.service:phrase>] accessed shared folder [<file.path:phrase>].', event('share_connected', FILE_ACCESS, 1, 'success'), withClient],
  ['User [<user.name:text>] from [<synology.client>] via [<synology.service:phrase>] disconnected from shared folder [<file.path:phrase>].', event('share_disconnected', SESSION_END, 1), withClient],
  ['User [<user.name:text>] from [<synology.client>] accessed shared folder [<file.path:phrase>].', event('share_connected', FILE_ACCESS, 1, 'success'), withClient],
  ['FTP client [<user.name:text>] from [<synology.client>] logged in through <synology.method:phrase> successfully.', LOGIN, withClient],
  ['FTP client [<user.name:text>] from [<synology.client>] logged in successfully.', LOGIN, withClient],
  ['FTP client [<user.name:text>] from [<synology.client>] failed to log in the server.', LOGIN_FAILED, withClient],
  ['FTP client [<user.name:text>] from [<synology.client>] logged out the server.', LOGOUT, withClient],
  ['Host [<synology.client>] failed to connect via [<synology.service:phrase>] due to [<event.reason:text>].', event('application_login', LOGON, 3, 'failure'), withClient],
]; // prettier-ignore

const SYSTEM: readonly Pattern[] = [
  ['Host [<synology.client>] was blocked via [<synology.service:phrase>].', event('flow_denied', NETWORK_DENIED, 3), withClient],
  ['Host [<synology.client>] was unblocked.', CHANGED, withClient],
  ['Delete host IP [<synology.client>] from Block List.', CHANGED, withClient],
  ['User [<user.target.name:text>] was created.', event('user_created', USER_CREATION, 3)],
  ['System successfully created User [<user.target.name:text>].', event('user_created', USER_CREATION, 3)],
  ['User [<user.target.name:text>] was deleted.', event('user_deleted', USER_DELETION, 3)],
  ['System successfully deleted User [<user.target.name:text>].', event('user_deleted', USER_DELETION, 3)],
  ['User [<user.target.name:text>] was renamed to [<synology.new_name:phrase>].', event('user_changed', USER_CHANGE, 2)],
  ['User [<user.target.name:text>] was added to the group [<group.name:phrase>].', event('group_member_added', GROUP_CHANGE, 3)],
  ['User [<user.target.name:text>] was removed from the group [<group.name:phrase>].', event('group_member_removed', GROUP_CHANGE, 2)],
  ['The app privilege on app [<synology.app:phrase>] for user [<user.target.name:text>] was set to [<synology.privilege:phrase>] from [<_:phrase>].', event('permission_changed', USER_CHANGE, 3)],
  ['Package [<package.name:phrase>] has been successfully <synology.state:phrase>.', {}, packageKind],
  ['Start install [<package.name:phrase>] automatically.', event('package_installed', PACKAGE_INSTALLATION, 1)],
  ['Update was <synology.state:phrase>.', event('update_installed', PACKAGE_CHANGE, 1)],
  ['[<service.name:phrase>] service was started.', event('service_started', PROCESS_START, 2)],
  ['[<service.name:phrase>] service was stopped.', event('service_stopped', PROCESS_END, 2)],
  ['[<service.name:phrase>] service was enabled.', event('service_started', PROCESS_START, 2)],
  ['[<service.name:phrase>] service was disabled.', event('service_stopped', PROCESS_END, 2)],
  ['System successfully started [<service.name:phrase>].', event('service_started', PROCESS_START, 1)],
  ['System successfully stopped [<service.name:phrase>].', event('service_stopped', PROCESS_END, 1)],
  ['System successfully restarted <service.name> service.', event('service_started', PROCESS_START, 1)],
  ['[<observer.ingress.interface.name:phrase>] link up.', event('interface_up', NETWORK_INFO, 1)],
  ['[<observer.ingress.interface.name:phrase>] link down.', event('interface_down', NETWORK_INFO, 2)],
  ['[<synology.setting:phrase>] was enabled.', CHANGED],
  ['[<synology.setting:phrase>] was disabled.', CHANGED],
  ['[<synology.setting:phrase>] was set to [<synology.value:text>].', CHANGED],
  ['<synology.attribute:phrase> of [<synology.setting:phrase>] was changed from [<synology.old_value:phrase>] to [<synology.value:text>].', CHANGED],
  ['DNS server setting was changed.', CHANGED],
  ['System successfully exported configurations.', event('config_changed', CONFIGURATION_CHANGE, 3)],
  ['Shared folder [<file.path:text>] was created.', CHANGED],
  ['Shared folder [<file.path:text>] was deleted.', event('config_changed', CONFIGURATION_CHANGE, 3)],
  ['System successfully created shared folder [<file.path:text>].', CHANGED],
  ['System successfully deleted shared folder [<file.path:text>].', event('config_changed', CONFIGURATION_CHANGE, 3)],
  ['System started to boot up.', event('system_started', HOST_START, 2)],
  ['System booted up<_:text>', event('system_started', HOST_START, 2)],
  ['Server back online.', event('system_started', HOST_START, 2)],
  ['System booted up from an improper shutdown.', event('system_started', HOST_START, 3)],
  ['System started counting down to <synology.state>.', event('system_shutdown', HOST_END, 2)],
  ['Server is on battery.', event('device_message', HOST_INFO, 3)],
  ['System <synology.state> <_:phrase> scrubbing on [<synology.volume:phrase>].', event('device_message', HOST_INFO, 1)],
  ['[<synology.volume:phrase>] has degraded<_:text>', event('disk_problem', HOST_ERROR, 4)],
  ['[<synology.volume:phrase>] was degraded<_:text>', event('disk_problem', HOST_ERROR, 4)],
  ['Volume [<synology.volume:phrase>] has crashed<_:text>', event('disk_problem', HOST_ERROR, 5)],
  ['Cleared [<user.target.name:text>] all notifications successfully.', event('device_message', HOST_INFO, 1)],
]; // prettier-ignore

const BACKUP: readonly Pattern[] = [
  ['[<_:phrase>][<synology.task:phrase>] Backup task started.', event('device_message', HOST_INFO, 1)],
  ['[<_:phrase>][<synology.task:phrase>] Backup task finished successfully.<_:text>', event('backup_finished', HOST_INFO, 1, 'success')],
  ['[<_:phrase>][<synology.task:phrase>] Failed to run backup task.<_:text>', event('backup_finished', HOST_ERROR, 3, 'failure')],
  ['[<_:phrase>][<synology.task:phrase>] Backup task was cancelled.<_:text>', event('backup_finished', HOST_ERROR, 2, 'failure')],
  ['[<_:phrase>][<synology.task:phrase>] Backup task was partially completed.<_:text>', event('backup_finished', HOST_ERROR, 3, 'failure')],
  ['Backup task [<synology.task:phrase>] was removed.', CHANGED],
  ['[<_:phrase>] Credentials changed on the destination.', event('backup_finished', HOST_ERROR, 3, 'failure')],
]; // prettier-ignore

export const MESSAGES = new PatternTable([...CONNECTION, ...SYSTEM, ...BACKUP], 'synology');
