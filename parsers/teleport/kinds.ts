// What an audit event is: by its name.

import type { Fields } from '#src/event/event.js';
import { textOf } from '#src/event/json-fields.js';
import {
  CONFIGURATION_CHANGE,
  event,
  HOST_INFO,
  type Kind,
  LOGOFF,
  LOGON,
  PROCESS_START,
  SESSION_END,
  SESSION_START,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

type Body = Readonly<Record<string, unknown>>;

export function readKind(name: string, body: Body): Fields {
  const isFailed = body['success'] === false || (textOf(body, 'error') !== undefined && body['success'] !== true);
  if (name === 'user.login' || name === 'auth') {
    return isFailed ? event('application_login', LOGON, 3, 'failure') : event('application_login', LOGON, 1, 'success');
  }
  if (name.startsWith('user.')) return account(name, body);
  const [action, kind, level] = KINDS.get(name) ?? (CHANGES.test(name) ? CHANGE : OTHER);
  return event(action, kind, isFailed ? 2 : level, isFailed ? 'failure' : undefined);
}

/** `user`: who was acted on; `updated_by`/`user` differ by version. */
function account(name: string, body: Body): Fields {
  const fields =
    name === 'user.create'
      ? event('user_created', USER_CREATION, 3)
      : name === 'user.delete'
        ? event('user_deleted', USER_DELETION, 3)
        : name === 'user.password_change'
          ? event('password_changed', USER_CHANGE, 2)
          : event('user_changed', USER_CHANGE, 2);
  put(fields, 'user.target.name', textOf(body, 'name'));
  return fields;
}

type Row = readonly [action: string, kind: Kind, level: 1 | 2 | 3];

const OTHER: Row = ['application_message', HOST_INFO, 1];
const CHANGE: Row = ['config_changed', CONFIGURATION_CHANGE, 2];
const CHANGES = /\.(?:create|created|update|updated|delete|deleted)$/;

const KINDS: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['session.start', ['session_opened', SESSION_START, 1]],
  ['session.join', ['session_opened', SESSION_START, 2]],
  ['db.session.start', ['session_opened', SESSION_START, 1]],
  ['app.session.start', ['session_opened', SESSION_START, 1]],
  ['windows.desktop.session.start', ['session_opened', SESSION_START, 1]],
  ['session.end', ['session_closed', SESSION_END, 1]],
  ['session.leave', ['session_closed', SESSION_END, 1]],
  ['db.session.end', ['session_closed', SESSION_END, 1]],
  ['app.session.end', ['session_closed', SESSION_END, 1]],
  ['windows.desktop.session.end', ['session_closed', SESSION_END, 1]],
  ['exec', ['process_started', PROCESS_START, 1]],
  ['session.command', ['process_started', PROCESS_START, 1]],
  ['cert.create', OTHER],
  ['client.disconnect', ['application_logout', LOGOFF, 1]],
]);
