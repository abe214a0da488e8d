// SonicOS's message numbers, as far as they matter, and its words where a number is not here.

import type { Fields, Level } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  HOST_INFO,
  HOST_START,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  MALWARE_INFO,
  NETWORK_INFO,
  USER_CHANGE,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';

type Values = ReadonlyMap<string, string>;

const table = new Map<string, Fields>();
const add = (numbers: string, fields: Fields): void => {
  for (const number of numbers.split(' ')) table.set(number, fields);
};

add('29 199 235 236', event('device_login', LOGON, 1, 'success'));
add('30 35 200', event('device_login', LOGON, 3, 'failure'));
add('261 262', event('device_logout', LOGOFF, 1));
add('31', event('application_login', LOGON, 1, 'success'));
add('32 33', event('application_login', LOGON, 3, 'failure'));
add('24 263 264 265', event('application_logout', LOGOFF, 1));
add('139 237 238 318 319 1080', event('vpn_login', LOGON, 1, 'success'));
add('329', event('account_locked', USER_CHANGE, 3));
add('438 439', event('user_unlocked', USER_CHANGE, 1));
add('440 441 442', event('config_changed', CONFIGURATION_CHANGE, 2));
add('4', event('system_started', HOST_START, 1));
add('98', flow('started'));
add('537', flow('ended'));
add('36 37 38 39 40 41 173 174 175 522 524 526 580 646 647 652 713 714', flow('denied'));
add('14 16', event('web_blocked', WEB_DENIED, 1));
add('97', event('web_allowed', WEB_ACCESS, 1));
add('82 83 177 178 179 608 789', event('ids_alert', INTRUSION_INFO, 3));
add('22 23 27 267 609 790', event('ids_alert', INTRUSION_DENIED, 3));
add('794 809', event('malware_detected', MALWARE_INFO, 4, 'success'));
add('795', event('malware_detected', MALWARE_INFO, 4, 'failure')); // seen, not stopped
/** A logon that nobody finished; what becomes of files that Capture ATP was given. */
add('34 1459 1460 1462', event('device_message', HOST_INFO, 1));

const WORDS: readonly (readonly [RegExp, Fields])[] = [
  [
    /administrator login (?:denied|failed)|admin.*login (?:denied|failed)|cli.*login (?:denied|failed)/i,
    event('device_login', LOGON, 3, 'failure'),
  ],
  [/administrator login allowed|admin.*logged in|cli.*login allowed/i, event('device_login', LOGON, 1, 'success')],
  [/administrator logged out|admin.*logged out|administrator.*logout/i, event('device_logout', LOGOFF, 1)],
  [
    /(?:vpn|global ?vpn|ssl ?vpn|l2tp|xauth).*(?:login|authentication|user).*(?:denied|failed|failure|incorrect)/i,
    event('vpn_login', LOGON, 3, 'failure'),
  ],
  [
    /(?:vpn|ssl ?vpn|l2tp|xauth).*(?:login allowed|logged in|login success|authentication succeeded)/i,
    event('vpn_login', LOGON, 1, 'success'),
  ],
  [
    /user login (?:denied|failed)|login (?:denied|failed)|authentication (?:denied|failed|failure)/i,
    event('application_login', LOGON, 3, 'failure'),
  ],
  [
    /user login (?:allowed|from)|login (?:allowed|successful)|user logged in/i,
    event('application_login', LOGON, 1, 'success'),
  ],
  [/user logged out|logged out|logoff/i, event('application_logout', LOGOFF, 1)],
  [/lockout|locked out/i, event('account_locked', USER_CHANGE, 3)],
  [/(?:virus|spyware|malware).*(?:alert|detected|blocked|found|infected)/i, event('malware_detected', MALWARE_INFO, 4)],
  [
    /prevention alert|attack|flood|spoof|port ?scan|geo-?ip.*block|botnet.*block/i,
    event('ids_alert', INTRUSION_DENIED, 3),
  ],
  [/detection alert/i, event('ids_alert', INTRUSION_INFO, 3)],
  [/web ?site.*(?:denied|blocked)|newsgroup.*blocked/i, event('web_blocked', WEB_DENIED, 1)],
  [/(?:packet|connection|traffic|request).*(?:dropped|denied|rejected|blocked)|dropped|denied/i, flow('denied')],
  [
    /ike.*(?:failed|mismatch|invalid|error)|received notify|ipsec.*(?:failed|error)/i,
    event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure'),
  ],
  [
    /ipsec sa added|ike negotiation complete|vpn tunnel.*(?:up|established)/i,
    event('vpn_server_started', CONNECTION_START, 1),
  ],
  [/ipsec sa (?:deleted|removed)|vpn tunnel.*down/i, event('vpn_server_stopped', CONNECTION_END, 1)],
  [/(?:interface|link).*\bup\b/i, event('interface_up', NETWORK_INFO, 1)],
  [/(?:interface|link).*\bdown\b/i, event('interface_down', NETWORK_INFO, 2)],
  [/connection opened/i, flow('started')],
  [/connection closed/i, flow('ended')],
  [
    /configuration.*(?:changed|succeeded)|settings.*changed|(?:added|modified|deleted) (?:by|to)/i,
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
];

/** By number, else by what `msg` says, else by what the firewall did with the packet. */
export function classify(values: Values): Fields {
  const known = table.get(values.get('m') ?? '');
  const isPacket = values.has('src') || values.has('srcV6');
  const fields = known ?? byWords(values.get('msg') ?? '') ?? (isPacket ? byAction(values) : undefined);
  if (fields === undefined) return event('device_message', HOST_INFO, levelOf(values));
  return { ...fields };
}

/** SonicOS's own texts are short; more would make the expressions slow. */
const MAX_WORDS_CHARS = 250;

function byWords(msg: string): Fields | undefined {
  const text = msg.slice(0, MAX_WORDS_CHARS);
  return WORDS.find(([words]) => words.test(text))?.[1];
}

function byAction(values: Values): Fields | undefined {
  const action = values.get('fw_action') ?? '';
  if (/drop|deny|block|reject/i.test(action)) return flow('denied');
  return /forward|allow|mgmt/i.test(action) ? flow('allowed') : undefined;
}

/** `pri`: syslog's severities. */
function levelOf(values: Values): Level {
  const priority = Number(values.get('pri') ?? '6');
  return priority <= 2 ? 3 : priority <= 4 ? 2 : 1;
}
