// charon's sentences: data. A peer's identity is its own text, so it is what is left between the words before and behind it.
// Sources: strongswan/src/libcharon/{sa,plugins,network,attributes}

import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGON,
  LOGON_INFO,
  NETWORK_INFO,
  PROCESS_END,
  PROCESS_START,
  SESSION_END,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const SA = '<strongswan.connection>[<strongswan.number>]';
const ENDS = '<destination.ip>[<strongswan.local_id:phrase>]...<source.ip>[<user.name:text>]';
const LOGGED_ON = event('vpn_login', LOGON, 1, 'success');
const REFUSED = event('vpn_login', LOGON, 3, 'failure');
const CHECKED = event('vpn_login_step', LOGON_INFO, 1, 'success');
const FAILED_STEP = event('vpn_login_step', LOGON_INFO, 2, 'failure');
const STEP = event('vpn_login_step', LOGON_INFO, 1);
const CONNECTING = event('vpn_connection', CONNECTION_START, 1);
const MISFIT = event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure');
const NOBODY = event('vpn_tls_error', CONNECTION_DENIED, 2, 'failure');
const ENDED = event('vpn_logout', SESSION_END, 1);
const LEASE = event('vpn_lease', CONNECTION_START, 1, 'success');
const TALK = event('vpn_message', NETWORK_INFO, 1);
const SILENT = event('vpn_message', CONNECTION_ERROR, 2);

const talk: readonly Pattern[] = [
  [
    'received packet: from <source.ip>[<source.port>] to <destination.ip>[<destination.port>][[ (<network.bytes> bytes)]]',
    TALK,
  ],
  [
    'sending packet: from <destination.ip>[<destination.port>] to <source.ip>[<source.port>][[ (<network.bytes> bytes)]]',
    TALK,
  ],
  ['<source.ip:ip> is initiating an IKE_SA', CONNECTING],
  ['<source.ip:ip> is initiating a <strongswan.mode:phrase> IKE_SA', CONNECTING],
  [`initiating IKE_SA ${SA} to <source.ip>`, CONNECTING],
  [`looking for peer configs matching ${ENDS}`, STEP],
  [`looking for pre-shared key peer configs matching ${ENDS}`, STEP],
  [`looking for XAuthInitPSK peer configs matching ${ENDS}`, STEP],
  ['looking for an <_> config for <destination.ip>...<source.ip>', STEP],
  ["selected peer config '<strongswan.connection>'", STEP],
  ['remote host is behind NAT', TALK],
  ['retransmit <strongswan.retransmit:int> of <_:phrase> with message ID <_:int>', SILENT],
  ['giving up after <strongswan.retransmit:int> retransmits', SILENT],
  ['peer not responding, trying again (<_>)', SILENT],
  ['establishing IKE_SA failed, peer not responding', SILENT],
  ['deleting half open IKE_SA with <source.ip> after timeout', event('vpn_connection', CONNECTION_END, 2, 'failure')],
];

