// Sysmon (https://learn.microsoft.com/sysinternals/downloads/sysmon#events). Actions are Sysmon's own task names.

import type { Row } from './events.js';
import { NOBODY, SOURCE_ON_TARGET_USER, USER } from './roles.js';

// prettier-ignore
export const SYSMON_ROWS: readonly Row[] = [
  ['1', 1, 'process', 'start', 'process_started', '', USER, ''],
  ['2', 2, 'file', 'change', 'file_creation_time_changed', '', USER, ''],
  ['3', 1, 'network', 'connection', 'network_connection', '', USER, ''],
  ['4', 2, 'process', 'change', 'sysmon_state_changed', '', NOBODY, ''],
  ['5', 1, 'process', 'end', 'process_ended', '', USER, ''],
  ['6', 2, 'driver', 'start', 'driver_loaded', '', NOBODY, ''],
  ['7', 1, 'library process', 'start', 'image_loaded', '', USER, ''],
  ['8', 3, 'process', 'change', 'remote_thread_created', '', SOURCE_ON_TARGET_USER, ''],
  ['9', 2, 'file process', 'access', 'raw_access_read', '', USER, ''],
  ['10', 1, 'process', 'access', 'process_accessed', '', SOURCE_ON_TARGET_USER, ''],
  ['11', 1, 'file', 'creation', 'file_created', '', USER, ''],
  ['12', 1, 'registry configuration', 'change', 'registry_object_added_or_deleted', '', USER, ''],
  ['13', 1, 'registry configuration', 'change', 'registry_value_set', '', USER, ''],
  ['14', 1, 'registry configuration', 'change', 'registry_object_renamed', '', USER, ''],
  ['15', 2, 'file', 'creation', 'file_stream_created', '', USER, ''],
  ['16', 3, 'configuration', 'change', 'sysmon_config_changed', '', NOBODY, ''],
  ['17', 1, 'file', 'creation', 'pipe_created', '', USER, ''],
  ['18', 1, 'file', 'access', 'pipe_connected', '', USER, ''],
  ['19', 3, 'configuration', 'creation', 'wmi_filter_activity', '', USER, ''],
  ['20', 3, 'configuration', 'creation', 'wmi_consumer_activity', '', USER, ''],
  ['21', 3, 'configuration', 'creation', 'wmi_binding_activity', '', USER, ''],
  ['22', 1, 'network', 'connection protocol info', 'dns_query', '', USER, ''],
  ['23', 1, 'file', 'deletion', 'file_deleted', '', USER, ''],
  ['24', 1, 'process', 'change', 'clipboard_changed', '', USER, ''],
  ['25', 4, 'process', 'change', 'process_tampering', '', USER, ''],
  ['26', 1, 'file', 'deletion', 'file_deleted', '', USER, ''],
  ['27', 3, 'file', 'denied', 'executable_blocked', '', USER, ''],
  ['28', 3, 'file', 'denied', 'shredding_blocked', '', USER, ''],
  ['29', 2, 'file', 'creation', 'executable_created', '', USER, ''],
  ['255', 2, 'process', 'error', 'sysmon_error', 'failure', NOBODY, ''],
];
