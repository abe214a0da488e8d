// Samba's authentication audit (auth/auth_log.c), as text and as JSON. The account and the workstation are the client's words. In the text they
// stand in brackets that are not escaped, so a line in which the words before the peer come twice is tagged and names nobody.

import type { Fields } from '#src/event/event.js';
import { event, LOGON, SESSION_START } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

/**
 * `Auth: [SMB2,(null)] user [DOM]\[name] at [Fri, 24 Sep 2021 10:04:52.030937 UTC] with [NTLMv2] status [NT_STATUS_NO_SUCH_USER] workstation [WS]
 * remote host [ipv4:192.0.2.7:62419] mapped to [DOM]\[name]. local host [ipv4:192.0.2.1:445]`; `became [DOM]\[name] [S-1-5-..]` on success.
 */
export function readAuth(text: string, at: number): Fields | undefined {
  const user = text.indexOf('] user [', at);
  const remote = text.indexOf(' remote host [');
  if (remote !== text.lastIndexOf(' remote host [')) return ambiguous();
  const workstation = text.lastIndexOf('] workstation [', remote);
  const status = text.lastIndexOf('] status [', workstation);
  const how = text.lastIndexOf('] with [', status);
  const when = text.lastIndexOf('] at [', how);
  if (user < 0 || remote < 0 || workstation < 0 || status < 0 || how < 0 || when < user) return undefined;
  const fields = logon(text.slice(status + 10, workstation));
  putService(fields, text.slice(at + 1, user));
  const [domain = '', name = ''] = split(text.slice(user + 8, when));
  putAccount(fields, domain, name);
  put(fields, 'samba.auth_type', known(text.slice(how + 8, status)));
  put(fields, 'samba.workstation', known(text.slice(workstation + 15, remote - 1)));
  const end = text.indexOf(']', remote);
  putPeer(fields, 'source', text.slice(remote + 14, end < 0 ? text.length : end));
  const local = text.lastIndexOf(' local host [');
  if (local > remote) putPeer(fields, 'destination', text.slice(local + 13, text.indexOf(']', local)));
  const became = text.indexOf(' became [', remote);
  if (became > 0 && became < local)
    put(fields, 'samba.sid', /\[(S-1-[\d-]{1,180})\]/.exec(text.slice(became, local))?.[1]);
  return fields;
}

/** A name that holds ` remote host [` comes twice, before the peer and after it: nothing in such a line can be told from the rest. */
function ambiguous(): Fields {
  return { ...event('smb_login', LOGON, 3, 'unknown'), tags: ['samba.ambiguous'] };
}

/** `Successful AuthZ: [SMB2,krb5] user [DOM]\[name] [S-1-5-..] at [..] Remote host [ipv4:..] local host [ipv4:..]` */
export function readAuthorization(text: string, at: number): Fields | undefined {
  const user = text.indexOf('] user [', at);
  const remote = Math.max(text.lastIndexOf(' Remote host ['), text.lastIndexOf(' remote host ['));
  const when = text.lastIndexOf('] at [', remote);
  if (user < 0 || remote < 0 || when < user) return undefined;
  const fields = event('smb_authorized', SESSION_START, 1, 'success');
  putService(fields, text.slice(at + 1, user));
  const inner = text.slice(user + 8, when);
  const sid = inner.lastIndexOf('] [S-1-');
  const [domain = '', name = ''] = split(sid < 0 ? inner : inner.slice(0, sid));
  putAccount(fields, domain, name);
  if (sid >= 0) put(fields, 'samba.sid', inner.slice(sid + 3));
  putPeer(fields, 'source', text.slice(remote + 14, text.indexOf(']', remote)));
  const local = text.lastIndexOf(' local host [');
  if (local > remote) putPeer(fields, 'destination', text.slice(local + 13, text.indexOf(']', local)));
  return fields;
}

export function logon(status: string): Fields {
  const fields =
    status === 'NT_STATUS_OK' ? event('smb_login', LOGON, 1, 'success') : event('smb_login', LOGON, 3, 'failure');
  put(fields, 'samba.status', known(status));
  if (status === 'NT_STATUS_ACCOUNT_LOCKED_OUT') fields['event.reason'] = 'account locked';
  else if (status !== 'NT_STATUS_OK') put(fields, 'event.reason', known(status));
  if (status === 'NT_STATUS_NO_SUCH_USER') (fields as Record<string, boolean>)['samba.invalid_user'] = true;
  return fields;
}

export function putAccount(fields: Fields, domain: string, name: string): void {
  put(fields, 'user.domain', known(domain));
  put(fields, 'user.name', known(name));
}

/** `ipv4:192.0.2.7:62419`, `ipv6:2001:db8::7:62419`, `unix:`, `NULL` */
export function putPeer(fields: Fields, side: 'source' | 'destination', text: string): void {
  const value = known(text);
  if (value === undefined) return;
  if (!value.startsWith('ipv4:') && !value.startsWith('ipv6:')) {
    put(fields, `samba.${side}_address`, value);
    return;
  }
  const colon = value.lastIndexOf(':');
  put(fields, `${side}.ip`, value.slice(5, colon), `samba.${side}_address`);
  put(fields, `${side}.port`, value.slice(colon + 1), `samba.${side}_port`);
}

function putService(fields: Fields, text: string): void {
  const comma = text.indexOf(',');
  put(fields, 'samba.service', known(comma < 0 ? text : text.slice(0, comma)));
  if (comma > 0) put(fields, 'samba.auth_description', known(text.slice(comma + 1)));
}

/** `DOM]\[name`; the domain is the client's word too, the last separator counts for neither: ambiguous ones stay whole in the name. */
function split(text: string): readonly [string, string] {
  const cut = text.indexOf(']\\[');
  return cut < 0 ? ['', text] : [text.slice(0, cut), text.slice(cut + 3)];
}

export function known(text: string): string | undefined {
  return text === '' || text === '(null)' || text === 'NULL' || text === '(NULL SID)' ? undefined : text;
}
