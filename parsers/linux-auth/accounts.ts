// The shadow suite (useradd, usermod, groupadd, gpasswd, passwd, chage, ...): changes to accounts and groups.
// Names are checked by these programs before they log, so the first quote that closes is the right one.

import type { Fields } from '#src/event/event.js';
import {
  event,
  GROUP_CHANGE,
  GROUP_CREATION,
  GROUP_DELETION,
  isPrivileged,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from './kinds.js';
import { parsePam } from './pam.js';
import { between, putName } from './text.js';

export function parseAccounts(text: string): Fields | undefined {
  switch (text.charCodeAt(0)) {
    case 0x6e: // n
      if (text.startsWith('new user: ')) return readNewUser(text);
      return text.startsWith('new group: ') ? group('group_created', between(`${text},`, 'name=', ',')) : undefined;
    case 0x61: // a
      return text.startsWith("add '") || text.startsWith('add member ') ? readMember(text, true) : undefined;
    case 0x64: // d
      if (text.startsWith("delete user '")) return user('user_deleted', between(text, "'", "'"));
      return text.startsWith("delete '") ? readMember(text, false) : undefined;
    case 0x72: // r
      if (text.startsWith('removed ') && text.includes('group '))
        return group('group_deleted', between(text, "'", "'"));
      return text.startsWith('remove member ') ? readMember(text, false) : undefined;
    case 0x63: // c
      return readChange(text);
    case 0x6c: // l
      return text.startsWith("lock user '") ? user('user_locked', between(text, "'", "'")) : undefined;
    case 0x75: // u
      if (text.startsWith("unlock user '")) return user('user_unlocked', between(text, "'", "'"));
      return text.startsWith('user ') ? readGpasswd(text) : undefined;
    case 0x67: // g
      return text.startsWith('group ') ? readGroup(text) : undefined;
    case 0x70: // p
      if (text.startsWith('pam_')) return parsePam(text);
      return text.startsWith("password for '") ? readPassword(text) : undefined;
    case 0x66: // f
      return readFailure(text);
    default:
      return undefined;
  }
}

type UserAction = 'user_deleted' | 'user_changed' | 'user_locked' | 'user_unlocked' | 'password_changed';

function user(action: UserAction, name: string | undefined): Fields | undefined {
  if (name === undefined || name === '') return undefined;
  const fields =
    action === 'user_deleted' ? event(action, USER_DELETION, 3, 'success') : event(action, USER_CHANGE, 2, 'success');
  putName(fields, 'user.target.name', name);
  return fields;
}

function group(
  action: 'group_created' | 'group_deleted' | 'group_changed',
  name: string | undefined,
): Fields | undefined {
  if (name === undefined || name === '') return undefined;
  const of = action === 'group_created' ? GROUP_CREATION : action === 'group_deleted' ? GROUP_DELETION : GROUP_CHANGE;
  const fields = event(action, of, action === 'group_deleted' ? 3 : 2, 'success');
  putName(fields, 'group.name', name);
  return fields;
}

function member(isAdded: boolean, name: string | undefined, groupName: string | undefined): Fields | undefined {
  if (name === undefined || groupName === undefined || groupName === '') return undefined;
  const level = isPrivileged(groupName) ? 4 : isAdded ? 3 : 2;
  const fields = event(isAdded ? 'group_member_added' : 'group_member_removed', GROUP_CHANGE, level, 'success');
  putName(fields, 'user.target.name', name);
  putName(fields, 'group.name', groupName);
  return fields;
}

/** `new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/bash, from=/dev/pts/0` */
function readNewUser(text: string): Fields | undefined {
  const name = between(`${text},`, 'name=', ',');
  if (name === undefined || name === '') return undefined;
  const fields = event('user_created', USER_CREATION, 4, 'success');
  putName(fields, 'user.target.name', name);
  putName(fields, 'linux_auth.uid', between(`${text},`, ' UID=', ',') ?? '');
  putName(fields, 'linux_auth.shell', between(`${text},`, ' shell=', ',') ?? '');
  return fields;
}

/** `add 'bob' to [shadow ]group 'sudo'`, `delete 'bob' from group 'sudo'`, `add member bob to group sudo by root` */
function readMember(text: string, isAdded: boolean): Fields | undefined {
  if (text.includes('member ')) {
    const fields = member(isAdded, between(text, 'member ', ' '), between(`${text} `, ' group ', ' '));
    const by = text.lastIndexOf(' by ');
    if (fields !== undefined && by > 0) putName(fields, 'user.name', text.slice(by + 4));
    return fields;
  }
  const at = text.indexOf("group '");
  return at < 0 ? undefined : member(isAdded, between(text, "'", "'"), between(text, "'", "'", at));
}

/** gpasswd: `user bob added by root to group sudo`, `user bob removed by root from group sudo` */
function readGpasswd(text: string): Fields | undefined {
  const isAdded = text.includes(' added by ');
  if (!isAdded && !text.includes(' removed by ')) return undefined;
  const fields = member(isAdded, between(text, 'user ', ' '), between(`${text} `, ' group ', ' '));
  if (fields !== undefined) putName(fields, 'user.name', between(text, ' by ', ' ') ?? '');
  return fields;
}

/** `change[d] user 'bob' password|shell from ...|home from ...`, `changed password expiry for bob` */
function readChange(text: string): Fields | undefined {
  if (text.startsWith('changed password expiry for ')) return user('user_changed', text.slice(28).trim());
  if (!text.startsWith('change user ') && !text.startsWith('changed user ')) return undefined;
  const name = between(text, "'", "'");
  return user(text.endsWith("' password") ? 'password_changed' : 'user_changed', name);
}

/** `group added to /etc/group: name=x, GID=1002`, `group 'x' removed[ from /etc/group]`, `group changed in ... (group x/1002, ...)` */
function readGroup(text: string): Fields | undefined {
  if (text.startsWith('group added to ')) return group('group_created', between(`${text},`, 'name=', ','));
  if (text.startsWith("group '"))
    return text.includes("' removed") ? group('group_deleted', between(text, "'", "'")) : undefined;
  if (text.startsWith('group changed in ')) return group('group_changed', between(text, '(group ', '/'));
  return undefined;
}

/** `password for 'bob' changed by 'root'` */
function readPassword(text: string): Fields | undefined {
  const fields = user('password_changed', between(text, "'", "'"));
  const by = text.indexOf(" changed by '");
  if (fields !== undefined && by > 0) putName(fields, 'user.name', between(text, "'", "'", by) ?? '');
  return by > 0 ? fields : undefined;
}

/** `failed adding user 'bob', exit code: 9` / `failed deleting user ...` */
function readFailure(text: string): Fields | undefined {
  const isAdding = text.startsWith("failed adding user '");
  if (!isAdding && !text.startsWith("failed deleting user '")) return undefined;
  const fields = isAdding
    ? event('user_created', USER_CREATION, 2, 'failure')
    : event('user_deleted', USER_DELETION, 2, 'failure');
  putName(fields, 'user.target.name', between(text, "'", "'") ?? '');
  return fields;
}
