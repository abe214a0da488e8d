// Microsoft Defender Antivirus, its attack surface reduction, and what else keeps programs from running.
// https://learn.microsoft.com/defender-endpoint/troubleshoot-microsoft-defender-antivirus lists Defender's ids,
// https://learn.microsoft.com/windows/security/application-security/application-control/app-control-for-business/operations/event-id-explanations
// those of AppLocker and code integrity.

import type { FieldMap, Row, Scope } from './row.js';
import { DEFENDER_USER, DETECTION_USER, EVENT_ACCOUNT, NOBODY } from './roles.js';

const FOUND: FieldMap = {
  'threat.indicator.name': 'Threat Name',
  'file.path': 'Path',
  'process.executable': 'Process Name',
};
const RULE: FieldMap = { 'rule.id': 'ID', 'file.path': 'Path|Target', 'process.executable': 'Process Name' };
const SETTING: FieldMap = { 'registry.path': 'New Value' };
const PROGRAM: FieldMap = {
  'file.path': 'FullFilePath|FilePath',
  'process.pid': 'TargetProcessId',
  'rule.name': 'RuleName',
  'rule.id': 'RuleId',
};
const IMAGE: FieldMap = {
  'file.path': 'File Name|FileNameBuffer',
  'process.executable': 'Process Name|ProcessNameBuffer',
  'rule.name': 'PolicyName|Policy Name',
};

