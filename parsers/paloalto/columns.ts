// The columns of each type of log, in order: an ECS name, a name of PAN-OS's own (kept under `paloalto.`), or '' for one that is left out.

const HEAD = ['', '', 'observer.serial_number', '', 'subtype', '', 'generated'];
const FLOW = [
  ...[
    'source.ip',
    'destination.ip',
    'source.nat.ip',
    'destination.nat.ip',
    'rule.name',
    'user.name',
    'destination.user.name',
  ],
  ...[
    'network.application',
    'vsys',
    'observer.ingress.zone',
    'observer.egress.zone',
    'observer.ingress.interface.name',
  ],
  ...['observer.egress.interface.name', 'log_action', '', 'session_id', 'repeat', 'source.port', 'destination.port'],
  ...['source.nat.port', 'destination.nat.port', 'flags', 'network.transport', 'action'],
];
const TRAFFIC = [
  ...HEAD,
  ...FLOW,
  ...['network.bytes', 'source.bytes', 'destination.bytes', 'network.packets', 'start', 'elapsed', 'rule.category', ''],
  ...[
    'sequence',
    '',
    'source.geo.country_name',
    'destination.geo.country_name',
    '',
    'source.packets',
    'destination.packets',
  ],
  ...['event.reason', '', '', '', '', 'vsys_name', 'host.name'],
];
const THREAT = [
  ...HEAD,
  ...FLOW,
  ...['url.original', 'threat', 'rule.category', 'severity', 'direction', 'sequence', '', 'source.geo.country_name'],
  ...[
    'destination.geo.country_name',
    '',
    'content_type',
    '',
    'file_digest',
    '',
    '',
    'user_agent.original',
    'file_type',
    '',
  ],
  ...['http.request.referrer', 'sender', 'subject', 'recipient', '', '', '', '', '', 'vsys_name', 'host.name'],
];
const SYSTEM = [
  ...HEAD,
  ...[
    'vsys',
    'event.code',
    'object',
    '',
    '',
    'module',
    'severity',
    'description',
    'sequence',
    '',
    '',
    '',
    '',
    '',
    'vsys_name',
    'host.name',
  ],
];
const CONFIG = [
  ...HEAD,
  ...[
    'source.ip',
    'vsys',
    'command',
    'user.name',
    'client',
    'result',
    'path',
    'before',
    'after',
    'sequence',
    '',
    '',
    '',
    '',
    '',
    'vsys_name',
  ],
  ...['host.name'],
];
const GLOBALPROTECT = [
  ...HEAD,
  ...[
    'vsys',
    'event.code',
    'stage',
    'auth_method',
    'tunnel_type',
    'user.name',
    'source.geo.country_iso_code',
    'source.domain',
  ],
  ...[
    'source.ip',
    'public_ipv6',
    'source.nat.ip',
    'private_ipv6',
    'host_id',
    'serial',
    'client_version',
    'client_os',
    '',
  ],
  ...['repeat', 'event.reason', 'error', 'description', 'status', 'location', 'login_duration', 'connect_method'],
];
const AUTHENTICATION = [
  ...HEAD,
  ...[
    'vsys',
    'source.ip',
    'user.name',
    'normalized_user',
    'object',
    'policy',
    'repeat',
    'auth_id',
    'vendor',
    'log_action',
  ],
  ...['server_profile', 'description', 'client_type', 'result', 'factor'],
];
const USERID = [
  ...HEAD,
  ...['vsys', 'source.ip', 'user.name', 'source_name', 'event.code', 'repeat', 'timeout', 'source.port'],
];

export const COLUMNS: ReadonlyMap<string, readonly string[]> = new Map([
  ['TRAFFIC', TRAFFIC],
  ['THREAT', THREAT],
  ['SYSTEM', SYSTEM],
  ['CONFIG', CONFIG],
  ['GLOBALPROTECT', GLOBALPROTECT],
  ['AUTHENTICATION', AUTHENTICATION],
  ['USERID', USERID],
]);
