// The System channel, one table a provider: services, power, clock, disks, network, updates, Netlogon.
// Providers of the classic kind number their values (param1, param2, ...); what they mean is in the text of the event.

import type { Row, Scope } from './row.js';
import {
  EVENT_ACCOUNT,
  MEMBER_PARAMS,
  NOBODY,
  PARAM2_ACTS,
  PARAM5_ACTS,
  PARAM7_ACTS,
  SUBJECT_ACTS,
  USER_NAME,
} from './roles.js';

const SERVICE = { 'service.name': 'ServiceName|param1' };

// prettier-ignore
const SERVICES: readonly Row[] = [
  ['7000 7001 7009 7011 7022 7023 7024 7026 7038 7041', 2, 'process', 'error', 'service_failed', 'failure', NOBODY, '', SERVICE],
  ['7031 7032 7034', 2, 'process', 'error', 'service_terminated_unexpectedly', 'failure', NOBODY, '', SERVICE],
  ['7035', 1, 'process', 'info', 'service_control_sent', 'success', EVENT_ACCOUNT, '', SERVICE],
  ['7036', 1, 'process', 'info', 'service_state_changed', 'success', NOBODY, '', SERVICE],
  ['7040', 2, 'configuration', 'change', 'service_start_type_changed', 'success', EVENT_ACCOUNT, '', { 'service.name': 'param1' }],
  ['7042', 2, 'process', 'end', 'service_control_sent', 'success', EVENT_ACCOUNT, '', SERVICE],
  ['7043', 2, 'process', 'error', 'service_failed', 'failure', NOBODY, '', SERVICE],
  ['7030', 2, 'configuration', 'error', 'service_failed', 'failure', NOBODY, '', SERVICE],
  ['7045', 4, 'configuration', 'creation', 'service_installed', 'success', EVENT_ACCOUNT, '', { 'service.name': 'ServiceName|param1', 'file.path': 'ImagePath|param2' }],
];

// prettier-ignore
const LOG: readonly Row[] = [
  ['6005', 1, 'process', 'start', 'logging_service_started', 'success', NOBODY, 'The Event log service was started'],
  ['6006', 2, 'process', 'end', 'logging_service_stopped', 'success', NOBODY, 'The Event log service was stopped'],
  ['6008', 3, 'host', 'end', 'unexpected_shutdown', 'failure', NOBODY, ''],
  ['6009', 1, 'host', 'start', 'system_started', 'success', NOBODY, ''],
  ['6011', 3, 'host configuration', 'change', 'host_renamed', 'success', NOBODY, ''],
  ['6013', 1, 'host', 'info', 'system_uptime', '', NOBODY, ''],
];

// prettier-ignore
const POWER: readonly Row[] = [
  ['41', 3, 'host', 'end', 'unexpected_shutdown', 'failure', NOBODY, ''],
  ['42 506', 1, 'host', 'end', 'system_sleep', 'success', NOBODY, ''],
  ['107 507', 1, 'host', 'start', 'system_resumed', 'success', NOBODY, ''],
  ['109', 2, 'host', 'end', 'system_shutdown', 'success', NOBODY, ''],
];

// prettier-ignore
const SHUTDOWN: readonly Row[] = [
  ['1073', 2, 'host', 'error', 'system_shutdown', 'failure', PARAM2_ACTS, ''],
  ['1074', 2, 'host', 'end', 'system_shutdown', 'success', PARAM7_ACTS, '', { 'process.executable': 'param1' }],
  ['1075', 2, 'host', 'info', 'system_shutdown', 'failure', PARAM2_ACTS, ''],
  ['1076', 3, 'host', 'info', 'unexpected_shutdown', 'failure', PARAM5_ACTS, ''],
];

