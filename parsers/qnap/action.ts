// QuLog Center's words for what a connection did.

import type { Fields } from '#src/event/event.js';
import { event, FILE_ACCESS, FILE_CHANGE, FILE_CREATION, FILE_DELETION, LOGON, SESSION_END } from '#src/event/kinds.js';

const ACTIONS = new Map<string, Fields>([
  ['login ok', event('application_login', LOGON, 1, 'success')],
  ['login success', event('application_login', LOGON, 1, 'success')],
  ['login fail', event('application_login', LOGON, 3, 'failure')],
  ['logout', event('application_logout', SESSION_END, 1)],
  ['read', event('file_read', FILE_ACCESS, 1)],
  ['open', event('file_read', FILE_ACCESS, 1)],
  ['write', event('file_changed', FILE_CHANGE, 1)],
  ['add', event('file_created', FILE_CREATION, 1)],
  ['copy', event('file_created', FILE_CREATION, 1)],
  ['create directory', event('file_created', FILE_CREATION, 1)],
  ['delete', event('file_deleted', FILE_DELETION, 1)],
  ['rename', event('file_renamed', FILE_CHANGE, 1)],
  ['move', event('file_renamed', FILE_CHANGE, 1)],
  ['mount', event('share_connected', FILE_ACCESS, 1, 'success')],
  ['mount fail', event('share_connected', FILE_ACCESS, 2, 'failure')],
  ['unmount', event('share_disconnected', SESSION_END, 1)],
]);

/** The first fields of an event; words that are not known are a file access. */
export function actionOf(word: string): Fields {
  return { ...(ACTIONS.get(word.toLowerCase()) ?? event('file_read', FILE_ACCESS, 1)) };
}
