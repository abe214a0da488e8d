// The event log's texts: data. Whoever fails to log on chooses the user name, and devices choose theirs: addresses are matched from the end.

import type { Fields } from '#src/event/event.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGOFF,
  LOGON,
  NETWORK_INFO,
  PACKAGE_CHANGE,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const IN = event('device_login', LOGON, 1, 'success');
const FAILED = event('device_login', LOGON, 3, 'failure');
const OUT = event('device_logout', LOGOFF, 1);
const SETTINGS = event('config_changed', CONFIGURATION_CHANGE, 2);
/** The full stop at the end would cut an address off; more than an address there is another text. */
const isAddress = (fields: Fields): boolean => fields['source.ip'] !== undefined;
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
  [
    'Anmeldung an der FRITZ!Box-Benutzeroberfläche von IP-Adresse <source.ip:ip> gescheitert (<event.reason:phrase>). Zur Sicherheit werden alle noch gültigen Sitzungen zur IP-Adresse <_> beendet.',
    FAILED,
  ],
  ['Anmeldung an der FRITZ!Box-Benutzeroberfläche von IP-Adresse <source.ip:text>.', IN, isAddress],
  ['Anmeldung des Benutzers <user.name:text> an der FRITZ!Box-Benutzeroberfläche.', IN],
  ['Abmeldung des Benutzers <user.name:text> von der FRITZ!Box-Benutzeroberfläche von IP-Adresse <source.ip:ip>.', OUT],
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
  [
    'WLAN-Gerät hat sich neu angemeldet (<fritzbox.band:phrase>), <fritzbox.device:text>, IP <source.ip>, MAC <source.mac>.',
    JOINED,
  ],
  [
    'Neues WLAN-Gerät erstmalig angemeldet (<fritzbox.band:phrase>), <fritzbox.device:text>, IP <source.ip>, MAC <source.mac>.',
    JOINED,
  ],
  [
    'WLAN-Gerät angemeldet. Geschwindigkeit <_:phrase>. MAC-Adresse: <source.mac>, Name: <fritzbox.device:text>.',
    JOINED,
  ],
  [
    'WLAN-Gerät hat sich neu angemeldet. Geschwindigkeit <_:phrase>. MAC-Adresse: <source.mac>, Name: <fritzbox.device:text>.',
    JOINED,
  ],
  [
    'Neues WLAN-Gerät erstmalig angemeldet. Geschwindigkeit <_:phrase>. MAC-Adresse: <source.mac>, Name: <fritzbox.device:text>.',
    JOINED,
  ],
  ['WLAN-Gerät über Gastzugang angemeldet. Geschwindigkeit <_:phrase>. MAC-Adresse: <source.mac>.', JOINED],
  ['WLAN-Gerät hat sich abgemeldet. MAC-Adresse: <source.mac>, Name: <fritzbox.device:text>.', LEFT],
  [
    'WLAN-Gerät hat sich abgemeldet (<fritzbox.band:phrase>). MAC-Adresse: <source.mac>, Name: <fritzbox.device:text>.',
    LEFT,
  ],
  ['WLAN-Gerät hat sich vom Gastzugang abgemeldet. MAC-Adresse: <source.mac>.', LEFT],
  [
    'WLAN-Gerät wird abgemeldet: <event.reason:phrase>. MAC-Adresse: <source.mac>, Name: <fritzbox.device:text>. (#<event.code:phrase>).',
    LEFT,
  ],
  ['WLAN-Anmeldung ist gescheitert: <event.reason:text>. MAC-Adresse: <source.mac>.', REFUSED],
  ['DSL antwortet nicht (<event.reason:text>).', DOWN],
  ['DSL-Synchronisierung beginnt (<event.reason:text>).', event('device_message', NETWORK_INFO, 1)],
  ['DSL ist verfügbar (<fritzbox.details:text>).', UP],
  ['Kabel-Internet antwortet nicht (<event.reason:text>).', DOWN],
  ['PPPoE-Fehler: <event.reason:text>', DOWN],
  ['Anmeldung beim Internetanbieter ist fehlgeschlagen. <event.reason:text>', DOWN],
  ['Internetverbindung IPv6 wurde getrennt<_:text>', DOWN],
  [
    'Freigabe als Exposed Host auf <destination.ip> (<fritzbox.device:text>) hinzugefügt.',
    event('config_changed', CONFIGURATION_CHANGE, 3),
  ],
  ['Freigabe als Exposed Host auf <destination.ip> (<fritzbox.device:text>) entfernt.', SETTINGS],
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
  ['Login to the FRITZ!Box user interface from IP address <source.ip:text>.', IN, isAddress],
  [
    'Login of user <user.name:text> to the FRITZ!Box user interface from IP address <source.ip:ip> failed (<event.reason:phrase>).',
    FAILED,
  ],
  ['Login of user <user.name:text> to the FRITZ!Box user interface from IP address <source.ip:ip>.', IN],
  ['DSL is not responding (<event.reason:text>).', DOWN],
  ['DSL is available (<fritzbox.details:text>).', UP],
  ['PPPoE error: <event.reason:text>', DOWN],
  ['Internet connection established successfully. IP address: <source.ip>, <fritzbox.details:text>', UP],
  ['Internet connection cleared.', DOWN],
  [
    'The settings of the FRITZ!Box were changed over the user interface.',
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
];
