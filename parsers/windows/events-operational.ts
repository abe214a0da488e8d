// Channels about the machine: PowerShell, scheduled tasks, WMI, printing, passwords, certificates, virtual machines.

import type { FieldMap, Row, Scope } from './row.js';
import { EVENT_ACCOUNT, NOBODY, PRINTS, USER, USER_ACTS, USER_NAME } from './roles.js';

const TASK: FieldMap = { 'process.executable': 'Path|ActionName', 'process.pid': 'ProcessID|EnginePID' };
const SCRIPT: FieldMap = { 'file.path': 'Path' };

// prettier-ignore
const POWERSHELL: readonly Row[] = [
  ['400', 1, 'process', 'start', 'powershell_engine_started', '', NOBODY, ''],
  ['403', 1, 'process', 'end', 'powershell_engine_stopped', '', NOBODY, ''],
  ['600', 1, 'process', 'info', 'powershell_provider_started', '', NOBODY, ''],
  ['800', 1, 'process', 'info', 'powershell_pipeline_executed', '', NOBODY, ''],
  ['4100', 2, 'process', 'error', 'powershell_error', 'failure', EVENT_ACCOUNT, ''],
  ['4103', 1, 'process', 'info', 'powershell_command_invoked', '', EVENT_ACCOUNT, ''],
  ['4104', 2, 'process', 'info', 'powershell_script_block_executed', '', EVENT_ACCOUNT, '', SCRIPT],
  ['4105', 1, 'process', 'start', 'powershell_script_block_started', '', EVENT_ACCOUNT, ''],
  ['4106', 1, 'process', 'end', 'powershell_script_block_stopped', '', EVENT_ACCOUNT, ''],
  ['40961 40962', 1, 'process', 'start', 'powershell_console_started', '', EVENT_ACCOUNT, ''],
  ['53504', 1, 'process', 'start', 'powershell_pipe_opened', '', EVENT_ACCOUNT, '', { 'process.pid': 'param1' }],
  ['53249 53250', 2, 'process', 'info', 'powershell_scheduled_job', '', EVENT_ACCOUNT, ''],
  ['8193 8194 8195 8196 8197 12039 32784 32868 32850', 1, 'session', 'info', 'powershell_remote_session', '', EVENT_ACCOUNT, ''],
];

// prettier-ignore
const TASKS: readonly Row[] = [
  ['100', 1, 'process', 'start', 'scheduled_task_started', 'success', USER_NAME, ''],
  ['101', 2, 'process', 'error', 'scheduled_task_started', 'failure', USER_NAME, ''],
  ['102', 1, 'process', 'end', 'scheduled_task_finished', 'success', USER_NAME, ''],
  ['103 203 202', 2, 'process', 'error', 'scheduled_task_finished', 'failure', USER_NAME, ''],
  ['104', 2, 'authentication process', 'start', 'scheduled_task_logon_failed', 'failure', USER_NAME, ''],
  ['106', 3, 'configuration', 'creation', 'scheduled_task_created', 'success', USER_NAME, ''],
  ['107 108 109 110 114 117 118 119 120 121 122 123 124 125', 1, 'process', 'info', 'scheduled_task_triggered', '', USER_NAME, ''],
  ['111 322 323 324 325 326 327 328 329 330 331 332 333', 1, 'process', 'info', 'scheduled_task_skipped', '', USER_NAME, ''],
  ['129', 1, 'process', 'start', 'scheduled_task_started', 'success', NOBODY, ''],
  ['140', 2, 'configuration', 'change', 'scheduled_task_updated', 'success', USER_NAME, ''],
  ['141', 2, 'configuration', 'deletion', 'scheduled_task_deleted', 'success', USER_NAME, ''],
  ['142', 2, 'configuration', 'change', 'scheduled_task_disabled', 'success', USER_NAME, ''],
  ['200', 1, 'process', 'start', 'scheduled_task_started', 'success', NOBODY, ''],
  ['201', 1, 'process', 'end', 'scheduled_task_finished', 'success', NOBODY, ''],
  ['126 130 131 145 146 147 148 153 155', 1, 'process', 'info', 'scheduled_task_message', '', USER_NAME, ''],
  ['311 314 317 318 319 320 400 402 410 411 700 706 707 708 711 718', 1, 'process', 'info', 'scheduled_task_message', '', NOBODY, ''],
  ['135 303 404 412 413 414 703 714 717', 2, 'process', 'error', 'scheduled_task_message', 'failure', NOBODY, ''],
];

