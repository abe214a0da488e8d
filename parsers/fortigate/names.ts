// FortiOS's names of fields as ours: data. What is not here stays under `fortigate.<name>`.

import type { FieldName } from '#src/event/fields.js';
import type { Mapping } from '#src/event/mapping.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  devname: 'host.name',
  devid: 'observer.serial_number',
  logid: 'event.code',
  // ends of the traffic, and of a VPN's tunnel
  srcip: 'source.ip',
  srcport: 'source.port',
  src_port: 'source.port',
  remip: 'source.ip',
  remport: 'source.port',
  ip: 'source.ip',
  remote_ip: 'source.ip',
  dstip: 'destination.ip',
  dstport: 'destination.port',
  dst_port: 'destination.port',
  locip: 'destination.ip',
  locport: 'destination.port',
  transip: 'source.nat.ip',
  transport: 'source.nat.port',
  tunnelip: 'source.nat.ip',
  assignip: 'source.nat.ip',
  tranip: 'destination.nat.ip',
  tranport: 'destination.nat.port',
  srcintf: 'observer.ingress.interface.name',
  dstintf: 'observer.egress.interface.name',
  interface: 'observer.ingress.interface.name',
  outintf: 'observer.egress.interface.name',
  proto: 'network.transport',
  service: 'network.protocol',
  app: 'network.application',
  sentbyte: 'source.bytes',
  rcvdbyte: 'destination.bytes',
  sentpkt: 'source.packets',
  rcvdpkt: 'destination.packets',
  srccountry: 'source.geo.country_name',
  dstcountry: 'destination.geo.country_name',
  // who
  user: 'user.name',
  unauthuser: 'user.name',
  group: 'user.group.name',
  // by which rule
  policyid: 'rule.id',
  policyname: 'rule.name',
  poluuid: 'rule.uuid',
  attack: 'rule.name',
  attackid: 'rule.id',
  virus: 'rule.name',
  catdesc: 'rule.category',
  reason: 'event.reason',
  // what
  qname: 'dns.question.name',
  qtype: 'dns.question.type',
  qclass: 'dns.question.class',
  hostname: 'url.domain',
  url: 'url.original',
  httpmethod: 'http.request.method',
  agent: 'user_agent.original',
  filename: 'file.name',
  filesize: 'file.size',
  ssid: 'network.name',
};

export const MAPPING: Mapping = {
  prefix: 'fortigate',
  names: new Map(Object.entries(NAMES)),
  dropped: new Set(['date', 'time', 'tz', 'eventtime', 'timestamp', 'duration']),
};
