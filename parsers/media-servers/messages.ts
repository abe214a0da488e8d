// Who got in and who did not, in the words of each server. A user's name is a stranger's: the address stands at a fixed end.

import type { Fields } from '#src/event/event.js';
import {
  event,
  FILE_ACCESS,
  LOGON,
  PROCESS_START,
  SESSION_END,
  SESSION_INFO,
  USER_CHANGE,
  WEB_DENIED,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const LOGIN = event('application_login', LOGON, 1, 'success');
const REFUSED = event('application_login', LOGON, 3, 'failure');
const LOGOUT = event('application_logout', SESSION_END, 1);
const PLAYING = event('file_read', FILE_ACCESS, 1);

/** Jellyfin writes values with or without quotes. */
const unquote = (fields: Fields): void => {
  for (const field of ['user.name', 'user.target.name'] as const) {
    const name = fields[field];
    if (name !== undefined && name.length > 2 && name.startsWith('"') && name.endsWith('"')) fields[field] = name.slice(1, -1);
  }
}; // prettier-ignore

/** What Emby serves says little. */
const isRefusal = (fields: Fields): boolean => /^(?:401|403)$/.test(String(fields['http.response.status_code']));

/** https://github.com/jellyfin/jellyfin, UserManager and SessionManager; https://github.com/MediaBrowser/Emby */
const JELLYFIN: readonly Pattern[] = [
  ['Authentication request for <user.name:text> has been denied (IP: "<source.ip>").', REFUSED, unquote],
  ['Authentication request for <user.name:text> has been denied (IP: <source.ip>).', REFUSED, unquote],
  ['Authentication request for <user.name:text> has succeeded.', LOGIN, unquote],
  ['Authentication request without username has been denied (IP: "<source.ip>").', REFUSED],
  ['Authentication request without username has been denied (IP: <source.ip>).', REFUSED],
  ['Disabling user <user.target.name:text> due to <media_servers.failures:int> unsuccessful login attempts.', event('account_locked', USER_CHANGE, 3), unquote],
  ['Logging out access token <media_servers.token>', LOGOUT],
  ['Playback start reported by app <media_servers.app:phrase> playing <media_servers.title:text>', PLAYING],
  ['Playback stopped reported by app <media_servers.app:phrase> playing <media_servers.title:text>. Stopped at <_> ms', PLAYING],
  ['WS <source:endpoint> request', event('session_opened', SESSION_INFO, 1)],
  ['Core startup complete', event('service_started', PROCESS_START, 1)],
  ['http/<_> Response <http.response.status_code> to <source.ip>. Time: <_>. <http.request.method> <url.original:text>', event('http_request', WEB_DENIED, 2, 'failure'), isRefusal],
  ['AUTH-ERROR: <source.ip> - <event.reason:text>', REFUSED],
]; // prettier-ignore

/** Sonarr, Radarr and their kin. https://github.com/Sonarr/Sonarr, AuthenticationService */
const ARR: readonly Pattern[] = [
  ["Auth-Success ip <source.ip> username '<user.name:text>'", LOGIN],
  ["Auth-Failure ip <source.ip> username '<user.name:text>'", REFUSED],
  ["Auth-Logout ip <source.ip> username '<user.name:text>'", LOGOUT],
  ['Auth-Unauthorized ip <source.ip> url \'<url.original:text>\'', REFUSED],
  ['Auth-Invalidated ip <source.ip> username \'<user.name:text>\'', LOGOUT],
]; // prettier-ignore

/** https://github.com/advplyr/audiobookshelf, https://github.com/immich-app/immich, https://github.com/qbittorrent/qBittorrent */
const OTHERS: readonly Pattern[] = [
  ['[Auth] Failed login attempt for username "<user.name:text>" from ip <source.ip> (<event.reason:phrase>)[[ (<_>)]]', REFUSED],
  ['[LocalAuth] Failed login attempt for username "<user.name:text>" from ip <source.ip> (<event.reason:phrase>)', REFUSED],
  ['[Auth] User "<user.name:text>" logged in from ip <source.ip>', LOGIN],
  ['[LocalAuth] User "<user.name:text>" logged in from ip <source.ip>', LOGIN],
  ['Failed login attempt for user <user.name:text> from ip address <source.ip>', REFUSED],
  ['WebAPI login failure. Reason: <event.reason:phrase>, attempt count: <media_servers.failures:int>, IP: <source.ip>, username: <user.name:text>', REFUSED],
  ['WebAPI login failure. Reason: IP has been banned, IP: <source.ip>, username:[[ <user.name:text>]]', REFUSED],
  ['WebAPI login success. IP: <source.ip>', LOGIN],
]; // prettier-ignore

export const MESSAGES = new PatternTable([...JELLYFIN, ...ARR, ...OTHERS], 'media_servers');
