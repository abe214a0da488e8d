// Sysmon (https://learn.microsoft.com/sysinternals/downloads/sysmon#events). Actions are Sysmon's own task names.

import type { Row } from './events.js';
import { NOBODY, SOURCE_ON_TARGET_USER, USER } from './roles.js';

export const SYSMON_ROWS: readonly Row[] = [
  ['1', 1, 'process', 'start', 'created-process', '', USER, ''],
  ['2', 2, 'file', 'change', 'file-creation-time-changed', '', USER, ''],
  ['3', 1, 'network', 'connection', 'network-connection', '', USER, ''],
  ['4', 2, 'process', 'change', 'sysmon-state-changed', '', NOBODY, ''],
  ['5', 1, 'process', 'end', 'exited-process', '', USER, ''],
  ['6', 2, 'driver', 'start', 'driver-loaded', '', NOBODY, ''],
  ['7', 1, 'library process', 'start', 'image-loaded', '', USER, ''],
  ['8', 3, 'process', 'change', 'remote-thread-created', '', SOURCE_ON_TARGET_USER, ''],
  ['9', 2, 'file process', 'access', 'raw-access-read', '', USER, ''],
  ['10', 1, 'process', 'access', 'process-accessed', '', SOURCE_ON_TARGET_USER, ''],
  ['11', 1, 'file', 'creation', 'file-created', '', USER, ''],
  ['12', 1, 'registry configuration', 'change', 'registry-object-added-or-deleted', '', USER, ''],
  ['13', 1, 'registry configuration', 'change', 'registry-value-set', '', USER, ''],
  ['14', 1, 'registry configuration', 'change', 'registry-object-renamed', '', USER, ''],
  ['15', 2, 'file', 'creation', 'file-stream-created', '', USER, ''],
  ['16', 3, 'configuration', 'change', 'sysmon-config-changed', '', NOBODY, ''],
  ['17', 1, 'file', 'creation', 'pipe-created', '', USER, ''],
  ['18', 1, 'file', 'access', 'pipe-connected', '', USER, ''],
  ['19', 3, 'configuration', 'creation', 'wmi-filter-activity', '', USER, ''],
  ['20', 3, 'configuration', 'creation', 'wmi-consumer-activity', '', USER, ''],
  ['21', 3, 'configuration', 'creation', 'wmi-binding-activity', '', USER, ''],
  ['22', 1, 'network', 'connection protocol info', 'dns-query', '', USER, ''],
  ['23', 1, 'file', 'deletion', 'file-deleted', '', USER, ''],
  ['24', 1, 'process', 'change', 'clipboard-changed', '', USER, ''],
  ['25', 4, 'process', 'change', 'process-tampering', '', USER, ''],
  ['26', 1, 'file', 'deletion', 'file-deleted', '', USER, ''],
  ['27', 3, 'file', 'denied', 'executable-blocked', '', USER, ''],
  ['28', 3, 'file', 'denied', 'shredding-blocked', '', USER, ''],
  ['29', 2, 'file', 'creation', 'executable-created', '', USER, ''],
  ['255', 2, 'process', 'error', 'sysmon-error', 'failure', NOBODY, ''],
];
