// `drop-tcp input: in:ether1-WAN out:(unknown 0), connection-state:new src-mac ..., proto TCP (SYN), 36.97.161.219:59388->80.82.202.145:23, len 40`
// What stands before the chain is the admin's own prefix, from which the verdict is read; without one RouterOS says none.

import { readIp, readPort } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';

const CHAIN =
  /(?:^|\s)(input|forward|output|prerouting|postrouting|srcnat|dstnat):? in:(\S{1,64}(?: \d)?\)?) out:(\S{1,64}(?: \d)?\)?),/;
const DENIED = /\b(?:drop|dropped|block|blocked|deny|denied|reject|rejected)/i;
const ALLOWED = /\b(?:accept|accepted|allow|allowed|pass|permit)/i;

export function readFlow(text: string): Fields | undefined {
  const chain = CHAIN.exec(text);
  const proto = text.indexOf(' proto ');
  if (chain === null || proto < 0) return undefined;
  const [transport, ends] = splitProtocol(text.slice(proto + ' proto '.length));
  const arrow = ends.indexOf('->');
  const source = readEnd(ends.slice(0, arrow));
  const destination = readEnd(ends.slice(arrow + 2).split(',', 1)[0]!);
  if (arrow < 0 || source === undefined || destination === undefined) return undefined;
  const prefix = text.slice(0, chain.index).trim();
  const verdict = DENIED.test(prefix) ? 'denied' : ALLOWED.test(prefix) ? 'allowed' : undefined;
  return {
    'event.category': ['network'],
    'event.type': verdict === undefined ? ['connection'] : ['connection', verdict],
    'event.action': verdict === 'denied' ? 'flow_denied' : verdict === 'allowed' ? 'flow_allowed' : 'flow_logged',
    'event.severity': 1,
    ...(prefix !== '' && { 'rule.name': prefix }),
    'mikrotik.chain': chain[1]!,
    ...interfaces(chain[2]!, chain[3]!),
    'network.transport': transport,
    'network.type': source.ip.includes(':') ? 'ipv6' : 'ipv4',
    'source.ip': source.ip,
    ...(source.port !== undefined && { 'source.port': source.port }),
    'destination.ip': destination.ip,
    ...(destination.port !== undefined && { 'destination.port': destination.port }),
  };
}

/** `TCP (SYN,ACK), 192.0.2.1:1->...`: what the flags hold is passed over, with its commas. */
function splitProtocol(text: string): readonly [string, string] {
  const end = text.search(/[ ,]/);
  const name = text.slice(0, Math.max(end, 0)).toLowerCase();
  const flags = text[end] === ' ' ? text.indexOf('),', end) + 1 : end;
  return [name === 'icmpv6' ? 'ipv6-icmp' : name, text.slice(text.indexOf(', ', flags) + 2)];
}

/** `192.0.2.1:53`, `[2001:db8::1]:53`, or an address alone (ICMP). */
function readEnd(text: string): { readonly ip: string; readonly port: number | undefined } | undefined {
  const whole = readIp(text);
  if (whole !== undefined) return { ip: whole, port: undefined };
  const colon = text.lastIndexOf(':');
  const ip = readIp(text, 0, colon);
  return ip === undefined ? undefined : { ip, port: readPort(text, colon + 1) };
}

/** `(unknown 0)`: there is none. */
function interfaces(ingress: string, egress: string): Fields {
  return {
    ...(!ingress.startsWith('(') && { 'observer.ingress.interface.name': ingress }),
    ...(!egress.startsWith('(') && { 'observer.egress.interface.name': egress }),
  };
}