// prettier-ignore
const KERNEL: readonly Row[] = [
  ['1', 2, 'configuration', 'change', 'system_time_changed', 'success', NOBODY, '', { 'process.executable': 'ProcessName', 'process.pid': 'ProcessID' }],
  ['12', 1, 'host', 'start', 'system_started', 'success', NOBODY, ''],
  ['13', 1, 'host', 'end', 'system_shutdown', 'success', NOBODY, ''],
  ['16', 1, 'registry', 'info', 'registry_hive_cleaned', 'success', NOBODY, '', { 'registry.path': 'HiveName' }],
  ['24', 1, 'configuration', 'change', 'system_time_changed', 'success', NOBODY, ''],
];

// prettier-ignore
const CLOCK: readonly Row[] = [
  ['24 29 34 36 38 46 47 49 50 129 130 131 132 134 142', 2, 'configuration', 'error', 'time_sync_failed', 'failure', NOBODY, ''],
  ['35 37 143 144 139 158 257 258 259 260 261 262 263 264', 1, 'configuration', 'info', 'time_synchronized', 'success', NOBODY, ''],
];

// prettier-ignore
const DISKS: readonly Row[] = [
  ['7 11 15 51 52 129 153 154', 3, 'host', 'error', 'disk_problem', 'failure', NOBODY, ''],
  ['55 130 131 132 137 140', 3, 'host', 'error', 'disk_problem', 'failure', NOBODY, ''],
  ['98', 1, 'host', 'info', 'file_system_checked', '', NOBODY, ''],
  ['157', 2, 'host', 'info', 'disk_removed', '', NOBODY, ''],
  ['45 46 49 161', 2, 'host', 'error', 'disk_problem', 'failure', NOBODY, ''],
];

// prettier-ignore
const NETLOGON: readonly Row[] = [
  ['3210 5719 5783', 3, 'authentication network', 'error', 'domain_controller_unreachable', 'failure', NOBODY, ''],
  ['5722 5723 5805', 3, 'authentication', 'start', 'machine_logon_failed', 'failure', NOBODY, '', { 'source.domain': 'param1' }],
  ['5827 5828', 4, 'authentication', 'denied', 'netlogon_insecure_channel', 'failure', MEMBER_PARAMS, ''],
  ['5829 5830 5831', 3, 'authentication', 'allowed', 'netlogon_insecure_channel', 'success', MEMBER_PARAMS, ''],
  ['5773 5774 5775 5781 5807 5816 5817', 2, 'network', 'error', 'directory_warning', 'failure', NOBODY, ''],
];

// prettier-ignore
const TLS: readonly Row[] = [
  ['36864 36865 36867 36880', 1, 'network', 'info protocol', 'tls_handshake', 'success', NOBODY, ''],
  ['36866 36868 36869 36870 36871 36872 36873 36874 36876 36877 36881 36882 36883 36884 36885 36887 36888', 2, 'network', 'error protocol', 'tls_handshake', 'failure', NOBODY, ''],
];

// prettier-ignore
const DHCP_CLIENT: readonly Row[] = [
  ['1000 1001 1002 1003 1005 1006 1007', 2, 'network', 'error', 'dhcp_warning', 'failure', NOBODY, ''],
  ['50036 51046', 1, 'process', 'start', 'service_started', 'success', NOBODY, ''],
  ['50037 51047', 1, 'process', 'end', 'service_stopped', 'success', NOBODY, ''],
  ['50065 50066 50067 60000 50103 50104 50105', 1, 'network', 'info', 'dhcp_client_message', '', NOBODY, ''],
];

// prettier-ignore
const UPDATES: readonly Row[] = [
  ['19', 1, 'package', 'installation', 'update_installed', 'success', NOBODY, ''],
  ['20 25 31 16', 2, 'package', 'error installation', 'update_failed', 'failure', NOBODY, ''],
  ['43', 1, 'package', 'start installation', 'update_started', 'success', NOBODY, ''],
  ['17 18 21 22 27 28 40 41 42 44', 1, 'package', 'info', 'update_started', '', NOBODY, ''],
  ['26', 1, 'package', 'info', 'update_started', 'success', NOBODY, ''],
];

