// Technitium DNS Server: its log file with queries, logons and leases, and what its app Log Exporter sends.

import { readIp, readPort } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { putProtocol, readQueryElements, readQueryJson, readQueryText } from './query.js';
import { parseServer } from './server.js';

export default defineParser({
  id: 'technitium',
  title: 'Technitium DNS Server',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['technitium*', 'dnsserver'],
    contains: [' UTC] ', ' Local] ', '"responseType":', 'QNAME: ', 'DnsWebServiceException'],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  const isOurs = app !== undefined && (app.includes('technitium') || app === 'dnsserver');
  if (!isOurs && app !== undefined) return undefined;
  if (line.json !== undefined) return readQueryJson(line.json);
  const told = isOurs && line.structuredData !== undefined ? readQueryElements(line.structuredData) : undefined;
  return told ?? readLine(line.message, isOurs);
}

/** `[2026-11-20 10:00:01 UTC] [192.0.2.7:50051] [UDP] <text>`; address and protocol may be missing, the time only behind a header. */
function readLine(text: string, isOurs: boolean): Fields | undefined {
  const date = TIME.exec(text);
  if (date === null && !isOurs) return undefined;
  let at = date === null ? 0 : date[0].length;
  const peer = bracketed(text, at);
  const isPeer = peer !== undefined && isEndpoint(peer);
  if (isPeer) at += peer.length + 3;
  const word = isPeer ? bracketed(text, at) : undefined;
  const protocol = word !== undefined && PROTOCOLS.has(word) ? word : undefined;
  if (protocol !== undefined) at += protocol.length + 3;
  const body = text.slice(at);
  const isForeign = !isOurs && !isPeer && !KNOWN.some((words) => body.startsWith(words));
  const fields = readQueryText(body) ?? (isForeign ? undefined : parseServer(body));
  if (fields === undefined) return undefined;
  if (isPeer) putPeer(fields, peer);
  putProtocol(fields, protocol);
  if (date !== null) fields['@timestamp'] = date[2] === 'UTC' ? Date.parse(`${date[1]!.replace(' ', 'T')}Z`) : date[1]!;
  if (fields['@timestamp'] !== undefined && Number.isNaN(fields['@timestamp'])) delete fields['@timestamp'];
  return fields;
}

/** Of a line that names no client: its first words are proof enough together with the time. */
const KNOWN = ['DHCP Server ', 'DNS Server ', 'DNS Client ', 'Logging st', 'DnsServerCore.'];
const TIME = /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (UTC|Local)\] /;
const PROTOCOLS: ReadonlySet<string> = new Set(['UDP', 'TCP', 'TLS', 'HTTPS', 'QUIC', 'UDPPROXY', 'TCPPROXY']);

/** What stands in the brackets at `at`, which may themselves be around an IPv6 address: `[[2001:db8::7]:51234] `. */
function bracketed(text: string, at: number): string | undefined {
  if (text.charCodeAt(at) !== 0x5b) return undefined;
  const end = text.indexOf('] ', at);
  return end < 0 || end - at > 80 ? undefined : text.slice(at + 1, end);
}

function isEndpoint(text: string): boolean {
  const colon = text.lastIndexOf(':');
  return colon > 0 && /^[0-9a-fA-F.:[\]%]+$/.test(text.slice(0, colon)) && /^\d{1,9}$/.test(text.slice(colon + 1));
}

function putPeer(fields: Fields, text: string): void {
  const colon = text.lastIndexOf(':');
  const ip = readIp(text, 0, colon);
  const port = readPort(text, colon + 1);
  if (ip !== undefined) fields['source.ip'] ??= ip;
  else fields['technitium.source_ip'] = text.slice(0, colon);
  if (port !== undefined) fields['source.port'] = port;
  else fields['technitium.source_port'] = text.slice(colon + 1);
}
