// The Security channel: policies, processes, the system's own integrity, and the log itself.
// https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/basic-audit-policy-change

import type { FieldMap, Row } from './row.js';
import { NOBODY, SUBJECT_ACTS, SUBJECT_ON_TARGET, USER_NAME } from './roles.js';

const RULE: FieldMap = { 'rule.name': 'RuleName', 'rule.id': 'RuleId', 'process.executable': 'ModifyingApplication' };
const NEW_PROCESS: FieldMap = {
  'process.executable': 'NewProcessName',
  'process.pid': 'NewProcessId',
  'process.command_line': 'CommandLine',
  'process.parent.executable': 'ParentProcessName',
  'process.parent.pid': 'ProcessId',
};
const KEY: FieldMap = { 'file.path': 'KeyFilePath' };

// prettier-ignore
export const AUDIT_LOG_ROWS: readonly Row[] = [
  ['1100', 3, 'process', 'end', 'logging_service_shutdown', 'success', NOBODY, 'The event logging service has shut down'],
  ['1101', 3, 'iam', 'error', 'audit_events_dropped', 'failure', NOBODY, 'Audit events have been dropped by the transport'],
  ['1102', 5, 'iam', 'admin change', 'audit_log_cleared', 'success', SUBJECT_ACTS, 'The audit log was cleared'],
  ['1104', 4, 'iam', 'admin', 'audit_log_full', 'failure', NOBODY, 'The security log is now full | The security Log is now full'],
  ['1105', 1, 'iam', 'admin', 'audit_log_archived', 'success', NOBODY, 'Event log automatic backup'],
  ['1106 1107 1108', 3, 'iam', 'admin', 'logging_processing_error', 'failure', NOBODY, ''],
];

