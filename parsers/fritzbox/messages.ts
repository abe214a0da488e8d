// The event log's texts: data. Whoever fails to log on chooses the user name, and devices choose theirs: addresses are matched from the end.

import {
  CONFIGURATION_CHANGE,
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGON,
  NETWORK_INFO,
  PACKAGE_CHANGE,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const IN = event('device_login', LOGON, 1, 'success');
const FAILED = event('device_login', LOGON, 3, 'failure');
const JOINED = event('wifi_joined', CONNECTION_START, 1);
const LEFT = event('wifi_left', CONNECTION_END, 1);
const REFUSED = event('wifi_refused', CONNECTION_DENIED, 2, 'failure');
const UP = event('interface_up', NETWORK_INFO, 1);
const DOWN = event('interface_down', NETWORK_INFO, 2);
const VPN_UP = event('vpn_server_started', CONNECTION_START, 1);
const VPN_DOWN = event('vpn_server_stopped', CONNECTION_END, 1);

export const GERMAN: readonly Pattern[] = [
  [
    'Anmeldung des Benutzers <user.name:text> an der FRITZ!Box-Benutzeroberfläche von IP-Adresse <source.ip> gescheitert (<event.reason:phrase>).',
    FAILED,
  ],
  ['Anmeldung des Benutzers <user.name:text> an der FRITZ!Box-Benutzeroberfläche von IP-Adresse <source.ip>.', IN],
  [
    'Anmeldung an der FRITZ!Box-Benutzeroberfläche von IP-Adresse <source.ip> gescheitert (<event.reason:text>).',
    FAILED,
  ],
  ['Anmeldung an der FRITZ!Box-Benutzeroberfläche von IP-Adresse <source.ip:text>.', IN],
  [
    'Anmeldung einer App des Benutzers <user.name:text> von IP-Adresse <source.ip> gescheitert (<event.reason:phrase>).',
    { ...FAILED, 'event.action': 'application_login' },
  ],
  [
    'Anmeldung einer App des Benutzers <user.name:text> von IP-Adresse <source.ip>.',
    { ...IN, 'event.action': 'application_login' },
  ],
  ['WLAN-Gerät angemeldet (<fritzbox.band:phrase>), <fritzbox.device:text>, IP <source.ip>, MAC <source.mac>.', JOINED],
  [
    'WLAN-Gerät hat sich abgemeldet (<fritzbox.band:phrase>), <fritzbox.device:text>, IP <source.ip>, MAC <source.mac>.',
    LEFT,
  ],
  [
    'WLAN-Gerät wurde abgemeldet (<fritzbox.band:phrase>), <fritzbox.device:text>, IP <source.ip>, MAC <source.mac>.',
    LEFT,
  ],
  ['WLAN-Anmeldung ist gescheitert (<fritzbox.band:phrase>): <event.reason:text>. MAC-Adresse: <source.mac>.', REFUSED],
  ['Internetverbindung wurde erfolgreich hergestellt. IP-Adresse: <source.ip>, <fritzbox.details:text>', UP],
  ['Internetverbindung wurde getrennt.', DOWN],
  ['Internetverbindung <fritzbox.what:phrase> wurde erfolgreich hergestellt. <fritzbox.details:text>', UP],
  ['VPN-Verbindung zu <fritzbox.peer:text> [<source.ip>] wurde erfolgreich hergestellt.', VPN_UP],
  ['VPN-Verbindung zu <fritzbox.peer:text> wurde erfolgreich hergestellt.', VPN_UP],
  ['VPN-Verbindung zu <fritzbox.peer:text> [<source.ip>] wurde getrennt. Ursache: <event.reason:phrase>', VPN_DOWN],
  ['VPN-Verbindung zu <fritzbox.peer:text> wurde getrennt. Ursache: <event.reason:phrase>', VPN_DOWN],
  ['VPN-Fehler: <fritzbox.peer:text>, IKE-Error <event.code>', event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure')],
  [
    'Die FRITZ!Box-Einstellungen wurden über die Benutzeroberfläche geändert.',
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  ['FRITZ!OS-Update <fritzbox.details:text>', event('update_installed', PACKAGE_CHANGE, 1)],
];

export const ENGLISH: readonly Pattern[] = [
  [
    'Login of the user <user.name:text> to the FRITZ!Box user interface from IP address <source.ip> failed (<event.reason:phrase>).',
    FAILED,
  ],
  ['User <user.name:text> logged in to the FRITZ!Box user interface from IP address <source.ip>.', IN],
  ['Login to the FRITZ!Box user interface from IP address <source.ip> failed (<event.reason:text>).', FAILED],
  ['Login to the FRITZ!Box user interface from IP address <source.ip:text>.', IN],
  ['Internet connection established successfully. IP address: <source.ip>, <fritzbox.details:text>', UP],
  ['Internet connection cleared.', DOWN],
  [
    'The settings of the FRITZ!Box were changed over the user interface.',
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
];
