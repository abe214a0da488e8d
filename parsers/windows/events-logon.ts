// The Security channel: logging on and off, Kerberos, NTLM, network policy server, AD FS.
// Ids, fields and titles: https://learn.microsoft.com/windows-server/identity/ad-ds/plan/appendix-l--events-to-monitor and the page of each
// event (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/event-4624 ...).

import type { FieldMap, Row } from './row.js';
import { ACCOUNT, NOBODY, SUBJECT_ACTS, SUBJECT_ON_TARGET, TARGET_LOGS_ON } from './roles.js';

/** RADIUS: the client's address where it says one (VPN), else the device that asked for it. */
const RADIUS: FieldMap = {
  'source.ip': 'CallingStationID|ClientIPAddress|NASIPv4Address',
  'source.domain': 'ClientName',
};
const TO_SERVER: FieldMap = { 'destination.domain': 'TargetServerName' };
const IPSEC: FieldMap = {
  'source.ip': 'RemoteAddress',
  'source.port': 'RemotePort|RemoteKeyModPort',
  'destination.ip': 'LocalAddress',
  'destination.port': 'LocalPort|LocalKeyModPort',
};

// prettier-ignore
export const LOGON_ROWS: readonly Row[] = [
  // logon and logoff
  ['4624', 1, 'authentication', 'start', 'logged_in', 'success', TARGET_LOGS_ON, 'An account was successfully logged on'],
  ['4625', 3, 'authentication', 'start', 'logon_failed', 'failure', TARGET_LOGS_ON, 'An account failed to log on'],
  ['4626', 1, 'authentication', 'info', 'user_claims_info', 'success', TARGET_LOGS_ON, 'User/Device claims information'],
  ['4627', 1, 'iam', 'group info', 'group_membership_info', 'success', TARGET_LOGS_ON, 'Group membership information'],
  ['4634', 1, 'authentication', 'end', 'logged_out', 'success', TARGET_LOGS_ON, 'An account was logged off'],
  ['4646', 1, 'network', 'info', 'ipsec_service_state', '', NOBODY, 'IKE DoS-prevention mode started'],
  ['4647', 1, 'authentication', 'end', 'logged_out', 'success', TARGET_LOGS_ON, 'User initiated logoff'],
  ['4648', 2, 'authentication', 'start', 'logged_in_explicit', 'success', SUBJECT_ON_TARGET, 'A logon was attempted using explicit credentials', TO_SERVER],
  ['4649', 4, 'authentication', 'start denied', 'replay_attack_detected', 'failure', TARGET_LOGS_ON, 'A replay attack was detected'],
  ['4672', 2, 'iam', 'admin', 'logged_in_special', 'success', SUBJECT_ACTS, 'Special privileges assigned to new logon'],
  ['4675', 2, 'authentication', 'info', 'sids_filtered', 'success', TARGET_LOGS_ON, 'SIDs were filtered'],
  ['4717', 3, 'iam configuration', 'admin change', 'system_security_access_granted', '', SUBJECT_ON_TARGET, 'System security access was granted to an account'],
  ['4718', 2, 'iam configuration', 'admin change', 'system_security_access_removed', '', SUBJECT_ON_TARGET, 'System security access was removed from an account'],
  ['4774', 1, 'authentication', 'info', 'account_mapped', '', ACCOUNT, 'An account was mapped for logon'],
  ['4775', 2, 'authentication', 'start', 'account_mapped', 'failure', ACCOUNT, 'An account could not be mapped for logon'],
  ['4778', 1, 'authentication session', 'start', 'session_reconnected', 'success', ACCOUNT, 'A session was reconnected to a Window Station'],
  ['4779', 1, 'authentication session', 'end', 'session_disconnected', 'success', ACCOUNT, 'A session was disconnected from a Window Station'],
  ['4800', 1, 'authentication session', 'end', 'workstation_locked', 'success', TARGET_LOGS_ON, 'The workstation was locked'],
  ['4801', 1, 'authentication session', 'start', 'workstation_unlocked', 'success', TARGET_LOGS_ON, 'The workstation was unlocked'],
  ['4802', 1, 'session', 'info', 'screen_saver_started', 'success', TARGET_LOGS_ON, 'The screen saver was invoked'],
  ['4803', 1, 'session', 'info', 'screen_saver_stopped', 'success', TARGET_LOGS_ON, 'The screen saver was dismissed'],
  ['4964', 3, 'iam', 'admin group', 'logged_in_special', 'success', TARGET_LOGS_ON, 'Special groups have been assigned to a new logon'],
  ['5378', 2, 'authentication', 'denied', 'credential_delegation_refused', 'failure', SUBJECT_ACTS, 'The requested credentials delegation was disallowed by policy'],
  ['5379', 1, 'iam', 'access', 'stored_credential_read', '', SUBJECT_ON_TARGET, 'Credential Manager credentials were read'],
  ['5380 5381', 1, 'iam', 'access', 'stored_credential_read', '', SUBJECT_ON_TARGET, 'Vault Find Credential | Vault credentials were read'],
  ['5382', 1, 'iam', 'access', 'stored_credential_read', '', SUBJECT_ON_TARGET, ''],
  ['5632', 1, 'authentication network', 'start', 'wireless_authentication', '', SUBJECT_ACTS, 'A request was made to authenticate to a wireless network', { 'source.mac': 'PeerMac', 'network.name': 'SSID' }],
  ['5633', 1, 'authentication network', 'start', 'wired_authentication', '', SUBJECT_ACTS, 'A request was made to authenticate to a wired network'],

  // Kerberos and NTLM, on the domain controller
  ['4768', 1, 'authentication', 'start', 'kerberos_authentication_ticket_requested', '', TARGET_LOGS_ON, 'A Kerberos authentication ticket (TGT) was requested', { 'service.name': 'ServiceName' }],
  ['4769', 1, 'authentication', 'start', 'kerberos_service_ticket_requested', '', TARGET_LOGS_ON, 'A Kerberos service ticket was requested', { 'service.name': 'ServiceName' }],
  ['4770', 1, 'authentication', 'info', 'kerberos_service_ticket_renewed', 'success', TARGET_LOGS_ON, 'A Kerberos service ticket was renewed', { 'service.name': 'ServiceName' }],
  ['4771', 3, 'authentication', 'start', 'kerberos_preauth_failed', 'failure', TARGET_LOGS_ON, 'Kerberos pre-authentication failed', { 'service.name': 'ServiceName' }],
  ['4772', 3, 'authentication', 'start', 'kerberos_authentication_ticket_requested', 'failure', TARGET_LOGS_ON, 'A Kerberos authentication ticket request failed', { 'service.name': 'ServiceName' }],
  ['4773', 2, 'authentication', 'info', 'kerberos_service_ticket_requested', 'failure', TARGET_LOGS_ON, 'A Kerberos service ticket request failed', { 'service.name': 'ServiceName' }],
  ['4776', 1, 'authentication', 'start', 'credential_validated', '', TARGET_LOGS_ON, 'The computer attempted to validate the credentials for an account | The domain controller attempted to validate the credentials for an account'],
  ['4777', 3, 'authentication', 'start', 'credential_validated', 'failure', TARGET_LOGS_ON, 'The domain controller failed to validate the credentials for an account'],
  ['4820', 3, 'authentication', 'start denied', 'kerberos_restriction_applied', 'failure', TARGET_LOGS_ON, 'A Kerberos Ticket-granting-ticket (TGT) was denied because the device does not meet the access control restrictions'],
  ['4821', 3, 'authentication', 'start denied', 'kerberos_restriction_applied', 'failure', TARGET_LOGS_ON, 'A Kerberos service ticket was denied because the user, device, or both does not meet the access control restrictions'],
  ['4822 4823', 3, 'authentication', 'start denied', 'ntlm_refused', 'failure', ACCOUNT, 'NTLM authentication failed because the account was a member of the Protected User group | NTLM authentication failed because access control restrictions are required'],
  ['4824', 3, 'authentication', 'start', 'kerberos_preauth_failed', 'failure', TARGET_LOGS_ON, 'Kerberos preauthentication by using DES or RC4 failed because the account was a member of the Protected User group'],
  ['4825', 3, 'authentication session', 'start denied', 'remote_desktop_denied', 'failure', ACCOUNT, 'A user was denied the access to Remote Desktop', { 'source.ip': 'ClientAddress' }],
  ['4865', 2, 'configuration', 'creation', 'forest_trust_changed', '', SUBJECT_ACTS, 'A trusted forest information entry was added'],
  ['4866', 2, 'configuration', 'deletion', 'forest_trust_changed', '', SUBJECT_ACTS, 'A trusted forest information entry was removed'],
  ['4867', 2, 'configuration', 'change', 'forest_trust_changed', '', SUBJECT_ACTS, 'A trusted forest information entry was modified'],
  ['4864', 2, 'configuration', 'error', 'forest_trust_changed', 'failure', NOBODY, 'A namespace collision was detected'],

  // IPsec main, quick and extended mode
  ['4650 4651', 1, 'network', 'connection start', 'ipsec_association_opened', 'success', NOBODY, 'An IPsec main mode security association was established', IPSEC],
  ['4652 4653', 2, 'network', 'connection error', 'ipsec_negotiation_failed', 'failure', NOBODY, 'An IPsec main mode negotiation failed', IPSEC],
  ['4654', 2, 'network', 'connection error', 'ipsec_negotiation_failed', 'failure', NOBODY, 'An IPsec quick mode negotiation failed', IPSEC],
  ['4655', 1, 'network', 'connection end', 'ipsec_association_closed', 'success', NOBODY, 'An IPsec main mode security association ended', IPSEC],
  ['4976 4977 4978', 3, 'network', 'error', 'ipsec_invalid_packet', 'failure', NOBODY, 'During main mode negotiation, IPsec received an invalid negotiation packet | During quick mode negotiation, IPsec received an invalid negotiation packet | During extended mode negotiation, IPsec received an invalid negotiation packet', IPSEC],
  ['4979 4980 4981 4982', 1, 'network', 'connection start', 'ipsec_association_opened', 'success', NOBODY, 'IPsec main mode and extended mode security associations were established', IPSEC],
  ['4983 4984', 2, 'network', 'connection error', 'ipsec_negotiation_failed', 'failure', NOBODY, 'An IPsec extended mode negotiation failed', IPSEC],
  ['5049', 1, 'network', 'connection end', 'ipsec_association_closed', 'success', NOBODY, 'An IPsec security association was deleted', IPSEC],
  ['5451', 1, 'network', 'connection start', 'ipsec_association_opened', 'success', NOBODY, 'An IPsec quick mode security association was established', IPSEC],
  ['5452', 1, 'network', 'connection end', 'ipsec_association_closed', 'success', NOBODY, 'An IPsec quick mode security association ended', IPSEC],
  ['5453', 2, 'network', 'connection error', 'ipsec_negotiation_failed', 'failure', NOBODY, 'An IPsec negotiation with a remote computer failed because the IKE and AuthIP IPsec Keying Modules (IKEEXT) service is not started', IPSEC],
  ['4960 4961 4962 4963 4965', 3, 'network', 'denied error', 'ipsec_invalid_packet', 'failure', NOBODY, '', IPSEC],

  // RADIUS: who logs on is written as the Subject
  ['6272', 1, 'authentication network', 'start allowed', 'network_policy_decision', 'success', SUBJECT_ACTS, 'Network Policy Server granted access to a user', RADIUS],
  ['6273', 3, 'authentication network', 'start denied', 'network_policy_decision', 'failure', SUBJECT_ACTS, 'Network Policy Server denied access to a user', RADIUS],
  ['6274', 2, 'authentication network', 'start error', 'network_policy_discarded', 'failure', SUBJECT_ACTS, 'Network Policy Server discarded the request for a user', RADIUS],
  ['6275', 1, 'network', 'error', 'network_policy_discarded', 'failure', SUBJECT_ACTS, 'Network Policy Server discarded the accounting request for a user', RADIUS],
  ['6276', 3, 'authentication network', 'start denied', 'network_policy_quarantined', 'failure', SUBJECT_ACTS, 'Network Policy Server quarantined a user', RADIUS],
  ['6277', 2, 'authentication network', 'start allowed', 'network_policy_decision', 'success', SUBJECT_ACTS, 'Network Policy Server granted access to a user but put it on probation because the host did not meet the defined health policy', RADIUS],
  ['6278', 1, 'authentication network', 'start allowed', 'network_policy_decision', 'success', SUBJECT_ACTS, 'Network Policy Server granted full access to a user because the host met the defined health policy', RADIUS],
  ['6279', 3, 'iam', 'user change', 'account_locked', 'success', SUBJECT_ACTS, 'Network Policy Server locked the user account due to repeated failed authentication attempts'],
  ['6280', 2, 'iam', 'user change', 'user_unlocked', 'success', SUBJECT_ACTS, 'Network Policy Server unlocked the user account'],

  // silos, claims
  ['4818', 2, 'iam', 'info', 'access_policy_staged', '', SUBJECT_ACTS, 'Proposed Central Access Policy does not grant the same access permissions as the current Central Access Policy'],
  ['4819', 3, 'configuration', 'change', 'access_policy_changed', '', SUBJECT_ACTS, 'Central Access Policies on the machine have been changed'],
  ['4830', 3, 'iam', 'user change', 'sid_history_removed', '', SUBJECT_ON_TARGET, 'SID History was removed from an account'],
];

