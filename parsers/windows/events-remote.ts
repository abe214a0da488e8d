// Channels about the network: Remote Desktop, WinRM, SMB, NTLM, firewall, BITS, OpenSSH.
// Ids and values: the providers' manifests, as listed in https://github.com/nasbench/EVTX-ETW-Resources.

import type { FieldMap, Row, Scope } from './row.js';
import {
  ACCOUNT,
  EVENT_ACCOUNT,
  JOB_OWNER,
  MODIFIER,
  NOBODY,
  PARAMS,
  USER,
  USER_ACTS,
  USER_DOMAIN,
  USER_NAME,
} from './roles.js';

const FROM: FieldMap = { 'source.ip': 'Address|Param3|param3' };
const GATEWAY: FieldMap = { 'source.ip': 'IpAddress|ipAddress', 'destination.domain': 'Resource|resource' };
const RULE: FieldMap = {
  'rule.name': 'RuleName',
  'rule.id': 'RuleId',
  'process.executable': 'ModifyingApplication',
};
const JOB: FieldMap = {
  'url.full': 'url|Url',
  'process.executable': 'processPath',
  'process.pid': 'processId',
};
const CLIENT: FieldMap = {
  'source.ip': 'ClientAddress|ClientName',
  'source.domain': 'ClientName',
  'winlog.share.name': 'ShareName',
};
const SERVER: FieldMap = {
  'destination.domain': 'ServerName|RemoteName',
  'destination.ip': 'Address|RemoteAddress|ServerName',
};
const NTLM: FieldMap = {
  'source.domain': 'WorkstationName|Workstation|ClientMachine',
  'destination.domain': 'TargetName|SChannelName',
  'process.executable': 'ProcessName',
  'process.pid': 'ProcessId|CallerPID|ClientPID',
};

// prettier-ignore
const SESSIONS: readonly Row[] = [
  ['17', 3, 'process', 'error', 'remote_desktop_error', 'failure', NOBODY, ''],
  ['21', 1, 'authentication session', 'start', 'logged_in', 'success', USER, ''],
  ['22', 1, 'session', 'start', 'session_shell_started', 'success', USER, ''],
  ['23', 1, 'authentication session', 'end', 'logged_out', 'success', USER, ''],
  ['24', 1, 'session', 'end', 'session_disconnected', 'success', USER, ''],
  ['25', 1, 'authentication session', 'start', 'session_reconnected', 'success', USER, ''],
  ['32 33 34 35 36 37 38', 1, 'session', 'info', 'remote_desktop_message', '', NOBODY, ''],
  ['39', 2, 'session', 'end', 'session_disconnected', 'success', NOBODY, ''],
  ['40', 1, 'session', 'end', 'session_disconnected', 'success', NOBODY, ''],
  ['41 42', 1, 'session', 'info', 'session_arbitration', '', USER, ''],
  ['54 55 56 57 58 59', 1, 'session', 'info', 'remote_desktop_message', '', NOBODY, ''],
];

// prettier-ignore
const CONNECTIONS: readonly Row[] = [
  ['258', 1, 'process', 'start', 'remote_desktop_listening', 'success', NOBODY, ''],
  ['259', 2, 'process', 'end', 'remote_desktop_listening', 'failure', NOBODY, ''],
  ['261', 1, 'network', 'connection start', 'remote_desktop_connection', '', NOBODY, ''],
  ['1149', 1, 'authentication', 'start', 'remote_desktop_authenticated', 'success', PARAMS, ''],
  ['1006 1128 1130 1131 1132 1133 1143 1146 1147 1148 1155 1158', 1, 'session', 'info', 'remote_desktop_message', '', NOBODY, ''],
  ['20506 20521 20522 20523', 3, 'session', 'access', 'session_shadowed', '', NOBODY, ''],
];

