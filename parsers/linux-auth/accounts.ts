// The shadow suite (useradd, usermod, groupadd, gpasswd, passwd, chage, ...): changes to accounts and groups.
// Names are checked by these programs before they log, so the first quote that closes is the right one.

import type { Fields } from '#src/event/event.js';
import {
  event,
  GROUP_CHANGE,
  GROUP_CREATION,
  GROUP_DELETION,
  LOGON_INFO,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import { isPrivilegedGroup } from '#src/event/privileged-groups.js';
import { parsePam } from './pam.js';
import { between, putName } from './text.js';

export function parseAccounts(text: string): Fields | undefined {
  return readShadow(text) ?? readAdduser(text);
}

function readShadow(text: string): Fields | undefined {
  switch (text.charCodeAt(0)) {
    case 0x6e: // n
      if (text.startsWith('new user: ')) return readNewUser(text);
      return text.startsWith('new group: ') ? group('group_created', between(`${text},`, 'name=', ',')) : undefined;
    case 0x61: // a
      if (text.startsWith('administrators of ')) return readMembersSet(text);
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
      return text.startsWith('password ') ? readPassword(text) : undefined;
    case 0x6d: // m
    case 0x73: // s
      return readMembersSet(text);
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
  const level = isPrivilegedGroup(groupName) ? 4 : isAdded ? 3 : 2;
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
  putUid(fields, between(`${text},`, ' UID=', ','));
  putName(fields, 'linux_auth.shell', between(`${text},`, ' shell=', ',') ?? '');
  return fields;
}

function putUid(fields: Fields, uid: string | undefined): void {
  putName(fields, 'linux_auth.uid', uid ?? '');
  putName(fields, 'user.target.id', uid ?? '');
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
  if (text.includes(' switched to group ') || text.includes(' returned to group ')) return readNewgrp(text);
  if (!isAdded && !text.includes(' removed by ')) return undefined;
  const fields = member(isAdded, between(text, 'user ', ' '), between(`${text} `, ' group ', ' '));
  if (fields !== undefined) putName(fields, 'user.name', between(text, ' by ', ' ') ?? '');
  return fields;
}

/** `change[d] user 'bob' password|shell from ...|home from ...`, `changed password expiry for bob` */
function readChange(text: string): Fields | undefined {
  if (text.startsWith('changed password expiry for ')) return user('user_changed', text.slice(28).trim());
  if (text.startsWith("change user name '")) {
    const fields = user('user_changed', between(text, "'", "'"));
    if (fields !== undefined) putName(fields, 'linux_auth.new_name', between(text, " to '", "'") ?? '');
    return fields;
  }
  if (!text.startsWith('change user ') && !text.startsWith('changed user ')) return undefined;
  const name = between(text, "'", "'");
  const fields = user(text.endsWith("' password") ? 'password_changed' : 'user_changed', name);
  if (fields === undefined || !text.includes("' UID from '")) return fields;
  putUid(fields, between(text, "' to '", "'"));
  if (fields['linux_auth.uid'] === '0') fields['event.severity'] = 4; // from now on this account is root
  return fields;
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
  if (!text.startsWith("password for '")) return readPlainPassword(text);
  const fields = user('password_changed', between(text, "'", "'"));
  const by = text.indexOf(" changed by '");
  if (fields !== undefined && by > 0) putName(fields, 'user.name', between(text, "'", "'", by) ?? '');
  return by > 0 ? fields : undefined;
}

/** `failed adding user 'bob', exit code: 9` / `failed deleting user ...` */
function readFailure(text: string): Fields | undefined {
  if (text.startsWith("failed to change user '")) {
    const failed = event('user_changed', USER_CHANGE, 2, 'failure');
    putName(failed, 'user.target.name', between(text, "'", "'") ?? '');
    return failed;
  }
  const isAdding = text.startsWith("failed adding user '");
  if (!isAdding && !text.startsWith("failed deleting user '")) return undefined;
  const fields = isAdding
    ? event('user_created', USER_CREATION, 2, 'failure')
    : event('user_deleted', USER_DELETION, 2, 'failure');
  putName(fields, 'user.target.name', between(text, "'", "'") ?? '');
  return fields;
}

/** `password for bob changed by root` (BusyBox), `password changed for bob`, `password of group web changed|removed by root` */
function readPlainPassword(text: string): Fields | undefined {
  const by = text.lastIndexOf(' by ');
  if (text.startsWith('password changed for ')) return user('password_changed', text.slice(21));
  const changed = Math.max(text.lastIndexOf(' changed by '), text.lastIndexOf(' removed by '));
  if (changed < 0) return undefined;
  const fields = text.startsWith('password of group ')
    ? group('group_changed', text.slice(18, changed))
    : text.startsWith('password for ')
      ? user('password_changed', text.slice(13, changed))
      : undefined;
  if (fields !== undefined) putName(fields, 'user.name', text.slice(by + 4));
  return fields;
}

/** gpasswd: `members|administrators of group web set by root to alice,bob`, `set members of group ...` */
function readMembersSet(text: string): Fields | undefined {
  if (!/^(?:set )?(?:members|administrators) of /.test(text)) return undefined;
  const name = between(`${text} `, ' group ', ' ') ?? between(`${text} `, ' of ', ' ');
  const fields = group('group_changed', name);
  if (fields === undefined) return undefined;
  if (isPrivilegedGroup(name)) fields['event.severity'] = 4;
  putName(fields, 'user.name', between(`${text} `, ' by ', ' ') ?? '');
  const to = text.indexOf(' to ');
  if (to > 0) putName(fields, 'linux_auth.members', text.slice(to + 4));
  return fields;
}

/** newgrp: `user 'bob' (login 'bob' on pts/0) switched to group 'web'` */
function readNewgrp(text: string): Fields {
  const fields = event('group_switched', LOGON_INFO, 1, 'success');
  putName(fields, 'user.name', between(text, "'", "'") ?? '');
  putName(fields, 'group.name', between(text, " group '", "'") ?? '');
  return fields;
}

/** Debian's adduser and deluser: ``Adding new user `bob' (UID 1001) ...``, ``Adding user `bob' to group `sudo' ...``, ``Removing user `bob' ...`` */
function readAdduser(text: string): Fields | undefined {
  const names = [...text.matchAll(/[`'"]([^`'"\s]{1,256})['"]/g)].map(([, name]) => name ?? '');
  if (names[0] === undefined) return undefined;
  if (text.startsWith('Adding user ')) {
    const groupAt = text.indexOf(' to group');
    return groupAt > 0 ? member(true, names[0], names[1]) : created(names[0], text);
  }
  if (text.startsWith('Removing user '))
    return text.includes(' from group') ? member(false, names[0], names[1]) : user('user_deleted', names[0]);
  if (text.startsWith('Adding new user ') || text.startsWith('Adding system user ')) return created(names[0], text);
  if (text.startsWith('Adding new group ') || text.startsWith('Adding group ')) return group('group_created', names[0]);
  if (text.startsWith('Removing group ')) return group('group_deleted', names[0]);
  return undefined;
}

function created(name: string, text: string): Fields {
  const fields = event('user_created', USER_CREATION, 4, 'success');
  putName(fields, 'user.target.name', name);
  const uid = /\(UID (\d{1,10})\)/.exec(text);
  if (uid !== null) putUid(fields, uid[1]);
  return fields;
}