// prettier-ignore
const DEFENDER: readonly Row[] = [
  ['1000', 1, 'malware', 'info', 'antivirus_scan_started', '', DEFENDER_USER, ''],
  ['1001', 1, 'malware', 'info', 'antivirus_scan_finished', 'success', DEFENDER_USER, ''],
  ['1002 1003 1004', 1, 'malware', 'info', 'antivirus_scan_stopped', '', DEFENDER_USER, ''],
  ['1005', 2, 'malware', 'error', 'antivirus_scan_finished', 'failure', DEFENDER_USER, ''],
  ['1006', 4, 'malware', 'info', 'malware_detected', '', DETECTION_USER, '', FOUND],
  ['1007', 3, 'malware', 'info', 'malware_action_taken', 'success', DETECTION_USER, '', FOUND],
  ['1008', 5, 'malware', 'info', 'malware_action_failed', 'failure', DETECTION_USER, '', FOUND],
  ['1009', 3, 'malware', 'change', 'quarantine_restored', 'success', DEFENDER_USER, '', FOUND],
  ['1010', 3, 'malware', 'error', 'quarantine_restored', 'failure', DEFENDER_USER, '', FOUND],
  ['1011', 1, 'malware', 'deletion', 'quarantine_deleted', 'success', DEFENDER_USER, '', FOUND],
  ['1012', 2, 'malware', 'error', 'quarantine_deleted', 'failure', DEFENDER_USER, '', FOUND],
  ['1013', 3, 'malware', 'deletion', 'antivirus_history_deleted', 'success', DEFENDER_USER, ''],
  ['1014', 2, 'malware', 'error', 'antivirus_history_deleted', 'failure', DEFENDER_USER, ''],
  ['1015', 4, 'malware', 'info', 'suspicious_behaviour_detected', '', DETECTION_USER, '', FOUND],
  ['1116', 5, 'malware', 'info', 'malware_detected', '', DETECTION_USER, '', FOUND],
  ['1117', 4, 'malware', 'info', 'malware_action_taken', 'success', DETECTION_USER, '', FOUND],
  ['1118 1119', 5, 'malware', 'info', 'malware_action_failed', 'failure', DETECTION_USER, '', FOUND],
  ['1120', 1, 'malware', 'info', 'malware_hashed', '', NOBODY, ''],
  ['1121 1129', 3, 'malware process', 'denied', 'attack_surface_rule_blocked', 'success', DETECTION_USER, '', RULE],
  ['1122', 2, 'malware process', 'info', 'attack_surface_rule_audited', '', DETECTION_USER, '', RULE],
  ['1123', 3, 'malware file', 'denied', 'folder_access_blocked', 'success', DETECTION_USER, '', RULE],
  ['1124', 2, 'malware file', 'info', 'folder_access_audited', '', DETECTION_USER, '', RULE],
  ['1125', 2, 'malware network', 'info', 'network_protection_audited', '', DETECTION_USER, '', { 'destination.domain': 'Destination', 'process.executable': 'Process Name' }],
  ['1126', 3, 'malware network', 'denied', 'network_protection_blocked', 'success', DETECTION_USER, '', { 'destination.domain': 'Destination', 'process.executable': 'Process Name' }],
  ['1127', 3, 'malware file', 'denied', 'folder_access_blocked', 'success', DETECTION_USER, '', RULE],
  ['1128', 2, 'malware file', 'info', 'folder_access_audited', '', DETECTION_USER, '', RULE],
  ['1131 1132 1133 1134', 2, 'malware', 'info', 'attack_surface_rule_audited', '', DETECTION_USER, '', RULE],
  ['1150 1151', 1, 'malware', 'info', 'antivirus_healthy', 'success', NOBODY, ''],
  ['2000', 1, 'malware', 'change', 'antivirus_signatures_updated', 'success', DEFENDER_USER, ''],
  ['2001', 3, 'malware', 'error', 'antivirus_signatures_updated', 'failure', DEFENDER_USER, ''],
  ['2002', 1, 'malware', 'change', 'antivirus_engine_updated', 'success', DEFENDER_USER, ''],
  ['2003', 3, 'malware', 'error', 'antivirus_engine_updated', 'failure', DEFENDER_USER, ''],
  ['2004 2005 2006 2012 2021 2031 2041 2042 3002 3007 5008 5009 5011', 3, 'malware', 'error', 'antivirus_error', 'failure', NOBODY, ''],
  ['2007 2010 2011 2013 2014 2020 2030 2040', 1, 'malware', 'info', 'antivirus_signatures_updated', '', NOBODY, ''],
  ['2050 2051 2052', 1, 'malware', 'info', 'antivirus_sample_sent', '', DETECTION_USER, ''],
  ['5000', 1, 'configuration', 'change', 'antivirus_protection_enabled', 'success', NOBODY, ''],
  ['5001', 5, 'configuration', 'change', 'antivirus_protection_disabled', 'success', NOBODY, ''],
  ['5004', 3, 'configuration', 'change', 'antivirus_config_changed', 'success', NOBODY, '', SETTING],
  ['5007', 3, 'configuration', 'change', 'antivirus_config_changed', 'success', NOBODY, '', SETTING],
  ['5010 5012', 4, 'configuration', 'change', 'antivirus_scanning_disabled', 'success', NOBODY, ''],
  ['5013', 3, 'configuration', 'denied', 'antivirus_tampering_blocked', 'success', NOBODY, '', { 'registry.path': 'Value' }],
  ['5100 5101', 3, 'configuration', 'error', 'antivirus_error', 'failure', NOBODY, ''],
];

// prettier-ignore
const APPLOCKER: readonly Row[] = [
  ['8000', 2, 'configuration', 'error', 'application_policy_applied', 'failure', NOBODY, ''],
  ['8001', 1, 'configuration', 'change', 'application_policy_applied', 'success', NOBODY, ''],
  ['8002 8005 8020 8023 8037', 1, 'process', 'start allowed', 'application_allowed', 'success', EVENT_ACCOUNT, '', PROGRAM],
  ['8003 8006 8021 8024 8028', 2, 'process', 'start info', 'application_audited', '', EVENT_ACCOUNT, '', PROGRAM],
  ['8004 8007 8022 8025 8027 8029 8036 8040', 3, 'process', 'start denied', 'application_blocked', 'failure', EVENT_ACCOUNT, '', PROGRAM],
  ['8008', 1, 'configuration', 'info', 'application_policy_applied', '', NOBODY, ''],
];

