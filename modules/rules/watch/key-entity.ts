// Who a key names, where no event is at hand.

import type { AlertEntity } from '#src/alerts/alert.js';
import { KEY_ENTITIES, namedPairs } from '../engine/key.js';

export function entityOfKey(key: string): AlertEntity {
  return Object.fromEntries(
    namedPairs(key).flatMap(([field, value]) =>
      KEY_ENTITIES[field] === undefined ? [] : [[KEY_ENTITIES[field], value]],
    ),
  );
}
