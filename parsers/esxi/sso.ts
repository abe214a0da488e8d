// vCenter's single sign-on: {"user":"n/a","client":"192.0.2.7","description":"User x@192.0.2.7 failed to log in: ...","eventSeverity":"INFO",
// "type":"com.vmware.sso.LoginFailure"}. `client` may begin with what the client claims (X-Forwarded-For): the last address counts.

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, LOGON, SESSION_END, USER_CHANGE } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';
import { putUser } from './peer.js';

const TYPES: Readonly<Record<string, Fields>> = {
  LoginSuccess: event('application_login', LOGON, 1, 'success'),
  LoginFailure: event('application_login', LOGON, 3, 'failure'),
  Logout: event('application_logout', SESSION_END, 1),
  PrincipalManagement: event('user_changed', USER_CHANGE, 3),
};
const OTHER = event('config_changed', CONFIGURATION_CHANGE, 3);

export function readSso(body: Readonly<Record<string, unknown>>): Fields | undefined {
  const { type, user, client, description } = body;
  if (typeof type !== 'string' || !type.startsWith('com.vmware.sso.') || type.length > 200) return undefined;
  const fields: Fields = { ...(TYPES[type.slice('com.vmware.sso.'.length)] ?? OTHER) };
  put(fields, 'event.code', type);
  if (typeof user === 'string' && user !== 'n/a') putUser(fields, user);
  if (typeof client === 'string') put(fields, 'source.ip', client.slice(client.lastIndexOf(',') + 1), 'esxi.client');
  if (typeof description !== 'string') return fields;
  put(fields, 'message', description);
  const end = description.lastIndexOf(`@${String(client)} failed to log in`);
  if (end < 0) return fields;
  const colon = description.indexOf(': ', end);
  if (colon > 0) put(fields, 'event.reason', description.slice(colon + 2));
  // A failed logon has no user yet: only the description says who it would have been.
  const claimed = description.slice('User '.length, end);
  if (user === 'n/a' && claimed !== 'n/a') putUser(fields, claimed);
  return fields;
}
