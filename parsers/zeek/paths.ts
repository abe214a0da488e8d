// Which of Zeek's logs a record is of: `_path` where it is told (also `conn.log`, `conn_20261120`), else by the fields that only one log has.

type Body = Readonly<Record<string, unknown>>;

const MAX_PATH_CHARS = 40;

export function pathOf(body: Body): string | undefined {
  const path = body['_path'];
  if (typeof path === 'string' && path.length <= MAX_PATH_CHARS && /^[a-z]\w*(?:\.log)?$/.test(path))
    return path.replace(/\.log$/, '');
  const hasEnds = body['id.orig_h'] !== undefined || body['id'] !== undefined;
  for (const [name, needed] of hasEnds ? WITH_ENDS : ALONE) {
    if (needed.every((field) => body[field] !== undefined)) return name;
  }
  return hasEnds && body['id.resp_h'] !== undefined && body['uid'] !== undefined ? 'other' : undefined;
}

/** The first that fits counts. */
const WITH_ENDS: readonly (readonly [path: string, fields: readonly string[]])[] = [
  ['notice', ['note']],
  ['intel', ['seen.indicator']],
  ['conn', ['conn_state']],
  ['dns', ['query', 'trans_id']],
  ['dns', ['qtype_name']],
  ['http', ['trans_depth', 'method']],
  ['http', ['status_code', 'uri']],
  ['ssl', ['cipher', 'established']],
  ['ssl', ['server_name', 'resumed']],
  ['ssh', ['auth_attempts']],
  ['ssh', ['host_key_alg']],
  ['smtp', ['helo']],
  ['smtp', ['mailfrom']],
  ['kerberos', ['request_type']],
  ['ntlm', ['server_nb_computer_name']],
  ['ntlm', ['domainname', 'username']],
  ['rdp', ['security_protocol']],
  ['rdp', ['cookie', 'result']],
  ['smb_mapping', ['share_type']],
  ['smb_files', ['action', 'times.modified']],
  ['smb_files', ['action', 'path', 'name']],
  ['dce_rpc', ['operation', 'endpoint']],
  ['ftp', ['command', 'user']],
  ['weird', ['name', 'notice']],
  ['files', ['fuid', 'analyzers']],
  ['tunnel', ['tunnel_type']],
  ['radius', ['username', 'result']],
  ['sip', ['request_path']],
  ['snmp', ['community']],
];

const ALONE: readonly (readonly [path: string, fields: readonly string[]])[] = [
  ['notice', ['note', 'actions']],
  ['dhcp', ['msg_types']],
  ['dhcp', ['client_addr', 'server_addr']],
  ['files', ['fuid', 'tx_hosts']],
  ['files', ['fuid', 'analyzers']],
  ['weird', ['name', 'peer', 'notice']],
];