// prettier-ignore
const WMI: readonly Row[] = [
  ['5857', 1, 'process', 'info', 'wmi_provider_started', '', NOBODY, '', { 'file.path': 'ProviderPath', 'process.pid': 'ProcessID' }],
  ['5858', 1, 'process', 'error', 'wmi_operation_failed', 'failure', USER_ACTS, '', { 'source.domain': 'ClientMachine', 'process.pid': 'ClientProcessId' }],
  ['5859', 2, 'configuration', 'info', 'wmi_filter_activity', '', USER_ACTS, '', { 'process.pid': 'processid' }],
  ['5860', 2, 'configuration', 'info', 'wmi_consumer_activity', '', USER_ACTS, '', { 'source.domain': 'ClientMachine', 'process.pid': 'processid' }],
  ['5861', 4, 'configuration', 'creation', 'wmi_binding_activity', '', USER_ACTS, ''],
  ['10 11 12 13 14 15 16 17 18 19 20 21 22 23', 1, 'process', 'info', 'wmi_operation', '', USER_ACTS, '', { 'source.domain': 'ClientMachine' }],
];

// prettier-ignore
const VIRTUAL_MACHINES: readonly Row[] = [
  ['18500 18601 18596 18518 12148', 1, 'host', 'start', 'vm_started', 'success', NOBODY, ''],
  ['18502 18504 18506 18508 18603 18605', 1, 'host', 'end', 'vm_stopped', 'success', NOBODY, ''],
  ['18510 18516', 1, 'host', 'change', 'vm_changed', 'success', NOBODY, ''],
  ['18512 18514', 2, 'host', 'change', 'vm_changed', 'success', NOBODY, ''],
  ['18303 18304 13002', 2, 'host configuration', 'creation', 'vm_created', 'success', NOBODY, ''],
  ['13003', 3, 'host configuration', 'deletion', 'vm_deleted', 'success', NOBODY, ''],
];

