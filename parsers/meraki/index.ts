// Cisco Meraki (MX, MR, MS): `<134>1 1647479055.795119971 MX84 flows allow src=... dst=... protocol=tcp sport=1 dport=2`, `events`, `urls`,
// `ids-alerts`, `security_event`, `airmarshal_events`. https://documentation.meraki.com/General_Administration/Monitoring_and_Reporting/Syslog_Event_Types_and_Log_Samples

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readMeraki } from './messages.js';

export default defineParser({
  id: 'meraki',
  title: 'Cisco Meraki',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    contains: [
      ' flows ',
      ' events ',
      ' urls ',
      ' ids-alerts ',
      ' security_event ',
      ' ip_flow_start ',
      ' ip_flow_end ',
      ' airmarshal_events ',
      ' firewall ',
      ' l7_firewall ',
      ' vpn_firewall ',
      ' cellular_firewall ',
      ' bridge_anyconnect_client_vpn_firewall ',
    ],
  },
  parse,
});

/** Meraki's header is RFC 5424's with seconds since 1970 for a time: read here, whatever the collector made of it. */
const HEAD =
  /^(?:<\d{1,3}>)?(?:1 )?(\d{10}\.\d{1,9}) ([\w.-]{1,100}) (flows|events|urls|ids-alerts|security_event|ip_flow_start|ip_flow_end|airmarshal_events|firewall|l7_firewall|vpn_firewall|cellular_firewall|bridge_anyconnect_client_vpn_firewall) /;

function parse(line: SyslogLine): Fields | undefined {
  const head = HEAD.exec(line.raw) ?? HEAD.exec(line.message);
  if (head === null) return undefined;
  const [whole, seconds, host, kind] = head;
  const raw = line.raw.startsWith(whole) ? line.raw : line.message;
  const fields = readMeraki(kind!, raw.slice(whole.length).trim());
  if (fields === undefined) return undefined;
  fields['host.name'] = host!;
  fields['@timestamp'] = Math.floor(Number(seconds) * 1000);
  return fields;
}
