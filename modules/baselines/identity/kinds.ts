// What kind of activity an event is, by its action where the vocabulary says it, else by category and type (ECS).

import type { LogEvent } from '#src/event/event.js';
import type { ActivityKind } from '../engine/activity.js';

/** Undefined: nothing that a baseline is made of (logoffs, steps of a logon, what another event tells better). */
export function kindOf(event: LogEvent): ActivityKind | undefined {
  const action = event['event.action'];
  if (action === undefined) return byCategory(event);
  const known = BY_ACTION.get(action);
  if (known === 'file' && isNoFile(event)) return undefined;
  if (known !== undefined) return known === 'nothing' ? undefined : known;
  return byCategory(event);
}

/** Windows audits registry keys, services and other objects by the same events. */
function isNoFile(event: LogEvent): boolean {
  const type = event['winlog.event_data.ObjectType'];
  return type !== undefined && type !== 'File';
}

function byCategory(event: LogEvent): ActivityKind | undefined {
  const category = event['event.category'];
  const type = event['event.type'];
  if (category === undefined || type === undefined) return undefined;
  if (category.includes('authentication')) return ofAuthentication(type, event['event.outcome']);
  if (category.includes('registry')) return undefined; // Windows changes its registry all the time
  if (category.includes('iam') || category.includes('configuration')) {
    if (type.some((each) => CHANGES.has(each))) return 'privilege';
    return category.includes('iam') && type.includes('info') ? 'session' : undefined;
  }
  if (category.includes('session')) return type.includes('start') ? 'session' : undefined;
  if (category.includes('process')) return type.includes('start') || type.includes('denied') ? 'process' : undefined;
  if (category.includes('file')) return type.some((each) => FILE_TYPES.has(each)) ? 'file' : undefined;
  if (!category.includes('network')) return undefined;
  const isFlow = event['source.ip'] !== undefined && event['destination.ip'] !== undefined;
  return isFlow && type.some((each) => FLOW_TYPES.has(each)) ? 'network' : undefined;
}

/** PAM's lines under a service that tells the outcome itself are `info`: somebody was there, no more. */
function ofAuthentication(type: readonly string[], outcome: LogEvent['event.outcome']): ActivityKind | undefined {
  if (type.includes('start')) return 'logon';
  return type.includes('info') && outcome === 'success' ? 'session' : undefined;
}

const CHANGES: ReadonlySet<string> = new Set(['admin', 'creation', 'change', 'deletion']);
const FILE_TYPES: ReadonlySet<string> = new Set(['access', 'creation', 'change', 'deletion']);
const FLOW_TYPES: ReadonlySet<string> = new Set(['connection', 'allowed', 'denied']);

const WORDS: Readonly<Record<ActivityKind | 'nothing', string>> = {
  dns: 'dns_query',
  logon: 'device_login',
  privilege:
    'su sudo_command sudo_denied sudo_auth_failed doas_command pkexec_command polkit_authorization logged_in_special ' +
    'logged_in_explicit',
  session: 'crontab_changed crontab_viewed ssh_subsystem',
  process: 'cron_job process_started',
  file: 'share_accessed share_access_checked object_access_attempted ftp_transfer',
  network:
    'flow_denied flow_allowed flow_logged network_connection windows_firewall_connection_permitted ' +
    'windows_firewall_connection_blocked',
  nothing:
    // told by another line of the same attempt
    'ssh_invalid_user ssh_user_not_allowed ssh_max_attempts ssh_login_step vpn_login_step vpn_certificate_checked ' +
    // leases are learned, and are no activity
    'vpn_lease dhcp_discover dhcp_offer dhcp_request dhcp_ack dhcp_nak dhcp_decline dhcp_release dhcp_inform ' +
    // the same question again
    'dns_forwarded dns_reply dns_cached dns_local dns_blocked dns_rate_limited dns_refused dns_validation dns_rebind ' +
    // connections of servers, below what they say about logons
    'ssh_connection ssh_connection_closed ssh_connection_refused ssh_protocol_error ssh_negotiation_failed ssh_timeout ' +
    'ssh_address_mismatch ftp_connection vpn_connection vpn_tls_error vpn_renegotiated vpn_packet_dropped ' +
    'windows_firewall_listen_permitted windows_firewall_bind_permitted windows_firewall_packet_blocked ' +
    // what Windows does by itself, all day
    'group_membership_info kerberos_service_ticket_renewed privileged_service_called privileged_operation ' +
    'user_right_adjusted directory_object_operation object_handle_requested object_handle_closed ' +
    'object_handle_duplicated primary_token_assigned image_loaded process_accessed pipe_created pipe_connected ' +
    'raw_access_read security_event_source_added security_event_source_removed object_audit_changed',
};

const BY_ACTION: ReadonlyMap<string, ActivityKind | 'nothing'> = new Map(
  Object.entries(WORDS).flatMap(([kind, words]) =>
    words.split(' ').map((word) => [word, kind as ActivityKind | 'nothing'] as const),
  ),
);
