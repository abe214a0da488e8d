// What ASA's own intrusion detection, threat detection and botnet filter tell.

import type { Level } from '#src/event/event.js';
import { event, INTRUSION_DENIED, INTRUSION_INFO } from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const ids = (level: Level) => event('ids_alert', INTRUSION_INFO, level);
const stopped = (level: Level) => event('ids_alert', INTRUSION_DENIED, level);
const BOTNET =
  '<network.transport> traffic from <cisco_asa.from:phrase> to <cisco_asa.to:phrase>, <cisco_asa.matched:phrase> resolved from <cisco_asa.list:phrase>: <rule.name:text>';

export const THREATS: readonly Pattern[] = [
  [
    'IDS:<rule.id> <rule.name:phrase> from <source.ip> to <destination.ip> on interface <observer.ingress.interface.name>',
    ids(3),
  ],
  [
    'IPS:<rule.id> <rule.name:phrase> from <source.ip> to <destination.ip> on interface <observer.ingress.interface.name>',
    ids(3),
  ],
  [`Dynamic filter dropped blacklisted ${BOTNET}`, stopped(4)],
  [`Dynamic Filter dropped blacklisted ${BOTNET}`, stopped(4)],
  [`Dynamic filter monitored blacklisted ${BOTNET}`, ids(4)],
  [`Dynamic Filter monitored blacklisted ${BOTNET}`, ids(4)],
  ['[<cisco_asa.object:phrase>] drop <cisco_asa.rate> exceeded. <cisco_asa.rates:text>', ids(2), subject],
  ['Host <source.ip> is attacking. <cisco_asa.rates:text>', ids(3)],
  ['Host <destination.ip> is targeted. <cisco_asa.rates:text>', ids(3)],
  ['Threat-detection adds host <source.ip> to shun list', stopped(3)],
  ['Threat-detection removes host <source.ip> from shun list', ids(1)],
  ['Deny MAC address <source.mac>, possible spoof attempt on interface <observer.ingress.interface.name>', stopped(3)],
  [
    'Received ARP <cisco_asa.arp> collision from <source.ip>/<source.mac> on interface <observer.ingress.interface.name> with existing ARP entry <_:text>',
    ids(3),
  ],
  [
    'Received ARP <cisco_asa.arp> collision from <source.ip>/<source.mac> on interface <observer.ingress.interface.name>',
    ids(3),
  ],
];

/** `[  Scanning]` has blanks before it. */
function subject(fields: Parameters<NonNullable<Pattern[2]>>[0]): void {
  const text = fields['cisco_asa.object'];
  if (typeof text === 'string') fields['cisco_asa.object'] = text.trim();
}
