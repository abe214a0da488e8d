// Media servers and what people run beside them: Jellyfin, Emby, Plex, Audiobookshelf, Immich, Sonarr and kin, qBittorrent, Seerr.
// Mostly who logged on: the rest of what they write is about films.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';
import { readNavidrome } from './navidrome.js';
import { readPlex } from './plex.js';
import { readSeerr } from './seerr.js';

const PRODUCTS = [
  'jellyfin',
  'emby',
  'plex',
  'audiobookshelf',
  'immich',
  'sonarr',
  'radarr',
  'lidarr',
  'readarr',
  'prowlarr',
  'qbittorrent',
  'jellyseerr',
  'overseerr',
  'seerr',
  'embyserver',
  'navidrome',
];

export default defineParser({
  id: 'media-servers',
  title: 'Media servers',
  contract: '^1.0.0',
  family: 'application',
  hint: {
    apps: PRODUCTS.map((product) => `${product}*`),
    contains: ['Users.UserManager: ', '.SessionManager: ', 'Auth: authenticated user ', 'Authentication request ', 'AUTH-ERROR: ', 'Auth-Failure ip ', 'Auth-Success ip ', 'Auth-Logout ip ', 'WebAPI login ', 'Failed login attempt', 'Failed sign-in attempt', '] DEBUG - Completed: [', 'logged in from ip ', 'msg="Unsuccessful login"', ' Response 401 to ', ' Response 403 to ', '] INFO - Plex Media Server v'],
  },
  parse,
}); // prettier-ignore

/** Each server's own head before what it says; a date may be gone already, with the header. */
const HEADS: readonly RegExp[] = [
  // Jellyfin (Serilog): `[2026-11-20 10:00:01.729 +01:00] [INF] [79] Jellyfin.Server.Implementations.Users.UserManager: `
  /^\[(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d(?:\.\d{3})?)(?: ([+-]\d\d:\d\d))?\] \[[A-Z]{3}\] (?:\[\d{1,6}\] )?(?:[\w.]{1,160}: )?/,
  // Emby: `Warn Server: `, `Info UserManager: `
  /^(?:Info|Warn|Error|Debug|Fatal) [A-Z][\w. ]{0,60}?: (?=AUTH-ERROR|Authentication request |http\/\d)/,
  // Sonarr: `2026-11-20 10:00:01.1|Warn|Auth|`, on a console `[Warn] Auth: `
  /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?\|)?\|?(?:Info|Warn|Debug)\|Auth\w{0,40}\|/,
  /^\[(?:Info|Warn|Debug)\] Auth\w{0,40}: /,
  // qBittorrent: `(W) 2026-11-20T10:00:01 - `
  /^\([A-Z]\) \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d - /,
  // Audiobookshelf: `[2026-11-20 10:00:01.192] ERROR: `
  /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})()\] [A-Z]{4,7}: /,
  // Immich (NestJS): `[Nest] 7  - 11/20/2026, 10:00:01 AM    WARN [Api:AuthService~x1] `
  /^\[Nest\] \d{1,10} {1,2}- [\d/:, APM]{15,26} +(?:LOG|WARN|ERROR|DEBUG|VERBOSE) (?:\[[^\]]{1,80}\] )?/,
];
/** Seerr: `2026-11-20T10:00:01.000Z [warn][API]: ` */
const SEERR = /^\[(?:info|warn|error|debug)\]\[[\w -]{1,40}\]: /;

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  // In a container's log the program is the container: `media_jellyfin_1`.
  if (app !== undefined && !PRODUCTS.some((product) => app.includes(product))) return undefined;
  const text = textOf(line);
  if (text.startsWith('time="') && text.includes(' msg="Unsuccessful login" ')) return readNavidrome(text);
  const seerr = SEERR.exec(text);
  if (seerr !== null) return readSeerr(text.slice(seerr[0].length));
  for (const pattern of HEADS) {
    const head = pattern.exec(text);
    if (head !== null) return withTime(MESSAGES.match(text.slice(head[0].length)), head);
  }
  const isNamed = app !== undefined || line.json !== undefined;
  return (isNamed ? MESSAGES.match(text) : undefined) ?? readPlex(app === undefined ? line.searched : text);
}

/** Audiobookshelf's file is JSON: {"timestamp":..,"source":"Auth.js:888","message":"[Auth] ...","levelName":"ERROR"}. */
function textOf(line: SyslogLine): string {
  const { json } = line;
  if (json === undefined) return line.message.trim();
  return typeof json['levelName'] === 'string' && typeof json['message'] === 'string' ? json['message'] : '';
}

function withTime(fields: Fields | undefined, [, day, clock, zone]: RegExpExecArray): Fields | undefined {
  if (fields === undefined || day === undefined || clock === undefined) return fields;
  const ms = zone === undefined || zone === '' ? NaN : Date.parse(`${day}T${clock}${zone}`);
  if (Number.isNaN(ms)) put(fields, '@timestamp', `${day} ${clock}`);
  else fields['@timestamp'] = ms;
  return fields;
}