// prettier-ignore
export const POLICY_ROWS: readonly Row[] = [
  // what is audited
  ['4719', 4, 'iam configuration', 'admin change', 'audit_changed', '', SUBJECT_ACTS, 'System audit policy was changed'],
  ['4715', 4, 'iam configuration', 'admin change', 'audit_changed', '', SUBJECT_ACTS, 'The audit policy (SACL) on an object was changed'],
  ['4902', 1, 'iam configuration', 'creation', 'audit_changed', 'success', NOBODY, 'The Per-user audit policy table was created'],
  ['4904', 1, 'iam configuration', 'admin change', 'security_event_source_added', '', SUBJECT_ACTS, 'An attempt was made to register a security event source'],
  ['4905', 1, 'iam configuration', 'admin change', 'security_event_source_removed', '', SUBJECT_ACTS, 'An attempt was made to unregister a security event source'],
  ['4906', 4, 'iam configuration', 'admin change', 'audit_changed', '', SUBJECT_ACTS, 'The CrashOnAuditFail value has changed'],
  ['4907', 2, 'iam configuration', 'admin change', 'object_audit_changed', '', SUBJECT_ACTS, 'Auditing settings on object were changed'],
  ['4908', 3, 'iam configuration', 'admin change', 'audit_changed', '', SUBJECT_ACTS, 'Special Groups Logon table modified'],
  ['4909 4910', 2, 'configuration', 'change', 'security_policy_changed', '', SUBJECT_ACTS, 'The local policy settings for the TBS were changed | The group policy settings for the TBS were changed | The Group Policy settings for the TBS were changed'],
  ['4911 4913', 2, 'iam configuration', 'admin change', 'access_policy_changed', '', SUBJECT_ACTS, 'Resource attributes of the object were changed | Central Access Policy on the object was changed', { 'file.path': 'ObjectName' }],
  ['4912', 4, 'iam configuration', 'admin change', 'audit_changed', '', SUBJECT_ACTS, 'Per User Audit Policy was changed'],
  ['4817', 4, 'iam configuration', 'admin change', 'object_audit_changed', '', SUBJECT_ACTS, 'Auditing settings on an object were changed'],

  // domain, trust, Kerberos, encryption, IPsec
  ['4706', 4, 'configuration', 'creation', 'domain_trust_added', '', SUBJECT_ACTS, 'A new trust was created to a domain'],
  ['4707', 4, 'configuration', 'deletion', 'domain_trust_removed', '', SUBJECT_ACTS, 'A trust to a domain was removed'],
  ['4716', 4, 'configuration', 'change', 'domain_trust_changed', '', SUBJECT_ACTS, 'Trusted domain information was modified'],
  ['4709 4710 4711 4712', 2, 'process', 'info', 'ipsec_service_state', '', NOBODY, 'IPsec Services was started | IPsec Services was disabled | PAStore Engine | IPsec Services encountered a potentially serious failure'],
  ['4713', 3, 'configuration', 'change', 'kerberos_policy_changed', '', SUBJECT_ACTS, 'Kerberos policy was changed'],
  ['4714', 3, 'configuration', 'change', 'recovery_policy_changed', '', SUBJECT_ACTS, 'Encrypted data recovery policy was changed | Data Recovery Agent group policy for Encrypting File System (EFS) has changed'],
  ['4739', 3, 'configuration', 'change', 'domain_policy_changed', '', SUBJECT_ACTS, 'Domain Policy was changed'],
  ['4826', 1, 'configuration', 'info', 'boot_configuration_loaded', 'success', SUBJECT_ACTS, 'Boot Configuration Data loaded'],
  ['5040 5043 5046', 2, 'configuration', 'creation', 'ipsec_policy_changed', '', NOBODY, 'A change has been made to IPsec settings. An Authentication Set was added'],
  ['5041 5044 5047', 2, 'configuration', 'change', 'ipsec_policy_changed', '', NOBODY, ''],
  ['5042 5045 5048', 2, 'configuration', 'deletion', 'ipsec_policy_changed', '', NOBODY, ''],
  ['5440 5441 5442 5443 5444', 1, 'configuration', 'info', 'filtering_platform_changed', '', NOBODY, ''],
  ['5446 5447 5448 5449 5450', 1, 'configuration', 'change', 'filtering_platform_changed', '', USER_NAME, 'A Windows Filtering Platform callout has been changed | A Windows Filtering Platform filter has been changed | A Windows Filtering Platform provider has been changed | A Windows Filtering Platform provider context has been changed | A Windows Filtering Platform sub-layer has been changed'],
  ['5456 5457 5458 5459 5460 5461 5462 5463 5464 5465 5466 5467 5468 5471 5472 5473 5474 5477', 1, 'configuration', 'info', 'ipsec_policy_changed', '', NOBODY, ''],
  ['5478 5479', 1, 'process', 'info', 'ipsec_service_state', '', NOBODY, 'IPsec Services has started successfully | IPsec Services has been shut down successfully'],
  ['5480 5483 5484 5485', 3, 'process', 'error', 'ipsec_service_state', 'failure', NOBODY, ''],
  ['6144', 1, 'configuration', 'change', 'group_policy_applied', 'success', NOBODY, 'Security policy in the group policy objects has been applied successfully'],
  ['6145', 2, 'configuration', 'error', 'group_policy_applied', 'failure', NOBODY, 'One or more errors occurred while processing security policy in the group policy objects'],

  // Windows Firewall
  ['4944', 1, 'configuration', 'info', 'windows_firewall_policy_loaded', '', NOBODY, 'The following policy was active when the Windows Firewall started'],
  ['4945', 1, 'configuration', 'info', 'windows_firewall_policy_loaded', '', NOBODY, 'A rule was listed when the Windows Firewall started', RULE],
  ['4946', 3, 'configuration', 'creation', 'windows_firewall_rule_added', '', NOBODY, 'A change has been made to Windows Firewall exception list. A rule was added', RULE],
  ['4947', 3, 'configuration', 'change', 'windows_firewall_rule_changed', '', NOBODY, '', RULE],
  ['4948', 3, 'configuration', 'deletion', 'windows_firewall_rule_deleted', '', NOBODY, '', RULE],
  ['4949', 4, 'configuration', 'change', 'windows_firewall_setting_changed', '', NOBODY, 'Windows Firewall settings were restored to the default values'],
  ['4950', 3, 'configuration', 'change', 'windows_firewall_setting_changed', '', NOBODY, 'A Windows Firewall setting has changed | A Windows Firewall setting was changed'],
  ['4951 4952 4953 4957 4958', 1, 'configuration', 'error', 'windows_firewall_rule_ignored', 'failure', NOBODY, 'A rule has been ignored because its major version number was not recognized by Windows Firewall | Parts of a rule have been ignored because its minor version number was not recognized by Windows Firewall | A rule has been ignored by Windows Firewall because it could not parse the rule | Windows Firewall did not apply the following rule', RULE],
  ['4954', 1, 'configuration', 'change', 'windows_firewall_setting_changed', '', NOBODY, 'Windows Firewall Group Policy settings has changed'],
  ['4956', 2, 'configuration', 'change', 'windows_firewall_profile_changed', '', NOBODY, 'Windows Firewall has changed the active profile'],
  ['5024 5033', 1, 'process', 'start', 'windows_firewall_started', 'success', NOBODY, 'The Windows Firewall Service has started successfully | The Windows Firewall Driver has started successfully'],
  ['5025', 4, 'process', 'end', 'windows_firewall_stopped', '', NOBODY, 'The Windows Firewall Service has been stopped'],
  ['5034', 4, 'process', 'end', 'windows_firewall_stopped', '', NOBODY, 'The Windows Firewall Driver has been stopped | The Windows Firewall Driver was stopped'],
  ['5027 5028 5029 5030 5032 5035 5037', 3, 'process', 'error', 'windows_firewall_error', 'failure', NOBODY, 'The Windows Firewall Service was unable to retrieve the security policy from the local storage | The Windows Firewall Service was unable to parse the new security policy | The Windows Firewall Service failed to initialize the driver | The Windows Firewall Service failed to start | Windows Firewall was unable to notify the user that it blocked an application from accepting incoming connections on the network | The Windows Firewall Driver failed to start | The Windows Firewall Driver detected critical runtime error'],
  ['5050', 3, 'configuration', 'denied', 'windows_firewall_setting_changed', 'failure', SUBJECT_ACTS, ''],

  // processes, tokens, data protection
  ['4688', 1, 'process', 'start', 'process_started', '', SUBJECT_ON_TARGET, 'A new process has been created', NEW_PROCESS],
  ['4689', 1, 'process', 'end', 'process_ended', '', SUBJECT_ACTS, 'A process has exited'],
  ['4692 4693', 2, 'iam', 'access', 'master_key_backup', '', SUBJECT_ACTS, 'Backup of data protection master key was attempted | Recovery of data protection master key was attempted'],
  ['4694 4695', 1, 'iam', 'access', 'protected_data_accessed', '', SUBJECT_ACTS, 'Protection of auditable protected data was attempted | Unprotection of auditable protected data was attempted'],
  ['4696', 1, 'process', 'change', 'primary_token_assigned', '', SUBJECT_ON_TARGET, 'A primary token was assigned to process'],
  ['4697', 4, 'iam configuration', 'admin change', 'service_installed', '', SUBJECT_ACTS, 'A service was installed in the system', { 'service.name': 'ServiceName', 'process.executable': '', 'process.pid': 'ClientProcessId', 'file.path': 'ServiceFileName' }],
  ['5712', 1, 'network', 'connection', 'rpc_attempted', '', SUBJECT_ACTS, 'A Remote Procedure Call (RPC) was attempted', { 'source.ip': 'RemoteIpAddress', 'source.port': 'RemotePort' }],

  // the system
  ['4608', 1, 'host', 'start', 'system_started', 'success', NOBODY, 'Windows is starting up'],
  ['4609', 2, 'host', 'end', 'system_shutdown', 'success', NOBODY, 'Windows is shutting down'],
  ['4610', 1, 'iam configuration', 'info', 'authentication_package_loaded', 'success', NOBODY, 'An authentication package has been loaded by the Local Security Authority'],
  ['4611', 1, 'iam configuration', 'info', 'logon_process_registered', '', SUBJECT_ACTS, 'A trusted logon process has been registered with the Local Security Authority'],
  ['4612', 4, 'iam', 'error', 'audit_events_dropped', 'failure', NOBODY, 'Internal resources allocated for the queuing of audit messages have been exhausted, leading to the loss of some audits'],
  ['4614', 2, 'iam configuration', 'info', 'authentication_package_loaded', 'success', NOBODY, 'A notification package has been loaded by the Security Account Manager'],
  ['4615', 2, 'process', 'denied', 'privileged_operation', 'failure', SUBJECT_ACTS, 'Invalid use of LPC port'],
  ['4616', 2, 'configuration', 'change', 'system_time_changed', '', SUBJECT_ACTS, 'The system time was changed'],
  ['4618', 4, 'intrusion_detection', 'info', 'monitored_pattern_seen', '', SUBJECT_ON_TARGET, 'A monitored security event pattern has occurred'],
  ['4621', 3, 'configuration', 'change', 'audit_recovered', '', NOBODY, 'Administrator recovered system from CrashOnAuditFail'],
  ['4622', 1, 'iam configuration', 'info', 'authentication_package_loaded', 'success', NOBODY, 'A security package has been loaded by the Local Security Authority'],
  ['4816', 3, 'network', 'error', 'rpc_integrity_violation', 'failure', NOBODY, 'RPC detected an integrity violation while decrypting an incoming message'],
  ['5038', 4, 'driver', 'error denied', 'code_integrity_violation', 'failure', NOBODY, 'Code integrity determined that the image hash of a file is not valid', { 'file.path': 'param1' }],
  ['6281', 4, 'driver', 'error denied', 'code_integrity_violation', 'failure', NOBODY, 'Code Integrity determined that the page hashes of an image file are not valid', { 'file.path': 'param1' }],
  ['6410', 2, 'driver', 'error denied', 'code_integrity_violation', 'failure', NOBODY, 'Code integrity determined that a file does not meet the security requirements to load into a process', { 'file.path': 'param1' }],
  ['5056 5062', 1, 'configuration', 'info', 'cryptography_self_test', '', SUBJECT_ACTS, 'A cryptographic self test was performed | A cryptographic self-test was performed'],
  ['5057 5060', 2, 'process', 'error', 'cryptographic_operation', 'failure', SUBJECT_ACTS, 'A cryptographic primitive operation failed | Verification operation failed'],
  ['5058', 1, 'file', 'access', 'key_file_operation', '', SUBJECT_ACTS, 'Key file operation', KEY],
  ['5059', 1, 'iam', 'access', 'key_migration', '', SUBJECT_ACTS, 'Key migration operation'],
  ['5061', 1, 'iam', 'access', 'cryptographic_operation', '', SUBJECT_ACTS, 'Cryptographic operation'],
  ['5063 5064 5065 5066 5067 5068 5069 5070', 2, 'configuration', 'change', 'cryptography_changed', '', SUBJECT_ACTS, 'A cryptographic provider operation was attempted | A cryptographic context operation was attempted | A cryptographic context modification was attempted | A cryptographic function operation was attempted | A cryptographic function modification was attempted | A cryptographic function provider operation was attempted | A cryptographic function property operation was attempted | A cryptographic function property modification was attempted'],
  ['5071', 3, 'iam', 'denied', 'key_access_denied', 'failure', SUBJECT_ACTS, 'Key access denied by Microsoft key distribution service'],
  ['6400 6401 6402 6403 6404 6405 6406 6407 6408 6409', 1, 'network', 'info', 'branch_cache_event', '', NOBODY, ''],
  ['6417 6418', 2, 'configuration', 'info', 'fips_self_test', '', SUBJECT_ACTS, 'The FIPS mode crypto selftests succeeded | The FIPS mode crypto selftests failed'],
  ['8191', 1, 'configuration', 'info', 'system_integrity_info', '', NOBODY, ''],
];
