// Veeam's events by number. https://helpcenter.veeam.com/docs/vbr/events/event_id_list.html
// Ids that are not here are told by their description, see index.ts.

import type { Fields } from '#src/event/event.js';
import {
  CONFIGURATION_CHANGE,
  event,
  FILE_DELETION,
  HOST_ERROR,
  HOST_INFO,
  LOGON,
  MALWARE_INFO,
  SESSION_END,
} from '#src/event/kinds.js';

const STARTED = event('backup_started', HOST_INFO, 1);
const FINISHED = event('backup_finished', HOST_INFO, 1);
const RESTORED = event('restore_finished', HOST_INFO, 2);
const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);
const WEAKENED = event('config_changed', CONFIGURATION_CHANGE, 3);
const PROTECTION_OFF = event('config_changed', CONFIGURATION_CHANGE, 4);
const LOST = event('device_message', HOST_ERROR, 3);
const REFUSED = event('application_login', LOGON, 3, 'failure');

const rows: readonly (readonly [ids: readonly number[], kind: Fields])[] = [
  [[110, 114, 410, 510, 512, 650, 710, 36021, 36023, 36025], STARTED],
  [[150, 151, 190, 194, 450, 451, 490, 590, 592, 652, 790, 36022, 36024, 36026, 40700], FINISHED],
  [[250, 251, 290, 40290, 40800], RESTORED],
  [[10050], event('backup_deleted', FILE_DELETION, 2)],
  [[41800], event('backup_deleted', FILE_DELETION, 4, 'failure')],
  [[21214, 21224, 21234, 36300, 36500, 36700, 36800], LOST],
  [[23090, 23130, 23230, 23440, 24080, 24120, 25300, 25400, 25500, 32400, 40400, 40600, 41402, 42260, 42280, 42290, 42301], WEAKENED],
  [[23010, 23050, 23110, 23210, 23220, 24010, 24110, 25100, 25200, 32300, 32500, 40200, 40203, 41400, 41401, 42300, 42302, 42400, 42800], CHANGED],
  [[40201, 40202, 40204, 42401], PROTECTION_OFF],
  [[40100, 44003], event('application_login', LOGON, 1, 'success')],
  [[40101], event('application_logout', SESSION_END, 1)],
  [[36014], event('application_login', LOGON, 3, 'success')],
  [[40205, 40207, 44002], REFUSED],
  [[40206], event('application_login', LOGON, 4, 'failure')],
  [[41600], event('malware_detected', MALWARE_INFO, 5)],
  [[42220], event('malware_detected', MALWARE_INFO, 4)],
  [[42402, 42403, 42404], WEAKENED],
  [[41610, 41615, 42230], WEAKENED],
]; // prettier-ignore

export const KINDS: ReadonlyMap<string, Fields> = new Map(rows.flatMap(([ids, kind]) => ids.map((id): [string, Fields] => [String(id), kind]))); // prettier-ignore
