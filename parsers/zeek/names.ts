// Zeek's names as ours: data. What is not here stays under `zeek.<name>`.

import type { FieldName } from '#src/event/fields.js';
import type { Mapping } from '#src/event/mapping.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  ...{
    'id.orig_h': 'source.ip',
    'id.orig_p': 'source.port',
    'id.resp_h': 'destination.ip',
    'id.resp_p': 'destination.port',
  },
  ...{
    src: 'source.ip',
    dst: 'destination.ip',
    p: 'destination.port',
    client_addr: 'source.ip',
    server_addr: 'destination.ip',
  },
  ...{ proto: 'network.transport', service: 'network.protocol', community_id: 'network.community_id', uid: 'zeek.uid' },
  ...{
    orig_bytes: 'source.bytes',
    resp_bytes: 'destination.bytes',
    orig_pkts: 'source.packets',
    resp_pkts: 'destination.packets',
  },
  ...{
    orig_l2_addr: 'source.mac',
    resp_l2_addr: 'destination.mac',
    mac: 'source.mac',
    host_name: 'source.domain',
    assigned_addr: 'source.nat.ip',
  },
  ...{
    method: 'http.request.method',
    referrer: 'http.request.referrer',
    user_agent: 'user_agent.original',
    version: 'zeek.version',
  },
  ...{ response_body_len: 'http.response.body.bytes', request_body_len: 'http.request.body.bytes' },
  ...{
    username: 'user.name',
    user: 'user.name',
    cookie: 'user.name',
    domainname: 'user.domain',
    client: 'zeek.client',
  },
  ...{
    server_name: 'tls.client.server_name',
    cipher: 'tls.cipher',
    subject: 'tls.server.subject',
    issuer: 'tls.server.issuer',
  },
  ...{ ja3: 'tls.client.ja3', ja3s: 'tls.server.ja3s' },
  ...{ note: 'rule.name', msg: 'event.reason', sub: 'zeek.sub', hassh: 'zeek.hassh', error_msg: 'event.reason' },
  ...{
    mime_type: 'file.mime_type',
    filename: 'file.name',
    seen_bytes: 'file.size',
    md5: 'file.hash.md5',
    sha1: 'file.hash.sha1',
    sha256: 'file.hash.sha256',
  },
  ...{ mailfrom: 'email.from.address', rcptto: 'email.to.address', msg_id: 'email.message_id' },
  ...{ 'seen.indicator': 'threat.indicator.name', 'seen.indicator_type': 'threat.indicator.type' },
};

export const MAPPING: Mapping = {
  prefix: 'zeek',
  names: new Map(Object.entries(NAMES)),
  dropped: new Set([
    'ts',
    '_path',
    '_write_ts',
    'uri',
    'query',
    'qtype_name',
    'rcode_name',
    'answers',
    'status_code',
    'duration',
    'tx_hosts',
    'rx_hosts',
    'password',
  ]),
};

/** In the logs of what was seen on the network `host` is the machine; elsewhere it is a client's word. */
export const SEEN_MAPPING: Mapping = { ...MAPPING, names: new Map([...MAPPING.names, ['host', 'source.ip']]) };
