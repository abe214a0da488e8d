// The Security channel: files, registry, directory, shares, tasks, packets seen by the Windows Filtering Platform, certification authority.
// https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/basic-audit-object-access

import type { FieldMap, Row } from './row.js';
import { NOBODY, REQUESTER, SUBJECT_ACTS, SUBJECT_ON_TARGET } from './roles.js';

const REGISTRY: FieldMap = {
  'registry.key': 'ObjectName',
  'registry.value': 'ObjectValueName',
  'registry.data.strings': 'NewValue',
};
const LINK: FieldMap = { 'file.path': 'LinkName', 'file.target_path': 'FileName' };
const SHARE: FieldMap = {
  'file.path': 'RelativeTargetName',
  'source.port': 'IpPort',
  'winlog.share.name': 'ShareName',
};
const PACKET: FieldMap = {
  'source.ip': 'SourceAddress',
  'source.port': 'SourcePort',
  'destination.ip': 'DestAddress',
  'destination.port': 'DestPort',
  'network.transport': 'Protocol',
  'network.direction': 'Direction',
  'process.executable': 'Application|ApplicationName',
  'process.pid': 'ProcessID|ProcessId',
};
const CERTIFICATE: FieldMap = { 'winlog.certificate.request_id': 'RequestId', 'winlog.certificate.subject': 'Subject' };

