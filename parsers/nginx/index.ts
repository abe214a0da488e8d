// nginx: access lines in the combined format or as JSON, and its error log. https://nginx.org/en/docs/http/ngx_http_log_module.html

import { readAccessLine } from '#src/event/access-log.js';
import { isOfContainer } from '#src/event/container.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { readError } from './error.js';
import { readJson } from './json.js';

export default defineParser({
  id: 'nginx',
  title: 'nginx (access and error log)',
  contract: '^1.0.0',
  family: 'web',
  hint: {
    apps: ['nginx*', 'openresty', 'angie'],
    contains: [
      ', client: ',
      '#0: ',
      '"remote_addr"',
      '[notice] ',
      '[error] ',
      '[emerg] ',
      '[alert] ',
      '[crit] ',
      '[warn] ',
    ],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const { app, message } = line;
  const isNginx = app !== undefined && /^(?:nginx|openresty|angie)|\/(?:nginx|openresty)\b/i.test(app);
  if (app !== undefined && !isNginx) return isOfContainer(line) ? readError(line, false) : undefined;
  if (message.startsWith('{')) return line.json === undefined ? undefined : readJson(line.json, isNginx);
  return readError(line, isNginx) ?? (isNginx ? readAccess(message) : undefined);
}

/** Behind the user agent the stock `main` format has the addresses that the client claims to come from. */
function readAccess(message: string): Fields | undefined {
  const access = readAccessLine(message, 'nginx');
  if (access === undefined) return undefined;
  const forwarded = /^"([^"]{1,500})"/.exec(access.rest)?.[1];
  put(access.fields, 'nginx.x_forwarded_for', forwarded);
  return access.fields;
}
