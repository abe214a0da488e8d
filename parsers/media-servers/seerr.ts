// Overseerr, Jellyseerr, Seerr: `[warn][API]: Failed sign-in attempt using invalid ... password {"ip":"203.0.113.11","email":"x@example.org"}`.

import { parseJsonObject } from '#src/event/json-text.js';
import type { Fields } from '#src/event/event.js';
import { event, LOGON } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const REFUSED = /^(?:Failed sign-in attempt|Failed login attempt|Attempted Plex login|Attempted login)/;
const MAX_BODY_CHARS = 8_192;

export function readSeerr(text: string): Fields | undefined {
  if (!REFUSED.test(text)) return undefined;
  const at = text.indexOf(' {');
  const said = at < 0 ? {} : bodyOf(text.slice(at + 1));
  const account = typeof said['account'] === 'object' && said['account'] !== null ? (said['account'] as Body) : said;
  const fields = event('application_login', LOGON, 3, 'failure');
  put(fields, 'source.ip', wordOf(account['ip']), 'media_servers.ip');
  put(fields, 'user.name', wordOf(account['email']) ?? wordOf(account['username']));
  put(fields, 'event.reason', at < 0 ? text : text.slice(0, at));
  return fields;
}

type Body = Readonly<Record<string, unknown>>;

function bodyOf(text: string): Body {
  if (text.length > MAX_BODY_CHARS) return {};
  return parseJsonObject(text) ?? {};
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
