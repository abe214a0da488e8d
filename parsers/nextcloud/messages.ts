// Sentences of Nextcloud's core and its admin_audit app: data. A name in quotes may hold anything, so it is what is left between the words.
// Sources: lib/private/Authentication, apps/admin_audit/lib/Actions

import {
  CONFIGURATION_CHANGE,
  event,
  FILE_ACCESS,
  FILE_CHANGE,
  FILE_CREATION,
  FILE_DELETION,
  GROUP_CHANGE,
  GROUP_CREATION,
  GROUP_DELETION,
  LOGOFF,
  LOGON,
  LOGON_INFO,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
  WEB_DENIED,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const REFUSED = event('application_login', LOGON, 3, 'failure');

const messages: readonly Pattern[] = [
  ['Login failed: <user.name:text> (Remote IP: <source.ip>)', REFUSED, unquoted],
  ["Login failed: '<user.name:text>' (Remote IP: '<source.ip>')", REFUSED],
  ['Login attempt: "<user.name:text>"', event('authentication', LOGON_INFO, 1)],
  ['Login successful: "<user.name:text>"', event('application_login', LOGON, 1, 'success')],
  ['Logout occurred', event('application_logout', LOGOFF, 1)],
  ['Two-factor authentication failed for user <user.name:text>', REFUSED],
  [
    'Trusted domain error. "<source.ip>" tried to access using "<url.domain:text>" as host.',
    event('web_blocked', WEB_DENIED, 2),
  ],
  [
    'Bruteforce attempt from "<source.ip>" detected for action "<nextcloud.action:text>".',
    event('web_blocked', WEB_DENIED, 3),
  ],
  ['User created: "<user.target.name:text>"', event('user_created', USER_CREATION, 3)],
  ['User deleted: "<user.target.name:text>"', event('user_deleted', USER_DELETION, 3)],
  ['User enabled: "<user.target.name:text>"', event('user_unlocked', USER_CHANGE, 2)],
  ['User disabled: "<user.target.name:text>"', event('user_locked', USER_CHANGE, 2)],
  ['Password of user "<user.target.name:text>" has been changed', event('password_changed', USER_CHANGE, 2)],
  ['Group created: "<group.name:text>"', event('group_created', GROUP_CREATION, 2)],
  ['Group deleted: "<group.name:text>"', event('group_deleted', GROUP_DELETION, 2)],
  ['User "<user.target.name:text>" added to group "<group.name>"', event('group_member_added', GROUP_CHANGE, 3)],
  ['User "<user.target.name:text>" removed from group "<group.name>"', event('group_member_removed', GROUP_CHANGE, 2)],
  ['File accessed: "<file.path:text>"', event('file_read', FILE_ACCESS, 1)],
  ['File with id "<file.inode>" accessed: "<file.path:text>"', event('file_read', FILE_ACCESS, 1)],
  ['File created: "<file.path:text>"', event('file_created', FILE_CREATION, 1)],
  ['File with id "<file.inode>" created: "<file.path:text>"', event('file_created', FILE_CREATION, 1)],
  ['File written to: "<file.path:text>"', event('file_changed', FILE_CHANGE, 1)],
  ['File with id "<file.inode>" written to: "<file.path:text>"', event('file_changed', FILE_CHANGE, 1)],
  ['File deleted: "<file.path:text>"', event('file_deleted', FILE_DELETION, 1)],
  ['File with id "<file.inode>" deleted: "<file.path:text>"', event('file_deleted', FILE_DELETION, 1)],
  ['File renamed: "<file.path:text>"', event('file_renamed', FILE_CHANGE, 1)],
  ['File with id "<file.inode>" renamed: "<file.path:text>"', event('file_renamed', FILE_CHANGE, 1)],
  ['App "<nextcloud.app_name:text>" enabled', event('config_changed', CONFIGURATION_CHANGE, 2)],
  ['App "<nextcloud.app_name:text>" disabled', event('config_changed', CONFIGURATION_CHANGE, 2)],
];

function unquoted(fields: Parameters<NonNullable<Pattern[2]>>[0]): void {
  const user = fields['user.name'];
  if (user !== undefined && user.length > 2 && user.startsWith("'") && user.endsWith("'"))
    fields['user.name'] = user.slice(1, -1);
}

export const MESSAGES = new PatternTable(messages, 'nextcloud');
