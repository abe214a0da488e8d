// `drop-tcp input: in:ether1-WAN out:(unknown 0), connection-state:new src-mac ..., proto TCP (SYN), 36.97.161.219:59388->80.82.202.145:23, len 40`
// What stands before the chain is the admin's own prefix, from which the verdict is read; without one RouterOS says none.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow, putEnd } from '#src/event/flow.js';
import { put } from '#src/event/put.js';

const CHAIN =
  /(?:^|\s)(input|forward|output|prerouting|postrouting|srcnat|dstnat):? in:([^,]{1,64}?) out:([^,]{1,64}),/;
const DENIED = /(?<![a-z])(?:drop|dropped|block|blocked|deny|denied|reject|rejected)/i;
const ALLOWED = /(?<![a-z])(?:accept|accepted|allow|allowed|pass|passed|permit|permitted)(?![a-z])/i;

export function readFlow(text: string): Fields | undefined {
  const chain = CHAIN.exec(text);
  const proto = text.indexOf(' proto ');
  if (chain === null || proto < 0) return undefined;
  const [transport, ends] = splitProtocol(text.slice(proto + ' proto '.length));
  const arrow = ends.indexOf('->');
  if (arrow < 0) return undefined;
  const source = ends.slice(0, arrow);
  const destination = ends.slice(arrow + 2).split(',', 1)[0]!;
  const prefix = text.slice(0, chain.index).trim();
  const verdict = DENIED.test(prefix) ? 'denied' : ALLOWED.test(prefix) ? 'allowed' : undefined;
  const fields = flow(verdict ?? 'logged');
  put(fields, 'rule.name', prefix.replace(/:$/, ''));
  put(fields, 'mikrotik.chain', chain[1]);
  putInterface(fields, 'observer.ingress.interface.name', chain[2]!);
  putInterface(fields, 'observer.egress.interface.name', chain[3]!);
  put(fields, 'network.transport', transport);
  putEnd(fields, 'source', source, 'mikrotik.source');
  putEnd(fields, 'destination', destination, 'mikrotik.destination');
  put(fields, 'mikrotik.connection_state', between(text, 'connection-state:', chain.index));
  put(fields, 'mikrotik.src_mac', between(text, ' src-mac ', chain.index));
  put(fields, 'mikrotik.len', between(text, ', len ', proto));
  putNat(fields, between(text, ', NAT ', proto, ', '));
  return completeFlow(fields);
}

/** The word behind `label`. */
function between(text: string, label: string, from: number, end = ' '): string | undefined {
  const at = text.indexOf(label, from);
  if (at < 0) return undefined;
  const to = text.indexOf(end, at + label.length);
  return text.slice(at + label.length, to < 0 ? text.length : to).replace(/,$/, '');
}

/** `(192.0.2.9:5000->203.0.113.1:5000)->198.51.100.7:443` or `192.0.2.9:5000->(203.0.113.1:5000->192.0.2.1:443)`: the ends behind it. */
function putNat(fields: Fields, text: string | undefined): void {
  if (text === undefined) return;
  const isSource = text.startsWith('(');
  const inner = text.slice(text.indexOf('(') + 1, text.indexOf(')'));
  const arrow = inner.indexOf('->');
  if (arrow < 0) return;
  const end = inner.slice(arrow + 2);
  const colon = readIp(end) === undefined ? end.lastIndexOf(':') : end.length;
  const translated = readIp(end.slice(0, Math.max(colon, 0)));
  if (translated === undefined) return;
  const side = isSource ? 'source' : 'destination';
  fields[`${side}.nat.ip`] = translated;
  put(fields, `${side}.nat.port`, end.slice(colon + 1));
}

/** `TCP (SYN,ACK), 192.0.2.1:1->...`: what the flags hold is passed over, with its commas. */
function splitProtocol(text: string): readonly [string, string] {
  const end = text.search(/[ ,]/);
  const name = text.slice(0, Math.max(end, 0)).toLowerCase();
  const flags = text[end] === ' ' ? text.indexOf('),', end) + 1 : end;
  return [name, text.slice(text.indexOf(', ', flags) + 2)];
}

/** `(unknown 0)`: there is none. */
function putInterface(fields: Fields, name: FieldName, text: string): void {
  if (!text.startsWith('(')) put(fields, name, text);
}