const logons: readonly Pattern[] = [
  ["authentication of '<strongswan.local_id:text>' (myself) with <strongswan.method:phrase> successful", STEP],
  ["authentication of '<strongswan.local_id:text>' (myself) with <strongswan.method>", STEP],
  ["authentication of '<user.name:text>' with EAP successful", CHECKED],
  ["authentication of '<user.name:text>' with pre-shared key successful", CHECKED],
  ["authentication of '<user.name:text>' with RSA signature successful", CHECKED],
  ["authentication of '<user.name:text>' with <strongswan.method> successful", CHECKED],
  ["received EAP identity '<user.name:text>'", STEP],
  ["EAP-MS-CHAPv2 username: '<user.name:text>'", STEP],
  ["no EAP key found for hosts '<strongswan.local_id:phrase>' - '<user.name:text>'", FAILED_STEP],
  // Each is a password that was tried; the method fails once, and not while the client tries on.
  ['EAP-MS-CHAPv2 verification failed, retry (<strongswan.tries:int>)', REFUSED],
  ['EAP-MS-CHAPv2 verification failed: <event.reason:text>', REFUSED],
  ['EAP-MS-CHAPv2 verification failed', REFUSED],
  ['EAP method <strongswan.method> succeeded, MSK established', CHECKED],
  ['EAP method <strongswan.method> succeeded, no MSK established', CHECKED],
  ['EAP method EAP_MSCHAPV2 failed for peer <user.name:text>', FAILED_STEP],
  ['EAP method <strongswan.method> failed for peer <user.name:text>', REFUSED],
  ["RADIUS authentication of '<user.name:text>' successful", CHECKED],
  // The method's failure has the name of the method that the RADIUS server chose, which may be EAP_MSCHAPV2.
  ["RADIUS authentication of '<user.name:text>' failed", REFUSED],
  ["received RADIUS Access-Reject from server '<strongswan.radius_server:text>'", FAILED_STEP],
  ["XAuth authentication of '<user.name:text>' successful", CHECKED],
  ["XAuth authentication of '<user.name:text>' failed", REFUSED],
  ["XAuth-<_> authentication of '<user.name:text>' successful", CHECKED],
  ["XAuth-<_> authentication of '<user.name:text>' failed", REFUSED],
  ["XAuth pam_authenticate for '<user.name:text>' failed: <event.reason>", FAILED_STEP],
  ["no XAuth secret found for '<strongswan.local_id:phrase>' - '<user.name:text>'", FAILED_STEP],
  ["no shared key found for '<strongswan.local_id:phrase>' - '<user.name:text>'", FAILED_STEP],
  [
    "no shared key found for '<strongswan.local_id:phrase>'[<destination.ip>] - '<user.name:text>'[<source.ip>]",
    FAILED_STEP,
  ],
  ["tried <_> shared keys for '<strongswan.local_id:phrase>' - '<user.name:text>', but MAC mismatched", REFUSED],
  ["tried <_> shared key for '<strongswan.local_id:phrase>' - '<user.name:text>', but MAC mismatched", REFUSED],
  ["no trusted RSA public key found for '<user.name:text>'", REFUSED],
  ["no trusted <_> public key found for '<user.name:text>'", REFUSED],
  ['no matching peer config found', REFUSED],
  ['received AUTHENTICATION_FAILED notify error', REFUSED],
  ['peer requested EAP, config unacceptable', REFUSED],
];

const tunnels: readonly Pattern[] = [
  [`IKE_SA ${SA} established between ${ENDS}`, LOGGED_ON],
  [`deleting IKE_SA ${SA} between ${ENDS}`, ENDED],
  [`received DELETE for IKE_SA ${SA}`, event('vpn_message', CONNECTION_END, 1)],
  [
    'CHILD_SA <strongswan.child_sa> established with SPIs <_> <_> and TS <strongswan.local_ts:phrase> === <strongswan.remote_ts:text>',
    event('vpn_connection', CONNECTION_START, 1, 'success'),
  ],
  [
    'closing CHILD_SA <strongswan.child_sa> with SPIs <strongswan.spis:phrase> and TS <strongswan.local_ts:phrase> === <strongswan.remote_ts:text>',
    event('vpn_message', CONNECTION_END, 1),
  ],
  ["assigning virtual IP <source.nat.ip> to peer '<user.name:text>'", LEASE],
  ["reassigning offline lease to '<user.name:text>'", event('vpn_message', NETWORK_INFO, 1)],
  ["assigning new lease to '<user.name:text>'", event('vpn_message', NETWORK_INFO, 1)],
  ["lease <source.nat.ip> by '<user.name:text>' went offline", event('vpn_message', CONNECTION_END, 1)],
  ['received NO_PROPOSAL_CHOSEN notify error', MISFIT],
  ['received <strongswan.notify> notify error', MISFIT],
  ['received <strongswan.notify> error notify', MISFIT],
  ['received proposals unacceptable', MISFIT],
  ['received proposals inacceptable', MISFIT],
  ['no acceptable proposal found', MISFIT],
  ['no proposal found', MISFIT],
  ['constraint requires <event.reason:text>', MISFIT],
  ['no acceptable traffic selectors found', MISFIT],
  ['received AUTHENTICATION_FAILED error notify', REFUSED],
  ["peer didn't accept DH group <strongswan.dh_group>, it requested <_>", MISFIT],
  ['no IKE config found for <destination.ip>...<source.ip>, sending NO_PROPOSAL_CHOSEN', NOBODY],
  ['constraint check failed: <event.reason:text>', MISFIT],
  ['Starting strongSwan <strongswan.version> IPsec [starter]...', event('vpn_server_started', PROCESS_START, 1)],
  [
    'Starting IKE charon daemon (strongSwan <strongswan.version>, <_:text>)',
    event('vpn_server_started', PROCESS_START, 1),
  ],
  ['SIGTERM received, shutting down', event('vpn_server_stopped', PROCESS_END, 2)],
  ['SIGINT received, shutting down', event('vpn_server_stopped', PROCESS_END, 2)],
];

export const MESSAGES = new PatternTable([...talk, ...logons, ...tunnels], 'strongswan');
