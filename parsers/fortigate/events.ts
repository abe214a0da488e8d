// FortiGate's event logs: who administers it, what was changed, VPN, users, wireless clients.

import type { Fields } from '#src/event/event.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  HOST_END,
  HOST_START,
  LOGOFF,
  LOGON,
  NETWORK_INFO,
  PACKAGE_CHANGE,
  SESSION_END,
  SESSION_START,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import type { Values } from './classes.js';

const isFailed = (values: Values): boolean => /fail|denied|error|invalid/i.test(values.get('status') ?? '');

export function classifySystem(values: Values): Fields | undefined {
  const action = (values.get('action') ?? '').toLowerCase();
  if (values.has('cfgpath')) return configured(values, action);
  const ofDesc = ofManager(values.get('desc') ?? '', values.get('operation') ?? '');
  if (ofDesc !== undefined) return ofDesc;
  switch (action) {
    case 'login':
      return isFailed(values) ? event('device_login', LOGON, 3, 'failure') : event('device_login', LOGON, 1, 'success');
    case 'logout':
      return event('device_logout', LOGOFF, 1, 'success');
    case 'reboot':
    case 'shutdown':
      return event('system_shutdown', HOST_END, 2);
    case 'start':
    case 'restart':
      return event('system_started', HOST_START, 1);
    case 'update':
      return event(
        'update_installed',
        PACKAGE_CHANGE,
        isFailed(values) ? 2 : 1,
        isFailed(values) ? 'failure' : 'success',
      );
    case 'interface-stat-change':
    case 'link-monitor':
      return interfaceChanged(values);
  }
  if (/login disabled/i.test(values.get('logdesc') ?? '')) return event('account_locked', USER_CHANGE, 3);
  return leased(values);
}

/** FortiManager and FortiAnalyzer: `desc="User login from SSH failed"`, `desc="User login/logout successful" operation="login"`. */
function ofManager(desc: string, operation: string): Fields | undefined {
  if (/^User login .*failed/i.test(desc)) return event('device_login', LOGON, 3, 'failure');
  if (!/^User log(?:in|out)\b.*successful/i.test(desc)) return undefined;
  return operation.toLowerCase() === 'logout' || /^User logout/i.test(desc)
    ? event('device_logout', LOGOFF, 1, 'success')
    : event('device_login', LOGON, 1, 'success');
}

function interfaceChanged(values: Values): Fields {
  const isDown = /down|die/i.test(values.get('status') ?? values.get('msg') ?? '');
  return isDown ? event('interface_down', NETWORK_INFO, 2) : event('interface_up', NETWORK_INFO, 1);
}

function leased(values: Values): Fields | undefined {
  const step = (values.get('dhcp_msg') ?? '').toLowerCase();
  if (step === 'ack') return event('dhcp_ack', CONNECTION_START, 1, 'success');
  if (step === 'release') return event('dhcp_release', CONNECTION_END, 1, 'success');
  return step === 'nak' ? event('dhcp_nak', CONNECTION_DENIED, 1, 'failure') : undefined;
}

const ACCOUNTS: ReadonlySet<string> = new Set(['system.admin', 'user.local', 'system.api-user']);

/** `cfgpath="system.admin" cfgobj="bob" action="Add"`: accounts are told as accounts. */
function configured(values: Values, action: string): Fields {
  const object = values.get('cfgobj');
  if (!ACCOUNTS.has(values.get('cfgpath')!) || object === undefined)
    return event('config_changed', CONFIGURATION_CHANGE, 2);
  const isPassword = /(?:^|\W)passw(?:or)?d/.test(values.get('cfgattr') ?? '');
  const fields =
    action === 'add'
      ? event('user_created', USER_CREATION, 3)
      : action === 'delete'
        ? event('user_deleted', USER_DELETION, 3)
        : isPassword
          ? event('password_changed', USER_CHANGE, 3)
          : event('user_changed', USER_CHANGE, 2);
  fields['user.target.name'] = object;
  return fields;
}

export function classifyVpn(values: Values): Fields {
  const action = values.get('action') ?? '';
  const hasUser = values.has('user');
  // A tunnel of a person's that breaks (dpd, tunnel-down) is no attempt to log on.
  if (action === 'ssl-login-fail' || (action === 'negotiate' && isFailed(values) && hasUser))
    return event('vpn_login', LOGON, 3, 'failure');
  if (action === 'tunnel-up')
    return hasUser ? event('vpn_login', LOGON, 1, 'success') : event('vpn_server_started', CONNECTION_START, 1);
  if (action === 'tunnel-down')
    return hasUser ? event('vpn_logout', LOGOFF, 1) : event('vpn_server_stopped', CONNECTION_END, 1);
  if (action === 'ssl-new-con') return event('vpn_connection', CONNECTION_START, 1);
  if (action === 'phase2-up') return event('vpn_server_started', CONNECTION_START, 1);
  if (action === 'phase2-down' || action.startsWith('delete_')) return event('vpn_server_stopped', CONNECTION_END, 1);
  if (isFailed(values) || /error|fail|alert/.test(action))
    return event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure');
  return event('vpn_message', NETWORK_INFO, 1);
}

/** Users that log on to a network through the firewall, or are told of by a domain controller (FSSO). */
export function classifyUser(values: Values): Fields | undefined {
  const action = (values.get('action') ?? '').toLowerCase();
  if (action.endsWith('logoff') || action.endsWith('logout')) return event('session_closed', SESSION_END, 1);
  if (action.startsWith('fsso-logon') || action === 'auth-logon') return event('session_opened', SESSION_START, 1);
  if (action !== 'authentication' && !values.has('authproto')) return undefined;
  if (/lock/i.test(values.get('logdesc') ?? '')) return event('account_locked', USER_CHANGE, 3);
  return isFailed(values) ? event('authentication', LOGON, 3, 'failure') : event('authentication', LOGON, 1, 'success');
}

export function classifyWireless(values: Values): Fields | undefined {
  const action = (values.get('action') ?? '').toLowerCase();
  if (!/client|sta|auth|assoc/.test(action)) return undefined;
  if (/denial|fail|reject|invalid/.test(action)) return event('wifi_refused', CONNECTION_DENIED, 2, 'failure');
  if (/disassoc|deauth|leave|disconnect/.test(action)) return event('wifi_left', CONNECTION_END, 1);
  return /assoc|auth|join|connect/.test(action) ? event('wifi_joined', CONNECTION_START, 1) : undefined;
}