// prettier-ignore
const CLIENTS: readonly Row[] = [
  ['1024', 1, 'network', 'connection start', 'remote_desktop_out', '', EVENT_ACCOUNT, '', { 'destination.domain': 'Value|param2' }],
  ['1025 1027 1028', 1, 'network', 'connection', 'remote_desktop_out', 'success', EVENT_ACCOUNT, ''],
  ['1026 1105', 1, 'network', 'connection end', 'remote_desktop_out_ended', '', EVENT_ACCOUNT, ''],
  ['1029', 1, 'authentication', 'info', 'remote_desktop_out', '', EVENT_ACCOUNT, ''],
  ['1102', 1, 'network', 'connection start', 'remote_desktop_out', '', EVENT_ACCOUNT, '', { 'destination.ip': 'Value|param2', 'destination.domain': 'Value|param2' }],
  ['226 227 1103 1104', 1, 'network', 'info', 'remote_desktop_out', '', EVENT_ACCOUNT, ''],
];

// prettier-ignore
const GATEWAYS: readonly Row[] = [
  ['200', 1, 'authentication network', 'start allowed', 'gateway_connection_authorized', 'success', USER_DOMAIN, ''],
  ['201', 3, 'authentication network', 'start denied', 'gateway_connection_authorized', 'failure', USER_DOMAIN, ''],
  ['203 204 205 207', 2, 'authentication network', 'start denied', 'gateway_connection_authorized', 'failure', USER_DOMAIN, ''],
  ['300', 1, 'network', 'access allowed', 'gateway_resource_authorized', 'success', USER_DOMAIN, ''],
  ['301', 3, 'network', 'access denied', 'gateway_resource_authorized', 'failure', USER_DOMAIN, ''],
  ['302 305', 1, 'session network', 'start connection', 'gateway_session_opened', 'success', USER_DOMAIN, ''],
  ['303 202 306 309', 1, 'session network', 'end connection', 'gateway_session_closed', 'success', USER_DOMAIN, ''],
  ['304', 2, 'network', 'connection error', 'gateway_session_opened', 'failure', USER_DOMAIN, ''],
  ['307 308 310 311 312 313', 1, 'session network', 'info', 'gateway_message', '', USER_DOMAIN, ''],
];

// prettier-ignore
const WINRM: readonly Row[] = [
  ['6', 2, 'network session', 'connection start', 'remote_management_out', '', EVENT_ACCOUNT, '', { 'destination.domain': 'connection' }],
  ['8 15 16 33 254', 1, 'session', 'end', 'remote_management_ended', '', EVENT_ACCOUNT, ''],
  ['10 11 13 29 30 31', 1, 'session', 'info', 'remote_management_message', '', EVENT_ACCOUNT, ''],
  ['81 82', 1, 'session process', 'info', 'remote_management_request', '', EVENT_ACCOUNT, ''],
  ['91', 3, 'session process', 'start', 'remote_management_shell', 'success', EVENT_ACCOUNT, ''],
  ['132 145', 1, 'session', 'info', 'remote_management_message', '', EVENT_ACCOUNT, ''],
  ['142 138 140 143 7 9 12 14 311 317', 2, 'session', 'error', 'remote_management_request', 'failure', EVENT_ACCOUNT, ''],
  ['139 161 162 163 164 171 192', 3, 'authentication', 'start', 'remote_management_login', 'failure', USER_DOMAIN, ''],
  ['169', 1, 'authentication', 'start', 'remote_management_login', 'success', USER_DOMAIN, ''],
  ['168 193', 1, 'authentication', 'info', 'remote_management_login', '', USER_DOMAIN, ''],
  ['209 224 10148', 1, 'process', 'start', 'service_started', 'success', NOBODY, ''],
  ['211 212 10149', 1, 'process', 'end', 'service_stopped', 'success', NOBODY, ''],
  ['173 210 10154 10128', 2, 'process', 'error', 'remote_management_message', 'failure', NOBODY, ''],
];

