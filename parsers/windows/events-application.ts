// The Application channel: installer, crashes, Exchange, databases, backup, licences.
// SQL Server: https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-18456-database-engine-error

import type { Row, Scope } from './row.js';
import { ADFS_ROWS } from './events-logon.js';
import { EVENT_ACCOUNT, NOBODY, PARAM1_LOGS_ON, PARAM2_LOGS_ON } from './roles.js';

const PRODUCT = { 'package.name': 'param1' };

// prettier-ignore
const INSTALLER: readonly Row[] = [
  ['1033', 2, 'package', 'installation', 'package_installed', '', EVENT_ACCOUNT, '', { ...PRODUCT, 'package.version': 'param2' }],
  ['1034', 2, 'package', 'deletion', 'package_removed', '', EVENT_ACCOUNT, '', { ...PRODUCT, 'package.version': 'param2' }],
  ['1035 1036 1037 1038 1022 1025', 1, 'package', 'change', 'package_changed', '', EVENT_ACCOUNT, '', PRODUCT],
  ['1040 1042', 1, 'package', 'info', 'package_transaction', '', EVENT_ACCOUNT, ''],
  ['11707', 2, 'package', 'installation', 'package_installed', 'success', EVENT_ACCOUNT, ''],
  ['11708', 2, 'package', 'installation error', 'package_installed', 'failure', EVENT_ACCOUNT, ''],
  ['11724', 2, 'package', 'deletion', 'package_removed', 'success', EVENT_ACCOUNT, ''],
  ['11725', 2, 'package', 'deletion error', 'package_removed', 'failure', EVENT_ACCOUNT, ''],
  ['11728 11729', 1, 'package', 'change', 'package_changed', '', EVENT_ACCOUNT, ''],
  ['1000 1001 1002 1004 1005 1008 1012 1013 1015 1016 1018 1023 1024 10005 11920 11925', 2, 'package', 'error', 'package_warning', 'failure', EVENT_ACCOUNT, ''],
];

// prettier-ignore
const SQL_SERVER: readonly Row[] = [
  ['18453 18454 18455', 1, 'authentication database', 'start', 'database_login', 'success', PARAM1_LOGS_ON, '', { 'source.ip': 'param3' }],
  ['18456 18450 18451 18452 18457 18458 18459 18460 18461 18470 18486 18487 18488', 3, 'authentication database', 'start', 'database_login', 'failure', PARAM1_LOGS_ON, '', { 'source.ip': 'param3' }],
  ['17806 17832 17836 17828', 3, 'authentication database', 'error', 'database_login', 'failure', NOBODY, ''],
  ['33205', 1, 'database', 'info', 'database_audit', '', NOBODY, ''],
  ['15457', 2, 'database configuration', 'change', 'database_config_changed', 'success', NOBODY, ''],
  ['17162 17126 17137', 1, 'database', 'start', 'database_started', 'success', NOBODY, ''],
  ['17147 17148 19032', 2, 'database', 'end', 'database_stopped', 'success', NOBODY, ''],
  ['18264 18265 18270', 1, 'database', 'info', 'database_backup', 'success', NOBODY, ''],
  ['3041 18204 18210', 2, 'database', 'error', 'database_backup', 'failure', NOBODY, ''],
  ['18267 18268 4356', 3, 'database', 'change', 'database_restored', 'success', NOBODY, ''],
  ['33204 33210 33217 33218 33219', 3, 'database configuration', 'change', 'audit_changed', '', NOBODY, ''],
];

/** The engine of Active Directory, mail boxes, certificates: a database opened by an unusual program is how ntds.dit is stolen. */
// prettier-ignore
const JET: readonly Row[] = [
  ['102 105 103', 1, 'database', 'info', 'database_engine_message', '', NOBODY, ''],
  ['216', 3, 'database', 'change', 'database_moved', 'success', NOBODY, ''],
  ['325', 2, 'database', 'creation', 'database_created', 'success', NOBODY, ''],
  ['326', 1, 'database', 'start', 'database_attached', 'success', NOBODY, ''],
  ['327', 1, 'database', 'end', 'database_detached', 'success', NOBODY, ''],
  ['300 301 302 330 335 337 507 508 509 510 533 622 637 638 639 640 641 642 901 902 903', 1, 'database', 'info', 'database_engine_message', '', NOBODY, ''],
  ['454 455 465 467 474 481 489 490 494 515 516 517', 3, 'database', 'error', 'database_engine_message', 'failure', NOBODY, ''],
];

