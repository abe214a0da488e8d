// `root@192.0.2.7`, `VSPHERE.LOCAL\alice@192.0.2.7`, `alice@vsphere.local@192.0.2.7`: the address stands behind the last @.

import type { Fields } from '#src/event/event.js';
import { isHostName, put, putHost } from '#src/event/put.js';

/** Takes `esxi.peer` apart. */
export function splitPeer(fields: Fields): void {
  const peer = fields['esxi.peer'];
  delete fields['esxi.peer'];
  if (typeof peer !== 'string') return;
  const at = peer.lastIndexOf('@');
  if (at < 0) {
    putUser(fields, peer);
    return;
  }
  putUser(fields, peer.slice(0, at));
  putHost(fields, 'source', peer.slice(at + 1), 'esxi.peer');
}

/** `EXAMPLE\alice`, whom an act is about. */
export function splitTarget(fields: Fields): void {
  const target = fields['user.target.name'];
  const backslash = typeof target === 'string' ? target.indexOf('\\') : -1;
  if (typeof target !== 'string' || backslash <= 0) return;
  put(fields, 'esxi.target_domain', target.slice(0, backslash));
  put(fields, 'user.target.name', target.slice(backslash + 1));
}

/** A domain before a backslash or behind an @ is no part of the name; `vpxuser:DOMAIN\alice` is alice, through vCenter. */
export function putUser(fields: Fields, text: string): void {
  const user = text.startsWith('vpxuser:') ? text.slice('vpxuser:'.length) : text;
  const backslash = user.indexOf('\\');
  const last = backslash < 0 ? user.lastIndexOf('@') : -1;
  const at = last > 0 && isHostName(user.slice(last + 1)) ? last : -1;
  if (backslash > 0) {
    put(fields, 'user.domain', user.slice(0, backslash));
    put(fields, 'user.name', user.slice(backslash + 1));
    return;
  }
  put(fields, 'user.name', at > 0 ? user.slice(0, at) : user);
  if (at > 0) put(fields, 'user.domain', user.slice(at + 1));
}
