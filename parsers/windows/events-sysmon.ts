// Sysmon (https://learn.microsoft.com/sysinternals/downloads/sysmon#events). Actions are Sysmon's own task names.

import type { FieldMap, Row, Scope } from './row.js';
import { NOBODY, SOURCE_ON_TARGET_USER, USER } from './roles.js';

const PROCESS: FieldMap = {
  'process.executable': 'Image|SourceImage',
  'process.pid': 'ProcessId|SourceProcessId',
  'process.entity_id': 'ProcessGuid|SourceProcessGUID|SourceProcessGuid',
};
const STARTED: FieldMap = {
  'process.command_line': 'CommandLine',
  'process.working_directory': 'CurrentDirectory',
  'process.parent.executable': 'ParentImage',
  'process.parent.command_line': 'ParentCommandLine',
  'process.parent.pid': 'ParentProcessId',
  'process.hash': 'Hashes',
};
const FILE: FieldMap = { 'file.path': 'TargetFilename', 'file.hash': 'Hashes' };
const IMAGE: FieldMap = { 'dll.path': 'ImageLoaded', 'dll.hash': 'Hashes' };
const KEY: FieldMap = { 'registry.path': 'TargetObject', 'registry.data.strings': 'Details' };
const PIPE: FieldMap = { 'file.path': 'PipeName' };
const CONNECTION: FieldMap = {
  'source.ip': 'SourceIp',
  'source.port': 'SourcePort',
  'source.domain': 'SourceHostname',
  'destination.ip': 'DestinationIp',
  'destination.port': 'DestinationPort',
  'destination.domain': 'DestinationHostname',
  'network.transport': 'Protocol',
  'network.direction': 'Initiated',
};
const QUERY: FieldMap = {
  'dns.question.name': 'QueryName',
  'dns.resolved_ip': 'QueryResults',
  'dns.response_code': 'QueryStatus',
};

// prettier-ignore
const ROWS: readonly Row[] = [
  ['1', 1, 'process', 'start', 'process_started', '', USER, '', STARTED],
  ['2', 2, 'file', 'change', 'file_creation_time_changed', '', USER, '', FILE],
  ['3', 1, 'network', 'connection', 'network_connection', '', USER, '', CONNECTION],
  ['4', 2, 'process', 'change', 'sysmon_state_changed', '', NOBODY, ''],
  ['5', 1, 'process', 'end', 'process_ended', '', USER, ''],
  ['6', 2, 'driver', 'start', 'driver_loaded', '', NOBODY, '', { 'file.path': 'ImageLoaded', 'file.hash': 'Hashes', 'process.executable': '' }],
  ['7', 1, 'library process', 'start', 'image_loaded', '', USER, '', IMAGE],
  ['8', 3, 'process', 'change', 'remote_thread_created', '', SOURCE_ON_TARGET_USER, ''],
  ['9', 2, 'file process', 'access', 'raw_access_read', '', USER, '', { 'file.path': 'Device' }],
  ['10', 1, 'process', 'access', 'process_accessed', '', SOURCE_ON_TARGET_USER, ''],
  ['11', 1, 'file', 'creation', 'file_created', '', USER, '', FILE],
  ['12', 1, 'registry configuration', 'change', 'registry_object_added_or_deleted', '', USER, '', KEY],
  ['13', 1, 'registry configuration', 'change', 'registry_value_set', '', USER, '', KEY],
  ['14', 1, 'registry configuration', 'change', 'registry_object_renamed', '', USER, '', KEY],
  ['15', 2, 'file', 'creation', 'file_stream_created', '', USER, '', { 'file.path': 'TargetFilename', 'file.hash': 'Hash|Hashes' }],
  ['16', 3, 'configuration', 'change', 'sysmon_config_changed', '', NOBODY, '', { 'file.path': 'Configuration' }],
  ['17', 1, 'file', 'creation', 'pipe_created', '', USER, '', PIPE],
  ['18', 1, 'file', 'access', 'pipe_connected', '', USER, '', PIPE],
  ['19', 3, 'configuration', 'creation', 'wmi_filter_activity', '', USER, ''],
  ['20', 3, 'configuration', 'creation', 'wmi_consumer_activity', '', USER, ''],
  ['21', 3, 'configuration', 'creation', 'wmi_binding_activity', '', USER, ''],
  ['22', 1, 'network', 'connection protocol info', 'dns_query', '', USER, '', QUERY],
  ['23', 1, 'file', 'deletion', 'file_deleted', '', USER, '', FILE],
  ['24', 1, 'process', 'change', 'clipboard_changed', '', USER, ''],
  ['25', 4, 'process', 'change', 'process_tampering', '', USER, ''],
  ['26', 1, 'file', 'deletion', 'file_deleted', '', USER, '', FILE],
  ['27', 3, 'file', 'denied', 'executable_blocked', '', USER, '', FILE],
  ['28', 3, 'file', 'denied', 'shredding_blocked', '', USER, '', FILE],
  ['29', 2, 'file', 'creation', 'executable_created', '', USER, '', FILE],
  ['255', 2, 'process', 'error', 'sysmon_error', 'failure', NOBODY, ''],
];

export const SYSMON_SCOPE: Scope = {
  id: 'sysmon',
  providers: ['Microsoft-Windows-Sysmon', 'Microsoft-Windows-Sysmon*'],
  channels: ['Microsoft-Windows-Sysmon/Operational'],
  rows: ROWS,
  fields: PROCESS,
  rest: ['process', 'info', USER],
};