// prettier-ignore
const CODE_INTEGRITY: readonly Row[] = [
  ['3001 3002 3003 3004 3021 3022 3024', 3, 'driver', 'error', 'code_integrity_violation', 'failure', EVENT_ACCOUNT, '', IMAGE],
  ['3010 3011 3012', 1, 'driver', 'info', 'code_integrity_info', '', NOBODY, '', IMAGE],
  ['3023 3032 3035 3036', 4, 'driver', 'denied', 'code_integrity_blocked', 'failure', EVENT_ACCOUNT, '', IMAGE],
  ['3033 3063 3077 3080 3081 3104 3111', 3, 'driver process', 'denied', 'code_integrity_blocked', 'failure', EVENT_ACCOUNT, '', IMAGE],
  ['3034 3064 3065 3066 3076 3082', 2, 'driver process', 'info', 'code_integrity_audited', '', EVENT_ACCOUNT, '', IMAGE],
  ['3084 3085 3086 3089 3090 3091 3092 3095 3096 3097 3098 3099 3100 3101 3102 3103 3105 3108 3110 3112 3114', 1, 'driver configuration', 'info', 'code_integrity_info', '', NOBODY, '', IMAGE],
];

// prettier-ignore
export const DEFENDER_SCOPES: readonly Scope[] = [
  { id: 'defender', providers: ['Microsoft-Windows-Windows Defender', 'Windows Defender', 'Microsoft Antimalware', 'WinDefend'], channels: ['Microsoft-Windows-Windows Defender/Operational', 'Microsoft-Windows-Windows Defender/WHC'], rows: DEFENDER, rest: ['malware', 'info', NOBODY] },
  { id: 'security-mitigations', providers: ['Microsoft-Windows-Security-Mitigations'], channels: ['Microsoft-Windows-Security-Mitigations/KernelMode', 'Microsoft-Windows-Security-Mitigations/UserMode'], rows: [
    ['1 3 5 7 9 11 13 15 17 19 21 23', 2, 'process', 'info', 'exploit_protection_audited', '', NOBODY, '', { 'process.executable': 'ProcessPath' }],
    ['2 4 6 8 10 12 14 16 18 20 22 24', 3, 'process', 'denied', 'exploit_protection_blocked', '', NOBODY, '', { 'process.executable': 'ProcessPath' }],
  ], rest: ['process', 'info', NOBODY] },
  { id: 'applocker', providers: ['Microsoft-Windows-AppLocker'], channels: ['Microsoft-Windows-AppLocker/EXE and DLL', 'Microsoft-Windows-AppLocker/MSI and Script', 'Microsoft-Windows-AppLocker/Packaged app-Deployment', 'Microsoft-Windows-AppLocker/Packaged app-Execution'], rows: APPLOCKER, rest: ['process', 'info', EVENT_ACCOUNT] },
  { id: 'code-integrity', providers: ['Microsoft-Windows-CodeIntegrity'], channels: ['Microsoft-Windows-CodeIntegrity/Operational'], rows: CODE_INTEGRITY, rest: ['driver', 'info', NOBODY] },
  { id: 'bitlocker', providers: ['Microsoft-Windows-BitLocker-API', 'Microsoft-Windows-BitLocker-Driver'], channels: ['Microsoft-Windows-BitLocker/BitLocker Management'], rows: [
    ['768 769 770 773 774 775 776 777 778 782 783 784 796 817', 2, 'configuration', 'change', 'disk_encryption_changed', 'success', NOBODY, ''],
    ['24588 24620 24635 24636 813 846 853 854', 2, 'configuration', 'error', 'disk_encryption_changed', 'failure', NOBODY, ''],
  ], rest: ['configuration', 'info', NOBODY] },
];
