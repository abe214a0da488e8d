// ZFS's event daemon: `eid=57 class=statechange pool='tank' vdev=sda vdev_state=FAULTED`, one line an event.
// Classes: https://openzfs.github.io/openzfs-docs/man/master/8/zpool-events.8.html

import type { Fields } from '#src/event/event.js';
import { event, HOST_ERROR, HOST_INFO } from '#src/event/kinds.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';

const MAPPING: Mapping = { prefix: 'linux_system', names: new Map() };
/** What a pool tells that is no fault. */
const QUIET: ReadonlySet<string> = new Set([
  'history_event',
  'config_sync',
  'scrub_start',
  'scrub_finish',
  'resilver_finish',
  'pool_import',
  'pool_create',
  'pool_export',
  'pool_destroy',
  'sysevent',
  'trim_start',
  'trim_finish',
  'vdev_online',
  'vdev_autoexpand',
]);
const BAD_STATES = /^(?:DEGRADED|FAULTED|REMOVED|UNAVAIL|OFFLINE|CANT_OPEN)$/;

export function readZed(text: string): Fields | undefined {
  if (!text.startsWith('eid=')) return undefined;
  const { pairs } = readPairs(text);
  const said = new Map(pairs);
  const kind = said.get('class');
  if (kind === undefined) return undefined;
  const state = said.get('vdev_state') ?? '';
  const isQuiet = QUIET.has(kind) || (kind === 'statechange' && !BAD_STATES.test(state));
  const fields = isQuiet
    ? event('disk_check', HOST_INFO, 1)
    : event('disk_problem', HOST_ERROR, kind === 'delay' || kind === 'deadman' || kind === 'resilver_start' ? 3 : 4);
  putPairs(fields, MAPPING, pairs);
  return fields;
}
