// `Deny 0-External Firebox 52 tcp 20 127 203.0.113.9 192.0.2.1 62443 80 offset 8 S 832026162 win 8192 ... (HTTP-00)`, and the shorter form
// of proxies, `Allow 1-Trusted 0-External tcp 192.0.2.10 203.0.113.80 53018 80 msg="HTTP request" ...`. URLs and headers come behind the ends.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow, readDuration } from '#src/event/flow.js';
import { event, INTRUSION_DENIED, INTRUSION_INFO, MALWARE_INFO, WEB_ACCESS, WEB_DENIED } from '#src/event/kinds.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';
import { put } from '#src/event/put.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  sent_bytes: 'source.bytes',
  rcvd_bytes: 'destination.bytes',
  src_user: 'user.name',
  dstname: 'url.domain',
  host: 'url.domain',
  arg: 'url.path',
  path: 'url.path',
  op: 'http.request.method',
  method: 'http.request.method',
  signature_id: 'rule.id',
  signature_name: 'rule.name',
  signature_cat: 'rule.category',
  virus: 'rule.name',
  cats: 'rule.category',
  app_name: 'network.application',
  md5: 'file.hash.md5',
};
const MAPPING: Mapping = {
  prefix: 'watchguard',
  names: new Map(Object.entries(NAMES)),
  dropped: new Set(['duration']),
};

const VERDICT = /^(Allow|Deny) (\S{1,100}) (\S{1,100}) /;
const POLICY = / \(([^()]{1,200})\)$/;

export function readTraffic(text: string): Fields | undefined {
  const verdict = VERDICT.exec(text);
  if (verdict === null) return undefined;
  const words = text.slice(verdict[0].length).split(' ', 10);
  const at = words.findIndex((word, i) => i > 0 && readIp(word) !== undefined && i < 6);
  const transport = words.slice(0, Math.max(at, 1)).find((word) => /^[a-z][\w-]*$/.test(word));
  if (at < 0 || transport === undefined) return undefined;
  const pairs = readPairs(text).pairs;
  const values = new Map(pairs.toReversed());
  const fields = kindOf(verdict[1] === 'Deny', values);
  put(fields, 'source.ip', words[at]);
  put(fields, 'destination.ip', words[at + 1], 'watchguard.destination');
  if (transport === 'tcp' || transport === 'udp') {
    put(fields, 'source.port', words[at + 2], 'watchguard.source_port');
    put(fields, 'destination.port', words[at + 3], 'watchguard.destination_port');
  }
  put(fields, 'network.transport', transport);
  put(fields, 'observer.ingress.interface.name', verdict[2]);
  put(fields, 'observer.egress.interface.name', verdict[3]);
  putPairs(fields, MAPPING, pairs);
  put(fields, fields['rule.name'] === undefined ? 'rule.name' : 'watchguard.policy', POLICY.exec(text)?.[1]);
  const duration = readDuration(values.get('duration'));
  if (duration !== undefined) fields['event.duration'] = duration;
  return completeFlow(fields);
}

function kindOf(isDenied: boolean, values: ReadonlyMap<string, string>): Fields {
  const msg = values.get('msg') ?? '';
  if (values.has('virus') || msg.endsWith(' APT detected')) {
    const isStopped = isDenied || /^Proxy(?:Drop|Block|Strip|Lock)/.test(msg); // the message goes on, the attachment does not
    return event('malware_detected', MALWARE_INFO, 4, isStopped ? 'success' : 'failure');
  }
  if (values.has('signature_id')) return event('ids_alert', isDenied ? INTRUSION_DENIED : INTRUSION_INFO, 3);
  if (/^Proxy|HTTP request/.test(msg) && values.has('dstname'))
    return isDenied ? event('web_blocked', WEB_DENIED, 1) : event('web_allowed', WEB_ACCESS, 1);
  if (isDenied) return flow('denied');
  return flow(values.has('duration') ? 'passed' : 'allowed');
}
