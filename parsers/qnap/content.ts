// What an event log's content says: `[Users] Created user "bob".` Anything else is the NAS telling about itself.

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, GROUP_CHANGE, GROUP_CREATION, GROUP_DELETION, HOST_ERROR, HOST_INFO, LOGON, MALWARE_INFO, NETWORK_DENIED, NETWORK_INFO, PACKAGE_CHANGE, PACKAGE_DELETION, PACKAGE_INSTALLATION, USER_CHANGE, USER_CREATION, USER_DELETION } from '#src/event/kinds.js'; // prettier-ignore
import { PatternTable } from '#src/event/patterns.js';

const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);

const TABLE = new PatternTable(
  [
    ['[<_:phrase>] Created user "<user.target.name:text>".', event('user_created', USER_CREATION, 3)],
    ['[<_:phrase>] Deleted user "<user.target.name:text>".', event('user_deleted', USER_DELETION, 3)],
    ['[<_:phrase>] Changed the password of user "<user.target.name:text>".', event('password_changed', USER_CHANGE, 2)],
    ['[<_:phrase>] Edited the account profile of user "<user.target.name:text>".', event('user_changed', USER_CHANGE, 2)],
    ['[<_:phrase>] Created user group "<group.name:text>".', event('group_created', GROUP_CREATION, 2)],
    ['[<_:phrase>] Deleted user group "<group.name:text>".', event('group_deleted', GROUP_DELETION, 2)],
    ['[<_:phrase>] Added user "<user.target.name:text>" to user group "<group.name:phrase>".', event('group_member_added', GROUP_CHANGE, 3)],
    ['[<_:phrase>] Removed user "<user.target.name:text>" from user group "<group.name:phrase>".', event('group_member_removed', GROUP_CHANGE, 2)],
    ['[<_:phrase>] Created shared folder "<file.path:text>".', CHANGED],
    ['[<_:phrase>] Deleted shared folder "<file.path:text>".', event('config_changed', CONFIGURATION_CHANGE, 3)],
    ['[<_:phrase>] Interface "<observer.ingress.interface.name:phrase>" disconnected.', event('interface_down', NETWORK_INFO, 2)],
    ['[<_:phrase>] Interface "<observer.ingress.interface.name:phrase>" connected.', event('interface_up', NETWORK_INFO, 1)],
    ['[<_:phrase>] Added IP address "<qnap.blocked_ip:phrase>" to IP block list.<_:text>', event('flow_denied', NETWORK_DENIED, 3)],
    ['[<_:phrase>] Installed <package.name:phrase>.', event('package_installed', PACKAGE_INSTALLATION, 2)],
    ['[<_:phrase>] Uninstalled <package.name:phrase>.', event('package_removed', PACKAGE_DELETION, 2)],
    ['[<_:phrase>] Updated <package.name:phrase>.', event('update_installed', PACKAGE_CHANGE, 1)],
    ['[<_:phrase>] Failed to log in<_:text>', event('application_login', LOGON, 3, 'failure')],
    ['[Malware Remover] Removed <event.reason:phrase>. Malware ID: <rule.name:text>', event('malware_detected', MALWARE_INFO, 4, 'success')],
    ['[Malware Remover] Found malware <event.reason:text>', event('malware_detected', MALWARE_INFO, 4)],
    ['[<_:phrase>] Updated system from version <qnap.old_version> to <qnap.new_version:text>.', event('update_installed', PACKAGE_CHANGE, 2, 'success')],
    ['[<_:phrase>] Enabled <qnap.setting:text>.', CHANGED],
    ['[<_:phrase>] Disabled <qnap.setting:text>.', CHANGED],
  ],
  'qnap',
); // prettier-ignore

const TROUBLE = /\b(?:failed|error|degraded|malfunction|abnormal|bad block|warning)\b/i;

export function readContent(text: string): Fields {
  return (
    TABLE.match(text) ??
    (TROUBLE.test(text)
      ? event(text.startsWith('[Storage') ? 'disk_problem' : 'device_message', HOST_ERROR, 2)
      : event('device_message', HOST_INFO, 1))
  );
}