// prettier-ignore
export const APPLICATION_SCOPES: readonly Scope[] = [
  { id: 'installer', providers: ['MsiInstaller'], rows: INSTALLER, rest: ['package', 'info', EVENT_ACCOUNT] },
  { id: 'crash-application', providers: ['Application Error'], rows: [['1000 1005', 2, 'process', 'error end', 'process_crashed', 'failure', EVENT_ACCOUNT, '', { 'process.executable': 'AppPath|param11|AppName|param1', 'process.pid': 'ProcessId|param9' }]] },
  { id: 'crash-hang', providers: ['Application Hang'], rows: [['1002', 2, 'process', 'error end', 'process_hung', 'failure', EVENT_ACCOUNT, '', { 'process.executable': 'param6|param1' }]] },
  { id: 'crash-report', providers: ['Windows Error Reporting'], rows: [['1001', 1, 'process', 'info error', 'crash_reported', '', EVENT_ACCOUNT, '']] },
  { id: 'dotnet', providers: ['.NET Runtime', '.NET Runtime*', 'ASP.NET*'], rows: [
    ['1026 1023 1025', 2, 'process', 'error end', 'process_crashed', 'failure', NOBODY, ''],
    ['1309 1310', 2, 'web process', 'error', 'web_server_error', 'failure', NOBODY, ''],
  ], rest: ['process', 'info', NOBODY] },
  { id: 'sql-server', providers: ['MSSQLSERVER', 'MSSQL$*', 'MSSQLSERVER*', 'SQLSERVERAGENT', 'SQLAgent$*'], rows: SQL_SERVER, rest: ['database', 'info', NOBODY] },
  { id: 'jet', providers: ['ESENT', 'ESE', 'NTDS ISAM', 'NTDS*'], rows: JET, rest: ['database', 'info', NOBODY] },
  { id: 'volume-copies', providers: ['VSS'], rows: [
    ['8193 8194 12289 12293 12298 12310 12348 13', 2, 'host', 'error', 'shadow_copy_failed', 'failure', NOBODY, ''],
    ['8224 8225', 1, 'process', 'end', 'service_stopped', 'success', NOBODY, ''],
    ['8222', 3, 'host', 'creation', 'shadow_copy_created', 'success', NOBODY, '', { 'process.executable': 'param3' }],
  ] },
  { id: 'backup', providers: ['Microsoft-Windows-Backup', 'Windows Backup'], channels: ['Microsoft-Windows-Backup'], rows: [
    ['1 4 14 20', 1, 'host', 'info', 'backup_finished', 'success', NOBODY, ''],
    ['5 8 9 17 18 19 21 22 49 50 52 100 517 518 521 527 528 544 545 546 561 564 612', 3, 'host', 'error', 'backup_finished', 'failure', NOBODY, ''],
    ['524', 4, 'host', 'deletion', 'backup_catalog_deleted', 'success', NOBODY, ''],
  ] },
  { id: 'profiles', providers: ['Microsoft-Windows-User Profiles Service', 'Microsoft-Windows-User Profile Service'], channels: ['Microsoft-Windows-User Profile Service/Operational'], rows: [
    ['1 2 67', 1, 'session', 'start', 'profile_loaded', 'success', NOBODY, ''],
    ['3 4', 1, 'session', 'end', 'profile_unloaded', 'success', NOBODY, ''],
    ['1500 1502 1505 1508 1509 1511 1515 1521 1530 1533 1534 1542 1552', 2, 'session', 'error', 'profile_failed', 'failure', NOBODY, ''],
  ], rest: ['session', 'info', NOBODY] },
  { id: 'certificates-root', providers: ['Microsoft-Windows-CAPI2'], channels: ['Microsoft-Windows-CAPI2/Operational'], rows: [
    ['4097 4108 4112', 1, 'configuration', 'change', 'root_certificates_updated', 'success', NOBODY, ''],
    ['8 11 30 53 80 81 82', 1, 'iam', 'info', 'certificate_checked', '', NOBODY, ''],
    ['70', 1, 'iam', 'access', 'certificate_key_retrieved', '', NOBODY, '', { 'process.name': 'ProcessName' }],
    ['257 513 4107 4110', 2, 'process', 'error', 'cryptographic_operation', 'failure', NOBODY, ''],
  ], rest: ['configuration', 'info', NOBODY] },
  { id: 'exchange', providers: ['MSExchange CmdletLogs', 'MSExchange Management Application'], channels: ['MSExchange Management'], rows: [
    ['1', 2, 'email configuration', 'change', 'mail_server_command', 'success', NOBODY, '', { 'process.command_line': 'param1', 'user.name': 'param3' }],
    ['6', 2, 'email configuration', 'error', 'mail_server_command', 'failure', NOBODY, '', { 'process.command_line': 'param1', 'user.name': 'param3' }],
  ], rest: ['email', 'info', NOBODY] },
  { id: 'exchange-services', providers: ['MSExchange*', 'MSExchangeTransport', 'MSExchangeIS'], rows: [
    ['1035', 3, 'authentication email', 'start', 'mail_login', 'failure', NOBODY, ''],
  ], rest: ['email', 'info', NOBODY] },
  { id: 'licences', providers: ['Microsoft-Windows-Security-SPP', 'Office Software Protection Platform Service', 'Software Protection Platform Service'], rows: [
    ['900 902 903 1003 1004 1013 1033 1034 1036 1040 16384 16394', 1, 'configuration', 'info', 'licence_checked', '', NOBODY, ''],
    ['8198 8208 8230 1014 1017 1058 8233', 2, 'configuration', 'error', 'licence_checked', 'failure', NOBODY, ''],
  ] },
  { id: 'adfs', providers: ['AD FS Auditing', 'AD FS', 'AD FS 2.0 Auditing'], channels: ['AD FS/Admin'], rows: ADFS_ROWS, rest: ['authentication', 'info', NOBODY] },
  { id: 'directory', providers: ['Microsoft-Windows-ActiveDirectory_DomainService', 'ActiveDirectory_DomainService', 'NTDS General', 'NTDS LDAP', 'NTDS Replication', 'NTDS KCC'], channels: ['Directory Service'], rows: [
    ['2889', 3, 'authentication', 'start', 'directory_insecure_bind', 'success', PARAM2_LOGS_ON, '', { 'source.ip': 'param1' }],
    ['3039 3040 3041', 3, 'authentication', 'info', 'directory_insecure_bind', '', PARAM2_LOGS_ON, '', { 'source.ip': 'param1' }],
    ['2886 2887 2888', 2, 'configuration', 'info', 'directory_insecure_bind', '', NOBODY, ''],
    ['1644', 1, 'iam', 'access', 'directory_searched', '', NOBODY, '', { 'source.ip': 'param4', 'user.name': 'param14' }],
    ['1000 1394 1869', 1, 'process', 'start', 'directory_started', 'success', NOBODY, ''],
    ['1004', 2, 'process', 'end', 'directory_stopped', 'success', NOBODY, ''],
    ['1917 1918 2001 2002', 2, 'database', 'info', 'shadow_copy_created', '', NOBODY, ''],
    ['1083 1084 1311 1388 1566 1645 1864 1865 1925 1926 1988 2042 2087 2088 2092 2103 2108', 3, 'iam', 'error', 'replication_failed', 'failure', NOBODY, ''],
  ], rest: ['iam', 'info', NOBODY] },
  { id: 'file-replication', providers: ['DFSR', 'DFS Replication', 'NtFrs', 'DfsSvc'], channels: ['DFS Replication', 'File Replication Service'], rows: [
    ['2213 2212 4012 4004 5002 5008 5012 5014 13568 13508', 2, 'host', 'error', 'replication_failed', 'failure', NOBODY, ''],
    ['4102 4104 4602 4604 5004 1206 2214 13516', 1, 'host', 'info', 'replication_ended', 'success', NOBODY, ''],
  ], rest: ['host', 'info', NOBODY] },
  { id: 'remote-access', providers: ['RasClient', 'RemoteAccess', 'Rasman', 'Microsoft-Windows-RasServer'], rows: [
    ['20221 20222 20223 20224 20220', 1, 'network session', 'connection start', 'vpn_connection', '', NOBODY, ''],
    ['20225', 1, 'network session', 'connection start', 'vpn_connection', 'success', NOBODY, ''],
    ['20226', 1, 'network session', 'connection end', 'vpn_logout', '', NOBODY, ''],
    ['20227', 2, 'network session', 'connection error', 'vpn_connection', 'failure', NOBODY, '', { 'user.name': 'param2' }],
    ['20249 20250 20271 20274 20255 20258', 1, 'network authentication', 'connection start', 'vpn_connection', '', NOBODY, '', { 'user.name': 'param2' }],
    ['20272', 1, 'network session', 'connection end', 'vpn_logout', '', NOBODY, '', { 'user.name': 'param2' }],
  ], rest: ['network', 'info', NOBODY] },
];