// prettier-ignore
export const OBJECT_ROWS: readonly Row[] = [
  ['4656', 1, 'file', 'access', 'object_handle_requested', '', SUBJECT_ACTS, 'A handle to an object was requested'],
  ['4657', 2, 'registry configuration', 'change', 'registry_value_set', '', SUBJECT_ACTS, 'A registry value was modified', REGISTRY],
  ['4658', 1, 'file', 'access', 'object_handle_closed', '', SUBJECT_ACTS, 'The handle to an object was closed'],
  ['4659', 1, 'file', 'access', 'object_handle_requested', '', SUBJECT_ACTS, 'A handle to an object was requested with intent to delete'],
  ['4660', 2, 'file', 'deletion', 'object_deleted', '', SUBJECT_ACTS, 'An object was deleted'],
  ['4661', 1, 'iam', 'info', 'object_handle_requested', '', SUBJECT_ACTS, ''],
  ['4663', 1, 'file', 'access', 'object_access_attempted', '', SUBJECT_ACTS, 'An attempt was made to access an object'],
  ['4664', 2, 'file', 'creation', 'hard_link_created', '', SUBJECT_ACTS, 'An attempt was made to create a hard link', LINK],
  ['4665', 1, 'iam', 'creation', 'authorization_context_changed', '', SUBJECT_ACTS, 'An attempt was made to create an application client context'],
  ['4666', 1, 'iam', 'access', 'authorization_operation', '', SUBJECT_ACTS, 'An application attempted an operation'],
  ['4667', 1, 'iam', 'deletion', 'authorization_context_changed', '', SUBJECT_ACTS, 'An application client context was deleted'],
  ['4668', 1, 'iam', 'info', 'authorization_context_changed', '', SUBJECT_ACTS, 'An application was initialized'],
  ['4670', 2, 'iam configuration', 'admin change', 'permission_changed', '', SUBJECT_ACTS, 'Permissions on an object were changed'],
  ['4671', 3, 'process', 'denied', 'system_call_blocked', 'failure', SUBJECT_ACTS, 'An application attempted to access a blocked ordinal through the TBS'],
  ['4690', 1, 'process', 'access', 'object_handle_duplicated', '', SUBJECT_ACTS, 'An attempt was made to duplicate a handle to an object'],
  ['4691', 1, 'process', 'access', 'object_access_attempted', '', SUBJECT_ACTS, 'Indirect access to an object was requested'],
  ['5039', 2, 'registry', 'access', 'registry_virtualized', '', SUBJECT_ACTS, 'A registry key was virtualized', { 'registry.key': 'KeyName', 'registry.path': 'VirtualKeyName' }],
  ['5051', 1, 'file', 'change', 'file_virtualized', '', SUBJECT_ACTS, 'A file was virtualized', { 'file.path': 'FileName' }],
  ['5888', 1, 'configuration', 'change', 'com_catalog_changed', '', SUBJECT_ACTS, 'An object in the COM+ Catalog was modified'],
  ['5889', 1, 'configuration', 'deletion', 'com_catalog_changed', '', SUBJECT_ACTS, 'An object was deleted from the COM+ Catalog'],
  ['5890', 1, 'configuration', 'creation', 'com_catalog_changed', '', SUBJECT_ACTS, 'An object was added to the COM+ Catalog'],

  // scheduled tasks
  ['4698', 3, 'iam configuration', 'creation admin', 'scheduled_task_created', '', SUBJECT_ACTS, 'A scheduled task was created'],
  ['4699', 2, 'iam configuration', 'deletion admin', 'scheduled_task_deleted', '', SUBJECT_ACTS, 'A scheduled task was deleted'],
  ['4700', 2, 'iam configuration', 'change admin', 'scheduled_task_enabled', '', SUBJECT_ACTS, 'A scheduled task was enabled'],
  ['4701', 2, 'iam configuration', 'change admin', 'scheduled_task_disabled', '', SUBJECT_ACTS, 'A scheduled task was disabled'],
  ['4702', 2, 'iam configuration', 'change admin', 'scheduled_task_updated', '', SUBJECT_ACTS, 'A scheduled task was updated'],

  // directory
  ['4662', 1, 'iam', 'info', 'directory_object_operation', '', SUBJECT_ACTS, 'An operation was performed on an object'],
  ['5136', 2, 'iam', 'change', 'directory_object_modified', '', SUBJECT_ACTS, 'A directory service object was modified'],
  ['5137', 2, 'iam', 'creation', 'directory_object_created', '', SUBJECT_ACTS, 'A directory service object was created'],
  ['5138', 2, 'iam', 'creation', 'directory_object_undeleted', '', SUBJECT_ACTS, 'A directory service object was undeleted'],
  ['5139', 2, 'iam', 'change', 'directory_object_moved', '', SUBJECT_ACTS, 'A directory service object was moved'],
  ['5141', 3, 'iam', 'deletion', 'directory_object_deleted', '', SUBJECT_ACTS, 'A directory service object was deleted'],
  ['5169 5170', 1, 'iam', 'change', 'directory_object_modified', '', SUBJECT_ACTS, 'A directory service object was modified | A directory service object was modified during a background cleanup task'],

  // shares
  ['5140', 1, 'network file', 'access', 'share_accessed', '', SUBJECT_ACTS, 'A network share object was accessed', SHARE],
  ['5142', 3, 'network file', 'creation', 'share_added', '', SUBJECT_ACTS, 'A network share object was added', SHARE],
  ['5143', 2, 'network file', 'change', 'share_modified', '', SUBJECT_ACTS, 'A network share object was modified', SHARE],
  ['5144', 2, 'network file', 'deletion', 'share_deleted', '', SUBJECT_ACTS, 'A network share object was deleted', SHARE],
  ['5145', 1, 'network file', 'access', 'share_access_checked', '', SUBJECT_ACTS, 'A network share object was checked to see whether client can be granted desired access', SHARE],
  ['5168', 3, 'network authentication', 'denied', 'share_spn_check_failed', 'failure', SUBJECT_ACTS, 'Spn check for SMB/SMB2 fails | SPN check for SMB/SMB2 failed'],

  // packets
  ['5031', 2, 'network', 'denied', 'windows_firewall_listen_blocked', 'failure', NOBODY, 'The Windows Firewall Service blocked an application from accepting incoming connections on the network', PACKET],
  ['5148 5149', 4, 'network intrusion_detection', 'info denied', 'windows_firewall_flood', '', NOBODY, 'The Windows Filtering Platform has detected a DoS attack and entered a defensive mode; packets associated with this attack will be discarded', PACKET],
  ['5150 5151 5152 5153', 2, 'network', 'denied', 'windows_firewall_packet_blocked', 'failure', NOBODY, 'The Windows Filtering Platform blocked a packet | A more restrictive Windows Filtering Platform filter has blocked a packet | The Windows Filtering Platform has blocked a packet', PACKET],
  ['5154', 1, 'network', 'connection allowed', 'windows_firewall_listen_permitted', 'success', NOBODY, 'The Windows Filtering Platform has permitted an application or service to listen on a port for incoming connections', PACKET],
  ['5155', 2, 'network', 'connection denied', 'windows_firewall_listen_blocked', 'failure', NOBODY, 'The Windows Filtering Platform has blocked an application or service from listening on a port for incoming connections', PACKET],
  ['5156', 1, 'network', 'connection allowed', 'windows_firewall_connection_permitted', 'success', NOBODY, 'The Windows Filtering Platform has permitted a connection | The Windows Filtering Platform has allowed a connection', PACKET],
  ['5157', 2, 'network', 'connection denied', 'windows_firewall_connection_blocked', 'failure', NOBODY, 'The Windows Filtering Platform has blocked a connection', PACKET],
  ['5158', 1, 'network', 'connection allowed', 'windows_firewall_bind_permitted', 'success', NOBODY, 'The Windows Filtering Platform has permitted a bind to a local port', PACKET],
  ['5159', 2, 'network', 'connection denied', 'windows_firewall_bind_blocked', 'failure', NOBODY, 'The Windows Filtering Platform has blocked a bind to a local port', PACKET],

  // devices
  ['6416', 2, 'host configuration', 'info', 'device_connected', 'success', SUBJECT_ACTS, 'A new external device was recognized by the System'],
  ['6419 6421', 2, 'host configuration', 'change', 'device_state_change_requested', '', SUBJECT_ACTS, 'A request was made to disable a device | A request was made to enable a device'],
  ['6420 6422', 2, 'host configuration', 'change', 'device_state_changed', 'success', SUBJECT_ACTS, 'A device was disabled | A device was enabled'],
  ['6423', 3, 'host configuration', 'denied', 'device_installation_refused', 'failure', SUBJECT_ACTS, 'The installation of this device is forbidden by system policy'],
  ['6424', 2, 'host configuration', 'installation', 'device_installed', 'success', SUBJECT_ACTS, 'The installation of this device was allowed, after having previously been forbidden by policy'],

  // certification authority (AD CS)
  ['4868', 3, 'iam', 'denied', 'certificate_request_denied', 'failure', SUBJECT_ACTS, 'The certificate manager denied a pending certificate request', CERTIFICATE],
  ['4869', 1, 'iam', 'info', 'certificate_request_received', 'success', SUBJECT_ACTS, 'Certificate Services received a resubmitted certificate request', CERTIFICATE],
  ['4870', 3, 'iam', 'deletion', 'certificate_revoked', 'success', SUBJECT_ACTS, 'Certificate Services revoked a certificate', CERTIFICATE],
  ['4871', 1, 'iam', 'info', 'revocation_list_published', 'success', SUBJECT_ACTS, 'Certificate Services received a request to publish the certificate revocation list (CRL)'],
  ['4872', 1, 'iam', 'info', 'revocation_list_published', 'success', SUBJECT_ACTS, 'Certificate Services published the certificate revocation list (CRL)'],
  ['4873', 3, 'iam', 'change', 'certificate_request_changed', 'success', SUBJECT_ACTS, 'A certificate request extension changed', CERTIFICATE],
  ['4874', 3, 'iam', 'change', 'certificate_request_changed', 'success', SUBJECT_ACTS, 'One or more certificate request attributes changed', CERTIFICATE],
  ['4875', 2, 'process', 'end', 'certificate_service_stopped', 'success', SUBJECT_ACTS, 'Certificate Services received a request to shut down'],
  ['4876 4877', 3, 'iam', 'access', 'certificate_service_backup', 'success', SUBJECT_ACTS, 'Certificate Services backup started | Certificate Services backup completed'],
  ['4878 4879', 3, 'iam', 'change', 'certificate_service_restored', 'success', SUBJECT_ACTS, 'Certificate Services restore started | Certificate Services restore completed'],
  ['4880', 1, 'process', 'start', 'certificate_service_started', 'success', SUBJECT_ACTS, 'Certificate Services started'],
  ['4881', 2, 'process', 'end', 'certificate_service_stopped', 'success', SUBJECT_ACTS, 'Certificate Services stopped'],
  ['4882', 4, 'iam configuration', 'admin change', 'certificate_service_changed', 'success', SUBJECT_ACTS, 'The security permissions for Certificate Services changed'],
  ['4883', 3, 'iam', 'access', 'certificate_key_retrieved', 'success', SUBJECT_ACTS, 'Certificate Services retrieved an archived key', CERTIFICATE],
  ['4884', 2, 'iam', 'creation', 'certificate_imported', 'success', SUBJECT_ACTS, 'Certificate Services imported a certificate into its database', CERTIFICATE],
  ['4885', 4, 'iam configuration', 'admin change', 'audit_changed', 'success', SUBJECT_ACTS, 'The audit filter for Certificate Services changed'],
  ['4886', 1, 'iam', 'info', 'certificate_request_received', 'success', REQUESTER, 'Certificate Services received a certificate request', CERTIFICATE],
  ['4887', 1, 'iam', 'creation', 'certificate_issued', 'success', REQUESTER, 'Certificate Services approved a certificate request and issued a certificate', CERTIFICATE],
  ['4888', 3, 'iam', 'denied', 'certificate_request_denied', 'failure', REQUESTER, 'Certificate Services denied a certificate request', CERTIFICATE],
  ['4889', 1, 'iam', 'info', 'certificate_request_pending', 'success', REQUESTER, 'Certificate Services set the status of a certificate request to pending', CERTIFICATE],
  ['4890', 4, 'iam configuration', 'admin change', 'certificate_service_changed', 'success', SUBJECT_ACTS, 'The certificate manager settings for Certificate Services changed'],
  ['4891 4892', 3, 'iam configuration', 'change', 'certificate_service_changed', 'success', SUBJECT_ACTS, 'A configuration entry changed in Certificate Services | A property of Certificate Services changed'],
  ['4893 4894 4895', 2, 'iam', 'change', 'certificate_published', 'success', SUBJECT_ACTS, 'Certificate Services archived a key | Certificate Services imported and archived a key | Certificate Services published the CA certificate to Active Directory Domain Services'],
  ['4896', 4, 'iam database', 'deletion', 'certificate_rows_deleted', 'success', SUBJECT_ACTS, 'One or more rows have been deleted from the certificate database'],
  ['4897', 3, 'iam configuration', 'change', 'certificate_service_changed', 'success', SUBJECT_ACTS, 'Role separation enabled'],
  ['4898', 1, 'iam configuration', 'info', 'certificate_template_changed', 'success', SUBJECT_ACTS, 'Certificate Services loaded a template'],
  ['4899 4900', 3, 'iam configuration', 'change', 'certificate_template_changed', 'success', SUBJECT_ACTS, 'A Certificate Services template was updated | Certificate Services template security was updated'],
  ['5120 5121 5122 5123 5124 5125 5126 5127', 1, 'configuration', 'info', 'ocsp_responder_changed', '', SUBJECT_ON_TARGET, 'OCSP Responder Service Started | OCSP Responder Service Stopped | A configuration entry changed in OCSP Responder Service | A configuration entry changed in OCSP Responder Service | A security setting was updated on the OCSP Responder Service | A request was submitted to the OCSP Responder Service | Signing Certificate was automatically updated by the OCSP Responder Service | The OCSP Revocation Provider successfully updated the revocation information'],
];
