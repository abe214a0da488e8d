// Who a key names, where no event is at hand.

import type { AlertEntity, EntityKind } from '#src/alerts/alert.js';
import { keyPairs } from '../engine/key.js';

const KIND_OF: Readonly<Record<string, EntityKind>> = {
  'user.name': 'user',
  'source.ip': 'src_ip',
  'destination.ip': 'dst_ip',
  'host.name': 'host',
  'dns.question.name': 'domain',
  'lanwarden.source': 'source',
};

export function entityOfKey(key: string): AlertEntity {
  return Object.fromEntries(
    keyPairs(key).flatMap(([field, value]) => (KIND_OF[field] === undefined ? [] : [[KIND_OF[field], value]])),
  );
}
