// LEEF's predefined attributes as ours: data. What is not here stays under `leef.<name>`.
// https://www.ibm.com/docs/en/dsm?topic=overview-predefined-leef-event-attributes

import type { FieldName } from '#src/event/fields.js';
import type { Mapping } from '#src/event/mapping.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  src: 'source.ip',
  srcPort: 'source.port',
  srcPostNAT: 'source.nat.ip',
  srcPostNATPort: 'source.nat.port',
  dst: 'destination.ip',
  dstPort: 'destination.port',
  dstPreNAT: 'destination.nat.ip',
  dstPreNATPort: 'destination.nat.port',
  srcBytes: 'source.bytes',
  dstBytes: 'destination.bytes',
  srcPackets: 'source.packets',
  dstPackets: 'destination.packets',
  proto: 'network.transport',
  usrName: 'user.name',
  accountName: 'user.target.name',
  domain: 'user.domain',
  identSrc: 'source.nat.ip',
  identHostName: 'source.domain',
  groupID: 'group.name',
  policy: 'rule.name',
  reason: 'event.reason',
};

export const MAPPING: Mapping = {
  prefix: 'leef',
  names: new Map(Object.entries(NAMES)),
  dropped: new Set(['devTime', 'devTimeFormat', 'srcMAC', 'dstMAC', 'url']),
};

export const GUARDED: ReadonlySet<string> = new Set([
  'src',
  'srcPort',
  'dst',
  'dstPort',
  'usrName',
  'accountName',
  'action',
  'outcome',
  'devTime',
]);