// prettier-ignore
const POLICY: readonly Row[] = [
  ['1500 1501 1502 1503 4016 5016 5312 5314 8000 8001 8002 8003 8004 8005 8006 8007', 1, 'configuration', 'change', 'group_policy_applied', 'success', NOBODY, ''],
  ['1006 1030 1053 1054 1055 1058 1065 1079 1080 1085 1088 1089 1091 1095 1096 1097 1101 1104 1109 1110 1112 1125 1126 1127 1128 1129 7016 7017 7320', 2, 'configuration', 'error', 'group_policy_applied', 'failure', NOBODY, ''],
];

// prettier-ignore
export const SYSTEM_SCOPES: readonly Scope[] = [
  { id: 'services', providers: ['Service Control Manager', 'Microsoft-Windows-Services'], rows: SERVICES },
  { id: 'log', providers: ['EventLog'], rows: LOG },
  { id: 'power', providers: ['Microsoft-Windows-Kernel-Power', 'Microsoft-Windows-Kernel-Power*'], rows: POWER },
  { id: 'shutdown', providers: ['User32', 'USER32'], rows: SHUTDOWN },
  { id: 'kernel', providers: ['Microsoft-Windows-Kernel-General'], rows: KERNEL },
  { id: 'resume', providers: ['Microsoft-Windows-Power-Troubleshooter'], rows: [['1', 1, 'host', 'start', 'system_resumed', 'success', NOBODY, '']] },
  { id: 'crash', providers: ['Microsoft-Windows-WER-SystemErrorReporting', 'BugCheck'], rows: [['1001 1005 1018', 3, 'host', 'error', 'system_crashed', 'failure', NOBODY, '']] },
  { id: 'clock', providers: ['Microsoft-Windows-Time-Service', 'W32Time'], rows: CLOCK },
  { id: 'disks', providers: ['disk', 'Disk', 'Ntfs', 'Microsoft-Windows-Ntfs', 'volmgr', 'volsnap', 'storahci', 'stornvme', 'partmgr'], rows: DISKS, rest: ['host', 'info', NOBODY] },
  { id: 'netlogon', providers: ['NETLOGON', 'Netlogon'], rows: NETLOGON, rest: ['authentication', 'info', NOBODY] },
  { id: 'tls', providers: ['Schannel'], rows: TLS },
  { id: 'spnego', providers: ['LsaSrv', 'LSASRV', 'Microsoft-Windows-LSA'], rows: [
    ['40960 40961 6037 6038 6147 6167', 2, 'authentication', 'error', 'authentication_warning', 'failure', NOBODY, ''],
    ['300 301 5000 5001', 1, 'configuration', 'info', 'security_policy_changed', '', NOBODY, ''],
  ] },
  { id: 'kdc', providers: ['Microsoft-Windows-Kerberos-Key-Distribution-Center', 'KDC'], rows: [
    ['7 11 14 16 20 21 23 26 27 29 35 37 38 39 40 41 42 43 44 45', 2, 'authentication', 'error', 'kerberos_warning', 'failure', NOBODY, '', { 'user.name': 'Client|AccountName|Name' }],
  ], rest: ['authentication', 'info', NOBODY] },
  { id: 'kerberos', providers: ['Microsoft-Windows-Security-Kerberos', 'Kerberos'], rows: [
    ['3 4 5 6 7 8 9 10 11 14', 2, 'authentication', 'error', 'kerberos_warning', 'failure', NOBODY, ''],
  ], rest: ['authentication', 'info', NOBODY] },
  { id: 'sam', providers: ['Microsoft-Windows-Directory-Services-SAM', 'SAM'], rows: [
    ['12294', 3, 'iam', 'user error', 'account_locked', 'failure', NOBODY, ''],
    ['16962 16963 16964 16965 16966 16967 16968 16969 16983 16984 16985', 2, 'iam', 'info', 'directory_warning', '', NOBODY, ''],
  ] },
  { id: 'dhcp-client', providers: ['Microsoft-Windows-Dhcp-Client', 'Microsoft-Windows-DHCPv6-Client', 'Dhcp'], rows: DHCP_CLIENT },
  { id: 'tcpip', providers: ['Tcpip', 'Tcpip6'], rows: [
    ['4199', 3, 'network', 'error', 'address_conflict', 'failure', NOBODY, ''],
    ['4201 4202 4226 4227 4230 4231 4266', 2, 'network', 'info', 'network_stack_warning', '', NOBODY, ''],
  ] },
  { id: 'updates', providers: ['Microsoft-Windows-WindowsUpdateClient'], rows: UPDATES, fields: { 'package.name': 'updateTitle|updatelist' } },
  { id: 'servicing', providers: ['Microsoft-Windows-Servicing'], channels: ['Setup'], rows: [
    ['1 2 4', 1, 'package', 'installation', 'update_installed', 'success', NOBODY, ''],
    ['3', 2, 'package', 'error', 'update_failed', 'failure', NOBODY, ''],
  ], fields: { 'package.name': 'PackageIdentifier' }, rest: ['package', 'info', NOBODY] },
  { id: 'group-policy', providers: ['Microsoft-Windows-GroupPolicy', 'SceCli', 'Userenv'], channels: ['Microsoft-Windows-GroupPolicy/Operational'], rows: POLICY, rest: ['configuration', 'info', NOBODY] },
  { id: 'winlogon', providers: ['Microsoft-Windows-Winlogon', 'Winlogon'], channels: ['Microsoft-Windows-Winlogon/Operational'], rows: [
    ['7001', 1, 'authentication session', 'start', 'session_opened', 'success', USER_NAME, ''],
    ['7002', 1, 'authentication session', 'end', 'session_closed', 'success', USER_NAME, ''],
    ['4005 4006', 3, 'process', 'error', 'process_crashed', 'failure', NOBODY, ''],
  ], rest: ['session', 'info', NOBODY] },
  { id: 'dcom', providers: ['Microsoft-Windows-DistributedCOM', 'DCOM'], rows: [
    ['10005 10006 10009 10010 10016 10021 10028', 1, 'process', 'error', 'com_warning', 'failure', EVENT_ACCOUNT, ''],
    ['10036 10037 10038', 3, 'process', 'denied', 'com_warning', 'failure', EVENT_ACCOUNT, ''],
  ] },
  { id: 'devices', providers: ['Microsoft-Windows-UserPnp', 'Microsoft-Windows-Kernel-PnP'], rows: [
    ['400 410 420 430 440 10000 20001 20002 20003 8001', 1, 'driver', 'installation', 'device_installed', 'success', NOBODY, ''],
    ['219 401 411 10110 10111', 2, 'driver', 'error', 'driver_failed', 'failure', NOBODY, ''],
  ], rest: ['driver', 'info', NOBODY] },
  { id: 'usb', providers: ['Microsoft-Windows-DriverFrameworks-UserMode'], channels: ['Microsoft-Windows-DriverFrameworks-UserMode/Operational'], rows: [
    ['2003 2004 2006 2010 1003', 1, 'driver host', 'info', 'device_connected', 'success', NOBODY, ''],
    ['2100 2102 1006 1008', 1, 'driver host', 'info', 'device_disconnected', 'success', NOBODY, ''],
    ['10000 10100', 1, 'driver', 'installation', 'device_installed', 'success', NOBODY, ''],
  ], rest: ['driver', 'info', NOBODY] },
  { id: 'filters', providers: ['Microsoft-Windows-FilterManager'], rows: [['6', 1, 'driver', 'start', 'driver_loaded', 'success', NOBODY, ''], ['1', 2, 'driver', 'end', 'driver_unloaded', 'success', NOBODY, '']] },
];

/** The `104` of the event log service: a log was cleared; its values are UserData. */
// prettier-ignore
export const CLEARED_ROWS: readonly Row[] = [
  ['104', 4, 'iam', 'admin change', 'event_log_cleared', 'success', SUBJECT_ACTS, ''],
  ['105', 1, 'iam', 'admin', 'audit_log_archived', 'success', NOBODY, ''],
];
