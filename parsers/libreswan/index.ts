// Libreswan's and Openswan's pluto, and racoon (ipsec-tools; FreeBSD, old macOS and NAS systems). pluto names connection, instance, peer and state before
// what it says: `"xauth-psk"[2] 203.0.113.7 #4: text`, `packet from 203.0.113.9:500: text`. `source` is always the peer.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put, putEndpoint } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';
import { RACOON } from './racoon.js';

export default defineParser({
  id: 'libreswan',
  title: 'Libreswan (pluto) and racoon',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['pluto*', 'racoon*'] },
  parse,
});

const STATE = /^"([^"]{1,100})"(?:\[(\d{1,10})\])?(?: (?:\.\.\.)?([0-9a-fA-F.:]{2,45}))?(?: #(\d{1,10}))?: /;
const PACKET = /^packet from (\S{2,70}): /;
/** racoon's file has the severity behind the time. */
const SEVERITY = /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: )?(?:INFO|NOTIFY|NOTICE|WARNING|ERROR|CRITICAL): (?:\w{1,40}: )?/;

function parse(line: SyslogLine): Fields | undefined {
  const text = line.message;
  if (line.app?.toLowerCase().startsWith('racoon') === true)
    return RACOON.match(text.slice(SEVERITY.exec(text)?.[0].length ?? 0));
  const packet = PACKET.exec(text);
  const state = packet === null ? STATE.exec(text) : null;
  const fields = MESSAGES.match(text.slice((packet ?? state)?.[0].length ?? 0));
  if (fields === undefined) return undefined;
  if (packet !== null) putEndpoint(fields, 'source', packet[1], 'libreswan.peer');
  put(fields, 'libreswan.connection', state?.[1]);
  if (fields['source.ip'] === undefined) put(fields, 'source.ip', state?.[3], 'libreswan.peer');
  put(fields, 'libreswan.state', state?.[4]);
  return fields;
}