// prettier-ignore
const SMB_SERVER: readonly Row[] = [
  ['551', 3, 'authentication network', 'start', 'share_login', 'failure', USER_DOMAIN, ''],
  ['552', 1, 'authentication network', 'start', 'share_login', 'success', USER_DOMAIN, ''],
  ['554 555', 1, 'authentication network', 'end', 'share_disconnected', '', USER_DOMAIN, ''],
  ['700', 3, 'network file', 'creation', 'share_added', 'success', USER_DOMAIN, ''],
  ['701', 2, 'network file', 'change', 'share_modified', 'success', USER_DOMAIN, ''],
  ['702', 2, 'network file', 'deletion', 'share_deleted', 'success', USER_DOMAIN, ''],
  ['1003 1004 1005 1015', 3, 'network', 'denied error', 'share_message_rejected', 'failure', USER_DOMAIN, ''],
  ['1006 1007', 3, 'network file', 'access denied', 'share_accessed', 'failure', USER_DOMAIN, ''],
  ['1009', 2, 'network authentication', 'start denied', 'share_login', 'failure', USER_DOMAIN, ''],
  ['1001', 2, 'network', 'access denied', 'share_old_protocol', 'failure', NOBODY, ''],
  ['3000', 2, 'network', 'access', 'share_old_protocol', '', NOBODY, ''],
  ['3021 3022', 1, 'network authentication', 'info', 'share_login', '', USER_DOMAIN, ''],
  ['500 501 502 1000 1002 1010 1011 1012 1013 1014 1016 1017 1020 1021 1022 1023 1024 1025 1026 1027 1028 1029 1030 1031', 1, 'network', 'info', 'share_server_message', '', NOBODY, ''],
];

// prettier-ignore
const SMB_CLIENT: readonly Row[] = [
  ['31001 31002 31003', 2, 'authentication network', 'start', 'share_login', 'failure', USER_DOMAIN, ''],
  ['31010 31011', 1, 'network', 'error', 'share_client_message', 'failure', USER_DOMAIN, ''],
  ['31012 31013 31014 31015 31016 31019 31020', 3, 'network', 'denied', 'share_unsafe_server', 'failure', USER_DOMAIN, ''],
  ['31017 31018 31021 31022', 2, 'authentication network', 'denied', 'share_guest_login', '', USER_DOMAIN, ''],
  ['32000 32002', 2, 'network', 'info', 'share_old_protocol', '', NOBODY, ''],
  ['30800 30802 30803 30804 30805 30806 30807 30808 30809 30810 30811 30812 30813 30814 30815', 1, 'network', 'connection info', 'share_client_message', '', NOBODY, ''],
];

// prettier-ignore
const NTLM_ROWS: readonly Row[] = [
  ['100 101', 3, 'authentication', 'start denied', 'ntlm_refused', 'failure', ACCOUNT, ''],
  ['4001 4002 4003 4010 4011 4013 4014 4015', 3, 'authentication', 'start denied', 'ntlm_refused', 'failure', USER_DOMAIN, ''],
  ['4012 8001 8002 8003 8004 8005 8006 4020 4021 4022 4023 4030 4031 4032 4033', 1, 'authentication', 'start info', 'ntlm_used', '', USER_DOMAIN, ''],
];

// prettier-ignore
const FIREWALL: readonly Row[] = [
  ['2000 2001 2007', 1, 'configuration', 'info', 'windows_firewall_policy_loaded', '', NOBODY, ''],
  ['2002 2003 2008 2082 2083', 3, 'configuration', 'change', 'windows_firewall_setting_changed', 'success', MODIFIER, ''],
  ['2004 2071 2097', 3, 'configuration', 'creation', 'windows_firewall_rule_added', 'success', MODIFIER, ''],
  ['2005 2073 2099', 3, 'configuration', 'change', 'windows_firewall_rule_changed', 'success', MODIFIER, ''],
  ['2006 2052 2098', 3, 'configuration', 'deletion', 'windows_firewall_rule_deleted', 'success', MODIFIER, ''],
  ['2032 2060', 4, 'configuration', 'change', 'windows_firewall_setting_changed', 'success', MODIFIER, ''],
  ['2033 2059', 4, 'configuration', 'deletion', 'windows_firewall_rule_deleted', 'success', MODIFIER, ''],
  ['2009', 2, 'configuration', 'error', 'windows_firewall_error', 'failure', NOBODY, ''],
  ['2010', 1, 'configuration', 'change', 'windows_firewall_profile_changed', 'success', NOBODY, ''],
  ['2011', 2, 'network', 'denied', 'windows_firewall_listen_blocked', 'failure', NOBODY, '', { 'process.executable': 'ApplicationPath', 'destination.port': 'Port', 'network.transport': 'Protocol' }],
  ['2012 2016 2020 2024 2028', 2, 'configuration', 'creation', 'ipsec_policy_changed', 'success', MODIFIER, ''],
  ['2013 2017 2021 2025 2029', 2, 'configuration', 'change', 'ipsec_policy_changed', 'success', MODIFIER, ''],
  ['2014 2018 2022 2026 2030 2034 2035 2036 2037', 3, 'configuration', 'deletion', 'ipsec_policy_changed', 'success', MODIFIER, ''],
  ['2015 2019 2023 2027 2031', 1, 'configuration', 'info', 'ipsec_policy_changed', '', NOBODY, ''],
  ['2038', 2, 'configuration', 'error', 'windows_firewall_rule_ignored', 'failure', NOBODY, ''],
  ['2039 2040 2041', 1, 'configuration', 'change', 'windows_firewall_profile_changed', '', NOBODY, ''],
];

