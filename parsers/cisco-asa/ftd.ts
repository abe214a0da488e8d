// FTD's security events 430001 (intrusion), 430002/3 (connection begun, ended), 430004/5 (file, malware): `Name: value, Name: value`.
// https://www.cisco.com/c/en/us/td/docs/security/firepower/Syslogs/b_fptd_syslog_guide/security-event-syslog-messages.html
// URLs and user agents are strangers' words: an address that is told twice, differently, is believed neither time.

import { withoutDoubled, type Pair } from '#src/event/doubled.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { flow, readDuration } from '#src/event/flow.js';
import { event, INTRUSION_DENIED, INTRUSION_INFO, FILE_ACCESS, MALWARE_INFO } from '#src/event/kinds.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  SrcIP: 'source.ip',
  InitiatorIP: 'source.ip',
  SrcPort: 'source.port',
  InitiatorPort: 'source.port',
  DstIP: 'destination.ip',
  ResponderIP: 'destination.ip',
  DstPort: 'destination.port',
  ResponderPort: 'destination.port',
  Protocol: 'network.transport',
  ApplicationProtocol: 'network.protocol',
  WebApplication: 'network.application',
  IngressInterface: 'observer.ingress.interface.name',
  EgressInterface: 'observer.egress.interface.name',
  IngressZone: 'observer.ingress.zone',
  EgressZone: 'observer.egress.zone',
  ACPolicy: 'rule.ruleset',
  AccessControlRuleName: 'rule.name',
  Message: 'rule.name',
  SID: 'rule.id',
  Classification: 'rule.category',
  User: 'user.name',
  InitiatorBytes: 'source.bytes',
  ResponderBytes: 'destination.bytes',
  InitiatorPackets: 'source.packets',
  ResponderPackets: 'destination.packets',
  NAT_InitiatorIP: 'source.nat.ip',
  NAT_InitiatorPort: 'source.nat.port',
  NAT_ResponderIP: 'destination.nat.ip',
  NAT_ResponderPort: 'destination.nat.port',
  DNSQuery: 'dns.question.name',
  URL: 'url.original',
  HTTPReferer: 'http.request.referrer',
  UserAgent: 'user_agent.original',
  ReferencedHost: 'url.domain',
  FileName: 'file.name',
  FileSize: 'file.size',
  FileSHA256: 'file.hash.sha256',
  AccessControlRuleReason: 'event.reason',
};
const MAPPING: Mapping = { prefix: 'cisco_asa', names: new Map(Object.entries(NAMES)) };
const GUARDED: ReadonlySet<string> = new Set([
  'SrcIP',
  'SrcPort',
  'DstIP',
  'DstPort',
  'InitiatorIP',
  'ResponderIP',
  'User',
  'AccessControlRuleAction',
  'InlineResult',
]);
const NOBODY = /^(?:No Authentication Required|Unknown|Not Found)$/;

/** Undefined when it tells no source. */
export function readSecurityEvent(code: string, text: string): Fields | undefined {
  const { pairs, isDoubled } = withoutDoubled(pairsOf(text), GUARDED);
  const values = new Map(pairs);
  if (values.size < 3) return undefined;
  const fields = kindOf(code, values);
  putPairs(fields, MAPPING, pairs);
  const duration = readDuration(values.get('ConnectionDuration'));
  if (duration !== undefined) fields['event.duration'] = duration;
  if (fields['user.name'] !== undefined && NOBODY.test(fields['user.name'])) delete fields['user.name'];
  if (isDoubled) fields.tags = ['cisco_asa.doubled-name'];
  return fields;
}

function kindOf(code: string, values: ReadonlyMap<string, string>): Fields {
  if (code === '430001') {
    const isStopped = /block|drop/i.test(values.get('InlineResult') ?? '');
    return event('ids_alert', isStopped ? INTRUSION_DENIED : INTRUSION_INFO, values.get('Priority') === '1' ? 4 : 3);
  }
  if (code === '430005') {
    const isBlocked = /block/i.test(values.get('FileAction') ?? '');
    return event('malware_detected', MALWARE_INFO, 4, isBlocked ? 'success' : 'failure');
  }
  if (code === '430004') return event('file_transferred', FILE_ACCESS, 1);
  if (/block|reset/i.test(values.get('AccessControlRuleAction') ?? '')) return flow('denied');
  return flow(code === '430002' ? 'started' : 'passed');
}

const NEXT = /, (?=[A-Z][A-Za-z0-9_]{1,40}: )/;

function pairsOf(text: string): Pair[] {
  return text.split(NEXT, 150).map((part) => {
    const colon = part.indexOf(': ');
    return [part.slice(0, Math.max(colon, 0)), part.slice(colon + 2).trim()] as const;
  });
}
