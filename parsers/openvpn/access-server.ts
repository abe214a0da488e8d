// OpenVPN Access Server's own log around that of its OpenVPN processes: `[stdout#info] [OVPN 0] OUT: '2026-11-20 10:00:01 <a line of OpenVPN>'`, and
// logons as Python writes a dictionary: `[stdout#info] AUTH SUCCESS {'status': 0, 'user': 'alice', ...}`.
// https://openvpn.net/as-docs/troubleshooting.html (openvpnas.log)

import type { Fields } from '#src/event/event.js';
import { event, LOGON, LOGON_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const HEAD = /^\[stdout#(?:info|err)\] /;
const OUTPUT =
  /^\[OVPN \d{1,4}\] OUT: (['"])(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d |[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} )?/;

export type Unwrapped = { readonly text: string } | { readonly fields: Fields | undefined };

/** A line of OpenVPN that stood within, or what the Access Server says itself; undefined: neither. */
export function readAccessServer(message: string): Unwrapped | undefined {
  const head = HEAD.exec(message);
  if (head === null) return undefined;
  const text = message.slice(head[0].length).trimEnd();
  const output = OUTPUT.exec(text);
  if (output !== null) return { text: text.slice(output[0].length, text.endsWith(output[1]!) ? -1 : undefined) };
  if (text.startsWith('AUTH SUCCESS {'))
    return { fields: logon(event('vpn_login_step', LOGON_INFO, 1, 'success'), text) };
  if (text.startsWith('VPN Auth Failed: ') || text.startsWith('Web login failed'))
    return { fields: logon(event('vpn_login', LOGON, 3, 'failure'), text) };
  return { fields: undefined };
}

function logon(fields: Fields, text: string): Fields {
  if (fields['event.outcome'] === 'failure') put(fields, 'event.reason', text.slice(text.indexOf(': ') + 2, 500));
  const at = text.indexOf("'user': ");
  if (at < 0) return fields;
  // A name with a quote of its own stands in quotes of the other kind, and is nobody's real name.
  put(fields, 'user.name', /^'([^'\\]{1,320})'[,}]/.exec(text.slice(at + 8))?.[1]);
  return fields;
}
