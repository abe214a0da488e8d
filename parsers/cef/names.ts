// The names of the CEF extension dictionary as ours: data. What is not here stays under `cef.<name>`.
// https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.4/cef-implementation-standard/ (Producer and consumer dictionary)

import type { FieldName } from '#src/event/fields.js';
import type { Mapping } from '#src/event/mapping.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  src: 'source.ip',
  spt: 'source.port',
  shost: 'source.domain',
  suid: 'user.id',
  sntdom: 'user.domain',
  sourceTranslatedAddress: 'source.nat.ip',
  sourceTranslatedPort: 'source.nat.port',
  in: 'source.bytes',
  spid: 'source.process.pid',
  sproc: 'source.process.name',
  sourceDnsDomain: 'source.registered_domain',
  dst: 'destination.ip',
  dpt: 'destination.port',
  dhost: 'destination.domain',
  out: 'destination.bytes',
  destinationTranslatedAddress: 'destination.nat.ip',
  destinationTranslatedPort: 'destination.nat.port',
  dpid: 'destination.process.pid',
  dproc: 'destination.process.name',
  destinationDnsDomain: 'destination.registered_domain',
  dvc: 'observer.ip',
  dvchost: 'host.name',
  deviceExternalId: 'observer.serial_number',
  deviceInboundInterface: 'observer.ingress.interface.name',
  deviceOutboundInterface: 'observer.egress.interface.name',
  proto: 'network.transport',
  app: 'network.protocol',
  requestMethod: 'http.request.method',
  requestClientApplication: 'user_agent.original',
  requestContext: 'http.request.referrer',
  fname: 'file.name',
  filePath: 'file.path',
  fsize: 'file.size',
  fileType: 'file.type',
  fileHash: 'file.hash.md5',
  reason: 'event.reason',
  'Rule Name': 'rule.name',
};

/** Names in full, as some producers write them. */
const SHORT_OF_FULL: Readonly<Record<string, string>> = {
  sourceAddress: 'src',
  sourcePort: 'spt',
  sourceHostName: 'shost',
  sourceUserName: 'suser',
  sourceUserId: 'suid',
  sourceMacAddress: 'smac',
  sourceNtDomain: 'sntdom',
  sourceProcessName: 'sproc',
  sourceProcessId: 'spid',
  destinationAddress: 'dst',
  destinationPort: 'dpt',
  destinationHostName: 'dhost',
  destinationUserName: 'duser',
  destinationMacAddress: 'dmac',
  destinationProcessName: 'dproc',
  destinationProcessId: 'dpid',
  destinationUserId: 'duid',
  deviceAddress: 'dvc',
  deviceHostName: 'dvchost',
  deviceAction: 'act',
  deviceReceiptTime: 'rt',
  startTime: 'start',
  endTime: 'end',
  transportProtocol: 'proto',
  applicationProtocol: 'app',
  bytesIn: 'in',
  bytesOut: 'out',
  requestUrl: 'request',
  fileName: 'fname',
  fileSize: 'fsize',
  message: 'msg',
  eventOutcome: 'outcome',
  categoryOutcome: 'outcome',
  deviceEventCategory: 'cat',
};

export const FULL_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(SHORT_OF_FULL));

export const MAPPING: Mapping = {
  prefix: 'cef',
  names: new Map(Object.entries(NAMES)),
  dropped: new Set(['suser', 'duser', 'smac', 'dmac', 'request', 'rt', 'start', 'deviceDirection']),
};

/** Told twice, differently: somebody's value holds names of its own, which producers should have escaped. */
export const GUARDED: ReadonlySet<string> = new Set([
  'src',
  'spt',
  'shost',
  'suser',
  'dst',
  'dpt',
  'dhost',
  'duser',
  'act',
  'outcome',
  'dvchost',
  'rt',
]);