// prettier-ignore
const BITS: readonly Row[] = [
  ['3', 1, 'network', 'info start', 'transfer_job_created', 'success', JOB_OWNER, '', JOB],
  ['4', 1, 'network', 'info end', 'transfer_job_finished', 'success', JOB_OWNER, '', JOB],
  ['5', 1, 'network', 'info end', 'transfer_job_cancelled', '', JOB_OWNER, '', JOB],
  ['59 16403', 1, 'network', 'connection start', 'transfer_started', '', JOB_OWNER, '', JOB],
  ['60', 1, 'network', 'connection end', 'transfer_ended', '', JOB_OWNER, '', JOB],
  ['61 310', 1, 'network', 'connection error', 'transfer_ended', 'failure', JOB_OWNER, '', JOB],
];

// prettier-ignore
export const REMOTE_SCOPES: readonly Scope[] = [
  { id: 'terminal', providers: ['Microsoft-Windows-TerminalServices-LocalSessionManager', 'Microsoft-Windows-TerminalServices-LocalSessionManager*'], channels: ['Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'], rows: SESSIONS, fields: FROM, rest: ['session', 'info', USER] },
  { id: 'terminal-connections', providers: ['Microsoft-Windows-TerminalServices-RemoteConnectionManager', 'TermService'], channels: ['Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational'], rows: CONNECTIONS, fields: FROM, rest: ['session', 'info', NOBODY] },
  { id: 'terminal-core', providers: ['Microsoft-Windows-RemoteDesktopServices-RdpCoreTS', 'Microsoft-Windows-RemoteDesktopServices-RdpCoreCDV'], channels: ['Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational'], rows: [
    ['131', 1, 'network', 'connection start', 'remote_desktop_connection', '', NOBODY, '', { 'source.ip': 'ClientIP', 'network.transport': 'ConnType' }],
    ['140', 3, 'authentication network', 'start', 'logon_failed', 'failure', NOBODY, '', { 'source.ip': 'IPString' }],
    ['98', 1, 'network', 'connection', 'remote_desktop_connection', 'success', NOBODY, ''],
    ['102 103', 1, 'network', 'connection end', 'session_disconnected', '', NOBODY, ''],
    ['139 141 142 143', 2, 'network', 'error', 'remote_desktop_error', 'failure', NOBODY, '', { 'source.ip': 'IPString|ClientIP' }],
  ], rest: ['network', 'info', NOBODY] },
  { id: 'terminal-client', providers: ['Microsoft-Windows-TerminalServices-ClientActiveXCore'], channels: ['Microsoft-Windows-TerminalServices-RDPClient/Operational'], rows: CLIENTS, rest: ['network', 'info', EVENT_ACCOUNT] },
  { id: 'terminal-gateway', providers: ['Microsoft-Windows-TerminalServices-Gateway'], channels: ['Microsoft-Windows-TerminalServices-Gateway/Operational'], rows: GATEWAYS, fields: GATEWAY, rest: ['network', 'info', USER_DOMAIN] },
  { id: 'winrm', providers: ['Microsoft-Windows-WinRM', 'WinRM'], channels: ['Microsoft-Windows-WinRM/Operational'], rows: WINRM, rest: ['session', 'info', EVENT_ACCOUNT] },
  { id: 'smb-server', providers: ['Microsoft-Windows-SMBServer', 'srv', 'srv2', 'Srv'], channels: ['Microsoft-Windows-SMBServer/Security', 'Microsoft-Windows-SMBServer/Operational', 'Microsoft-Windows-SMBServer/Audit', 'Microsoft-Windows-SMBServer/Connectivity'], rows: SMB_SERVER, fields: CLIENT, rest: ['network', 'info', NOBODY] },
  { id: 'smb-client', providers: ['Microsoft-Windows-SMBClient'], channels: ['Microsoft-Windows-SmbClient/Security', 'Microsoft-Windows-SmbClient/Connectivity', 'Microsoft-Windows-SmbClient/Operational', 'Microsoft-Windows-SmbClient/Audit'], rows: SMB_CLIENT, fields: SERVER, rest: ['network', 'info', NOBODY] },
  { id: 'ntlm', providers: ['Microsoft-Windows-NTLM', 'Microsoft-Windows-Security-Netlogon'], channels: ['Microsoft-Windows-NTLM/Operational', 'Microsoft-Windows-Authentication/ProtectedUserFailures-DomainController'], rows: NTLM_ROWS, fields: NTLM, rest: ['authentication', 'info', USER_DOMAIN] },
  { id: 'firewall', providers: ['Microsoft-Windows-Windows Firewall With Advanced Security'], channels: ['Microsoft-Windows-Windows Firewall With Advanced Security/Firewall'], rows: FIREWALL, fields: RULE, rest: ['configuration', 'info', NOBODY] },
  { id: 'bits', providers: ['Microsoft-Windows-Bits-Client'], channels: ['Microsoft-Windows-Bits-Client/Operational'], rows: BITS, rest: ['network', 'info', EVENT_ACCOUNT] },
  { id: 'openssh', providers: ['OpenSSH'], channels: ['OpenSSH/Operational', 'OpenSSH/Admin'], rows: [['1 2 3 4 6', 1, 'network', 'info', 'ssh_server_message', '', NOBODY, '']], rest: ['network', 'info', NOBODY] },
  { id: 'vpn', providers: ['Microsoft-Windows-RasAgileVpn', 'Microsoft-Windows-VPN-Client'], rows: [], rest: ['network', 'info', USER_NAME] },
  { id: 'wireless', providers: ['Microsoft-Windows-WLAN-AutoConfig'], channels: ['Microsoft-Windows-WLAN-AutoConfig/Operational'], rows: [
    ['8000 11000 11004 11005 11010', 1, 'network', 'connection start', 'wifi_joined', '', NOBODY, '', { 'network.name': 'SSID' }],
    ['8001', 1, 'network', 'connection start', 'wifi_joined', 'success', NOBODY, '', { 'network.name': 'SSID' }],
    ['8002 11002 11006 12013', 2, 'network', 'connection error', 'wifi_refused', 'failure', NOBODY, '', { 'network.name': 'SSID' }],
    ['8003', 1, 'network', 'connection end', 'wifi_left', '', NOBODY, '', { 'network.name': 'SSID' }],
  ], rest: ['network', 'info', NOBODY] },
  { id: 'network-profile', providers: ['Microsoft-Windows-NetworkProfile'], channels: ['Microsoft-Windows-NetworkProfile/Operational'], rows: [
    ['10000', 1, 'network', 'connection start', 'network_connected', 'success', NOBODY, '', { 'network.name': 'Name' }],
    ['10001', 1, 'network', 'connection end', 'network_disconnected', 'success', NOBODY, '', { 'network.name': 'Name' }],
    ['10002 4001 4002 4004 20002', 1, 'network', 'change', 'network_profile_changed', '', NOBODY, '', { 'network.name': 'Name' }],
  ], rest: ['network', 'info', NOBODY] },
  { id: 'sharing-web', providers: ['Microsoft-Windows-IIS-Logging'], channels: ['Microsoft-IIS-Logging/Logs'], rows: [
    ['6200', 1, 'web', 'access', 'http_request', '', USER_ACTS, '', { 'source.ip': 'c-ip', 'destination.ip': 's-ip', 'destination.port': 's-port', 'user.name': 'cs-username', 'http.request.method': 'cs-method', 'url.path': 'cs-uri-stem', 'url.query': 'cs-uri-query', 'user_agent.original': 'csUser-Agent', 'http.response.status_code': 'sc-status', 'source.domain': '' }],
  ], rest: ['web', 'info', NOBODY] },
];
