// The lettered parts of Exim's lines, and its way to write a host: `H=verified.example.org (helo) [203.0.113.9]:51234`. The greeting in round
// brackets is the client's and may be an address in brackets itself; Exim's own stands behind a blank or a sign.

import type { Fields } from '#src/event/event.js';
import { put, putHost } from '#src/event/put.js';

const PEER = /(?:^|[ =])\[([^\]\s]{2,64})\](?::(\d{1,9}))?/;

export function putPeer(fields: Fields, side: 'source' | 'destination', text: string): void {
  const at = text.indexOf('H=');
  const from = at < 0 ? text : text.slice(at);
  const peer = PEER.exec(from);
  put(fields, `${side}.ip`, peer?.[1], 'exim.host');
  put(fields, `${side}.port`, peer?.[2], 'exim.port');
  const name = /^H=([^\s([]{1,253}) /.exec(from)?.[1];
  if (name !== undefined) putHost(fields, side, name);
  const helo = /^H=[^\s(]{0,253} ?\(([^)\s]{1,253})\)/.exec(from)?.[1];
  if (side === 'source') put(fields, 'exim.helo', helo);
}

const PARTS = [
  ['P', 'exim.protocol'],
  ['X', 'tls.cipher'],
  ['S', 'exim.size'],
  ['R', 'exim.router'],
  ['T', 'exim.transport'],
  ['U', 'exim.local_user'],
  ['id', 'email.message_id'],
] as const;

/** The first of each counts: what a stranger chose (subject, recipients) stands behind them. */
export function putParts(fields: Fields, text: string): void {
  for (const [letter, name] of PARTS) {
    const at = text.indexOf(` ${letter}=`);
    if (at < 0) continue;
    const from = at + letter.length + 2;
    const end = text.indexOf(' ', from);
    put(fields, name, text.slice(from, end < 0 ? text.length : end).replace(/:$/, ''));
  }
}
