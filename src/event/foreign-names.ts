// What senders call our fields when they name them themselves (JSON over HTTP or syslog, key=value lines).

import { FIELDS } from './fields.js';

/** Only the collector sets these; a sender that names them is talking about something of its own. */
const HOST_OWNED: ReadonlySet<string> = new Set([
  'event.id',
  'event.ingested',
  'event.dataset',
  'event.original',
  'event.risk_score',
  'tags',
]);

/** What the enrichment knows better: places and owners of addresses, hits of lists. */
const HOST_OWNED_BELOW = /^(?:(?:source|destination)\.(?:geo|as)|threat\.(?:indicator|enrichments))\./;

/** Other names -> ECS name, all lower case. Beside these every ECS name and every short alias of fields.ts is known. */
const SYNONYMS: readonly (readonly [string, readonly string[]])[] = [
  ['@timestamp', ['timestamp', 'ts', 'datetime', 'eventtime', 'event_time']],
  ['host.name', ['hostname', 'host_name', 'computer', 'computername', 'host.hostname', 'agent.hostname']],
  ['process.name', ['appname', 'app_name', 'program', 'application', 'ident', 'syslog_identifier']],
  ['process.pid', ['procid', 'process_id']],
  ['log.syslog.severity.code', ['log.severity', 'syslog_severity', 'priority_name']],
  ['event.severity', ['log.level', 'loglevel', 'log_level', 'lvl', 'severity_text', 'levelname']],
  ['user.name', ['username', 'user_name', 'usr', 'suser', 'srcuser', 'account', 'account_name', 'login']],
  ['user.target.name', ['duser', 'dstuser', 'target_username', 'targetuser']],
  ['group.name', ['group_name', 'groupname']],
  [
    'source.ip',
    [
      'src',
      'srcip',
      'source_ip',
      'sourceip',
      'saddr',
      'src_addr',
      'client_ip',
      'clientip',
      'client.ip',
      'remote_addr',
      'remote_ip',
      'remoteip',
      'rhost',
    ],
  ],
  ['source.port', ['spt', 'sport', 'srcport', 'source_port', 'sourceport', 'client_port', 'remote_port']],
  [
    'destination.ip',
    ['dst', 'dstip', 'dest_ip', 'destip', 'destination_ip', 'destinationip', 'daddr', 'dst_addr', 'server_ip'],
  ],
  [
    'destination.port',
    ['dpt', 'dport', 'dstport', 'dest_port', 'destport', 'destination_port', 'destinationport', 'server_port'],
  ],
  ['dns.question.name', ['query_name', 'qname']],
  ['network.transport', ['proto', 'protocol', 'ip_protocol']],
  ['event.action', ['act', 'event_action']],
  ['lanwarden.family', ['os_type']],
  ['event.outcome', ['result', 'event_outcome']],
  ['event.code', ['eventid', 'event.event_id', 'winlog.event_id']],
  ['message', ['msg', 'short_message', 'log.message']],
];

const targets = new Map<string, string>();
for (const def of FIELDS) {
  if (isHostOwned(def.name)) continue;
  targets.set(def.name, def.name);
  targets.set(def.alias, def.name);
}
for (const [target, names] of SYNONYMS) for (const name of names) targets.set(name, target);

/** The ECS name that a sender's name stands for (any ASCII case); undefined when it means nothing here. */
export function targetOf(name: string): string | undefined {
  return targets.get(name) ?? (name.length <= 40 ? targets.get(name.toLowerCase()) : undefined);
}

/** True for names a sender must not set: the collector's own, by ECS name. */
export function isHostOwned(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    HOST_OWNED.has(lower) ||
    HOST_OWNED_BELOW.test(lower) ||
    (lower.startsWith('lanwarden.') && lower !== 'lanwarden.family')
  );
}