// prettier-ignore
export const OPERATIONAL_SCOPES: readonly Scope[] = [
  { id: 'powershell', providers: ['Microsoft-Windows-PowerShell', 'Microsoft-Windows-PowerShell*', 'PowerShell', 'PowerShellCore'], channels: ['Microsoft-Windows-PowerShell/Operational', 'Windows PowerShell', 'PowerShellCore/Operational', 'Microsoft-Windows-PowerShell/Admin'], rows: POWERSHELL, rest: ['process', 'info', EVENT_ACCOUNT] },
  { id: 'tasks', providers: ['Microsoft-Windows-TaskScheduler'], channels: ['Microsoft-Windows-TaskScheduler/Operational', 'Microsoft-Windows-TaskScheduler/Maintenance'], rows: TASKS, fields: TASK, rest: ['process', 'info', USER_NAME] },
  { id: 'wmi', providers: ['Microsoft-Windows-WMI-Activity'], channels: ['Microsoft-Windows-WMI-Activity/Operational', 'Microsoft-Windows-WMI-Activity/Trace'], rows: WMI, rest: ['process', 'info', USER_ACTS] },
  { id: 'print', providers: ['Microsoft-Windows-PrintService', 'Print'], channels: ['Microsoft-Windows-PrintService/Operational', 'Microsoft-Windows-PrintService/Admin'], rows: [
    ['307 800 801 802 805', 1, 'file', 'info', 'document_printed', '', PRINTS, '', { 'source.domain': 'Param4|param4' }],
    ['316 319 321', 3, 'driver', 'installation', 'printer_driver_installed', 'success', USER_ACTS, ''],
    ['300 301 302 303 304 306 308 309 310 312 313 823', 2, 'configuration', 'change', 'printer_changed', 'success', USER_ACTS, ''],
    ['808', 3, 'driver', 'error', 'printer_plugin_failed', 'failure', NOBODY, '', { 'file.path': 'PluginDllName|Param1' }],
    ['215 315 354 363 371 372 4909', 2, 'process', 'error', 'printer_error', 'failure', NOBODY, ''],
  ], rest: ['process', 'info', NOBODY] },
  { id: 'laps', providers: ['Microsoft-Windows-LAPS', 'AdmPwd'], channels: ['Microsoft-Windows-LAPS/Operational'], rows: [
    ['10018 10020 10029 12 13', 1, 'iam', 'user change', 'password_changed', 'success', NOBODY, ''],
    ['10003 10004 10009 10010 10015 10016 10017 10021 10022 10023 10024 10038 10041 10042 10044', 1, 'iam', 'info', 'managed_password_checked', '', NOBODY, ''],
    ['10005 10011 10012 10013 10019 10025 10026 10027 10028 10030 10031 10032 10034 10035 10036 10037 10039 10040 10055 10056 10057 10059', 2, 'iam', 'error', 'managed_password_checked', 'failure', NOBODY, ''],
  ], rest: ['iam', 'info', NOBODY] },
  { id: 'certificate-lifecycle', providers: ['Microsoft-Windows-CertificateServicesClient-Lifecycle-System', 'Microsoft-Windows-CertificateServicesClient-Lifecycle-User'], channels: ['Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational', 'Microsoft-Windows-CertificateServicesClient-Lifecycle-User/Operational'], rows: [
    ['1001', 2, 'iam configuration', 'change', 'certificate_replaced', 'success', EVENT_ACCOUNT, ''],
    ['1002', 2, 'iam', 'info', 'certificate_expired', '', EVENT_ACCOUNT, ''],
    ['1003', 2, 'iam', 'info', 'certificate_expires_soon', '', EVENT_ACCOUNT, ''],
    ['1004', 2, 'iam', 'deletion', 'certificate_deleted', 'success', EVENT_ACCOUNT, ''],
    ['1006', 2, 'iam', 'creation', 'certificate_installed', 'success', EVENT_ACCOUNT, ''],
    ['1007', 3, 'iam', 'access', 'certificate_exported', 'success', EVENT_ACCOUNT, ''],
  ], rest: ['iam', 'info', EVENT_ACCOUNT] },
  { id: 'certificate-client', providers: ['Microsoft-Windows-CertificateServicesClient*', 'Microsoft-Windows-CertificationAuthority', 'CertSvc', 'AutoEnrollment', 'CertEnroll'], rows: [
    ['26 19 20 38 58 64 65', 1, 'iam', 'info', 'certificate_request_received', '', EVENT_ACCOUNT, ''],
    ['6 13 53 82 100 44', 2, 'iam', 'error', 'certificate_request_denied', 'failure', EVENT_ACCOUNT, ''],
  ], rest: ['iam', 'info', EVENT_ACCOUNT] },
  { id: 'virtual-machines', providers: ['Microsoft-Windows-Hyper-V-Worker', 'Microsoft-Windows-Hyper-V-VMMS', 'Microsoft-Windows-Hyper-V*'], channels: ['Microsoft-Windows-Hyper-V-Worker-Admin', 'Microsoft-Windows-Hyper-V-VMMS-Admin'], rows: VIRTUAL_MACHINES, rest: ['host', 'info', NOBODY] },
  { id: 'shell', providers: ['Microsoft-Windows-Shell-Core'], channels: ['Microsoft-Windows-Shell-Core/Operational'], rows: [['9707 9708', 1, 'process', 'start', 'autostart_command', '', EVENT_ACCOUNT, '', { 'process.command_line': 'Command' }]], rest: ['process', 'info', EVENT_ACCOUNT] },
  { id: 'partition', providers: ['Microsoft-Windows-Partition', 'Microsoft-Windows-StorageSpaces-Driver', 'Microsoft-Windows-Storage-ClassPnP'], channels: ['Microsoft-Windows-Partition/Diagnostic'], rows: [['1006', 1, 'host', 'info', 'device_connected', '', NOBODY, '']], rest: ['host', 'info', NOBODY] },
  { id: 'wef', providers: ['Microsoft-Windows-Forwarding', 'Microsoft-Windows-Eventlog-ForwardingPlugin', 'Microsoft-Windows-EventCollector'], channels: ['Microsoft-Windows-Forwarding/Operational'], rows: [
    ['100 104', 1, 'process', 'info', 'event_forwarding', 'success', NOBODY, ''],
    ['101 102 103 105 106 107 108', 2, 'process', 'error', 'event_forwarding', 'failure', NOBODY, ''],
  ], rest: ['process', 'info', NOBODY] },
  { id: 'security-user-consent', providers: ['Microsoft-Windows-UAC', 'Microsoft-Windows-UAC-FileVirtualization'], rows: [], rest: ['iam', 'info', USER] },
];