/** https://learn.microsoft.com/windows-server/identity/ad-fs/troubleshooting/ad-fs-tshoot-logging; values without names. */
// prettier-ignore
export const ADFS_ROWS: readonly Row[] = [
  ['1200', 1, 'authentication', 'start', 'federation_token_issued', 'success', NOBODY, ''],
  ['1201', 2, 'authentication', 'start', 'federation_token_issued', 'failure', NOBODY, ''],
  ['1202', 1, 'authentication', 'start', 'credential_validated', 'success', NOBODY, ''],
  ['1203', 3, 'authentication', 'start', 'credential_validated', 'failure', NOBODY, ''],
  ['1204', 2, 'iam', 'user change', 'password_changed', 'success', NOBODY, ''],
  ['1205', 2, 'iam', 'user change', 'password_changed', 'failure', NOBODY, ''],
  ['1206', 1, 'authentication', 'end', 'logged_out', 'success', NOBODY, ''],
  ['1207', 2, 'authentication', 'end', 'logged_out', 'failure', NOBODY, ''],
  ['1210', 3, 'iam', 'user change', 'account_locked', 'success', NOBODY, ''],
  ['411', 3, 'authentication', 'start', 'credential_validated', 'failure', NOBODY, ''],
  ['412', 1, 'authentication', 'start', 'credential_validated', 'success', NOBODY, ''],
  ['516', 3, 'iam', 'user change', 'account_locked', 'success', NOBODY, ''],
];
