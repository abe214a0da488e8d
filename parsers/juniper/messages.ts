// The same messages as plain text: data.

import type { Fields } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  event,
  INTRUSION_DENIED,
  LOGOFF,
  LOGON,
  MALWARE_INFO,
  NETWORK_INFO,
  PROCESS_INFO,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const ENDS = '<source.ip>/<source.port>-><destination.ip>/<destination.port>';
/** Where a screen saw it, behind its ends. */
const WHERE =
  'zone name: <observer.ingress.zone>, interface name: <observer.ingress.interface.name>, action: <juniper.action:text>';
const SCREEN = event('ids_alert', INTRUSION_DENIED, 3);

const webFilter = (said: string, is: Fields): Pattern[] =>
  ['USERNAME=<user.name> ROLES=<juniper.roles:text>', 'username <user.name> roles <juniper.roles:text>'].map((who) => [
    `WEBFILTER_URL_${said.toUpperCase()}: WebFilter: ACTION="URL ${said}" <source.ip>(<source.port>)-><destination.ip>(<destination.port>) CATEGORY="<rule.category:phrase>" REASON="<event.reason:phrase>" PROFILE="<juniper.profile:phrase>" URL=<url.domain> OBJ=<url.path> ${who}`,
    is,
    withoutNone,
  ]);

export const MESSAGES: readonly Pattern[] = [
  [`RT_FLOW_SESSION_CREATE: session created ${ENDS} <juniper.details:text>`, flow('started')],
  [`RT_FLOW_SESSION_CLOSE: session closed <event.reason:phrase>: ${ENDS} <juniper.details:text>`, flow('ended')],
  [`RT_FLOW_SESSION_DENY: session denied ${ENDS} <juniper.details:text>`, flow('denied')],
  [
    "UI_AUTH_EVENT: Authenticated user '<user.name:text>' <juniper.details:phrase>",
    event('device_login', LOGON, 1, 'success'),
  ],
  [
    "UI_LOGIN_EVENT: User '<user.name:phrase>' login, class '<juniper.class:phrase>' [<_>], ssh-connection '<source.ip> <source.port> <destination.ip> <destination.port>', client-mode '<juniper.mode:text>'",
    event('device_login', LOGON, 1, 'success'),
  ],
  [
    "UI_LOGIN_EVENT: User '<user.name:phrase>' login, class '<juniper.class:phrase>' [<_>], ssh-connection '', client-mode '<juniper.mode:text>'",
    event('device_login', LOGON, 1, 'success'), // at the console, or over NETCONF
  ],
  [
    'LOGIN_INFORMATION: User <user.name:text> logged in from host <source.ip> on device <juniper.tty>',
    event('device_login', LOGON, 1, 'success'),
  ],
  ["UI_LOGOUT_EVENT: User '<user.name:text>' logout", event('device_logout', LOGOFF, 1)],
  [
    'LOGIN_FAILED: Login failed for user <user.name:text> from host <source.ip>',
    event('device_login', LOGON, 3, 'failure'),
  ],
  [
    "SSHD_LOGIN_FAILED: Login failed for user '<user.name:text>' from host '<source.ip>'",
    event('device_login', LOGON, 3, 'failure'),
  ],
  [
    "UI_CMDLINE_READ_LINE: User '<user.name:phrase>', command '<process.command_line:text> '",
    event('device_command', PROCESS_INFO, 1),
  ],
  [
    "UI_COMMIT: User '<user.name:phrase>' requested 'commit' operation (comment: <juniper.comment:text>)",
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [
    "UI_CFG_AUDIT_SET: User '<user.name:phrase>' set: <juniper.details:text>",
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [
    "UI_CFG_AUDIT_OTHER: User '<user.name:phrase>' <juniper.details:text>",
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [
    `RT_SCREEN_TCP: <rule.name:phrase> source: <source:endpoint>, destination: <destination:endpoint>, ${WHERE}`,
    SCREEN,
  ],
  [
    `RT_SCREEN_UDP: <rule.name:phrase> source: <source:endpoint>, destination: <destination:endpoint>, ${WHERE}`,
    SCREEN,
  ],
  [`RT_SCREEN_ICMP: <rule.name:phrase> source: <source.ip>, destination: <destination.ip>, ${WHERE}`, SCREEN],
  [
    `RT_SCREEN_IP: <rule.name:phrase> source: <source.ip>, destination: <destination.ip>, protocol-id: <network.transport>, ${WHERE}`,
    SCREEN,
  ],
  ...webFilter('Blocked', event('web_blocked', WEB_DENIED, 1)),
  ...webFilter('Permitted', event('web_allowed', WEB_ACCESS, 1)),
  [
    'AV_VIRUS_DETECTED_MT: AntiVirus: Virus detected: SESSION_ID=<_> source-zone "<observer.ingress.zone:phrase>" destination-zone "<observer.egress.zone:phrase>" <source:endpoint>-><destination:endpoint> profile-name="<juniper.profile:phrase>" file="<file.name:text>" temp_file="<_:phrase>" action="<juniper.action:phrase>" virus="<rule.name:phrase>" URL="<url.original:phrase>" username="<user.name:phrase>" roles="<_:phrase>"',
    event('malware_detected', MALWARE_INFO, 4),
    withoutNone,
  ],
  [
    'SNMP_TRAP_LINK_DOWN: ifIndex <_>, ifAdminStatus <_>, ifOperStatus <_>, ifName <observer.ingress.interface.name>',
    event('interface_down', NETWORK_INFO, 2),
  ],
  [
    'SNMP_TRAP_LINK_UP: ifIndex <_>, ifAdminStatus <_>, ifOperStatus <_>, ifName <observer.ingress.interface.name>',
    event('interface_up', NETWORK_INFO, 1),
  ],
];

function withoutNone(fields: Fields): void {
  for (const name of ['user.name', 'rule.category', 'juniper.roles'] as const) {
    if (fields[name] === 'N/A') delete fields[name];
  }
}
