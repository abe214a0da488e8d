// Gitea and Forgejo: failed logons of web, API and SSH, and the router's requests. `2026/11/20 10:00:01 routers/web/auth/auth.go:217:SignInPost() [W] text`.

import { readIp, readPort } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import { putUrl, requestEvent } from '#src/event/http-request.js';
import { event, LOGON } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'gitea',
  title: 'Gitea and Forgejo',
  contract: '^1.0.0',
  family: 'application',
  hint: { apps: ['gitea', 'forgejo'], contains: ['Failed authentication attempt', ' router: completed '] },
  parse,
});

const HEAD =
  /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d)(?:\.\d{1,6})? (?:[\w./*()-]{1,120}:\d{1,6}:\S{1,80} )?\[([A-Z])[A-Za-z]{0,7}\] (?:\[[\w-]{4,40}\] )?/;

function parse(line: SyslogLine): Fields | undefined {
  const isOwn = /^(?:gitea|forgejo)$/.test(line.app ?? '');
  const head = HEAD.exec(line.message) ?? HEAD.exec(line.searched);
  if (head === null && !isOwn) return undefined;
  const text = (head === null ? line.message : head.input.slice(head[0].length)).replaceAll(
    /\u001b\[[0-9;]{0,10}m/g,
    '',
  );
  const fields = failedLogon(text) ?? request(text);
  if (fields !== undefined && head !== null) fields['@timestamp'] = head[1]!.replaceAll('/', '-');
  return fields;
}

/** A peer with its port, as Go writes it: whoever logs on can write one too, into the name. */
const PEER = / from (\[[0-9a-fA-F:.%]{2,60}\]|[0-9.]{7,15})(?::(\d{1,6}))?(?=[: ]|$)/g;

/** `Failed authentication attempt for root from 203.0.113.9:51234: user does not exist [uid: 0, name: root]` */
function failedLogon(text: string): Fields | undefined {
  if (!text.startsWith('Failed authentication attempt')) return undefined;
  const fields = event('application_login', LOGON, 3, 'failure');
  const peers = [...text.matchAll(PEER)].filter(
    ([, ip = '', port = '0']) => readIp(ip.replaceAll(/[[\]]/g, '')) !== undefined && readPort(port) !== undefined,
  );
  const peer = peers[0];
  if (peer === undefined || new Set(peers.map(([all]) => all)).size > 1) {
    if (peer !== undefined) fields.tags = ['gitea.doubled-peer'];
    return fields;
  }
  putPeer(fields, peer[1]!, peer[2]);
  if (text.startsWith(' for ', 29)) put(fields, 'user.name', text.slice(34, peer.index));
  put(fields, 'event.reason', text.slice(peer.index + peer[0].length).replace(/^: /, ''));
  return fields;
}

/** `router: completed GET /user/login?x=1 for 203.0.113.9:51234, 200 OK in 5.1ms @ auth/auth.go:150(auth.SignIn)` */
function request(text: string): Fields | undefined {
  const found = /^router: completed ([A-Z]{3,8}) (\S{1,4000}) for (\S{1,80}), (\d{3}) /.exec(text);
  if (found === null) return undefined;
  const fields = requestEvent(found[4]);
  put(fields, 'http.request.method', found[1]);
  putUrl(fields, found[2]!);
  const colon = found[3]!.lastIndexOf(':');
  putPeer(fields, found[3]!.slice(0, colon), found[3]!.slice(colon + 1));
  return fields;
}

/** Behind a proxy that tells no port Gitea writes 0. */
function putPeer(fields: Fields, host: string, port: string | undefined): void {
  put(fields, 'source.ip', host.replaceAll(/^\[|\]$/g, ''), 'gitea.peer');
  if (port !== undefined && port !== '0') put(fields, 'source.port', port, 'gitea.peer_port');
}
