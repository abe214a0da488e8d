// Where the topics of a RouterOS message stand, and where its text begins.

import type { SyslogLine } from '#src/event/line.js';

export interface Topical {
  /** `firewall,info`; undefined where RouterOS left them out (`bsd-syslog=yes`). */
  readonly topics: string | undefined;
  readonly text: string;
}

/** The first topic of all that RouterOS has; any may come first. https://help.mikrotik.com/docs/spaces/ROS/pages/328094/Log */
const FIRST: ReadonlySet<string> = new Set([
  'account',
  'backup',
  'bfd',
  'bgp',
  'bridge',
  'calc',
  'caps',
  'certificate',
  'container',
  'critical',
  'ddns',
  'debug',
  'dhcp',
  'disk',
  'dns',
  'dot1x',
  'dude',
  'e-mail',
  'error',
  'event',
  'fetch',
  'firewall',
  'gps',
  'gsm',
  'health',
  'hotspot',
  'igmp-proxy',
  'info',
  'interface',
  'iot',
  'ipsec',
  'iscsi',
  'isdn',
  'kvm',
  'l2tp',
  'ldp',
  'lora',
  'lte',
  'manager',
  'mme',
  'mpls',
  'mqtt',
  'mvrp',
  'natpmp',
  'netinstall',
  'netwatch',
  'ntp',
  'ospf',
  'ovpn',
  'packet',
  'pim',
  'poe-out',
  'ppp',
  'pppoe',
  'pptp',
  'ptp',
  'queue',
  'radius',
  'radvd',
  'raw',
  'read',
  'rip',
  'route',
  'rpki',
  'rsvp',
  'script',
  'sertcp',
  'simulator',
  'smb',
  'snmp',
  'ssh',
  'ssld',
  'sstp',
  'state',
  'store',
  'stp',
  'system',
  'telephony',
  'tftp',
  'timer',
  'tr069',
  'update',
  'ups',
  'upnp',
  'vrrp',
  'warning',
  'watchdog',
  'web-proxy',
  'wifi',
  'wireguard',
  'wireless',
  'write',
  'zerotier',
]);

/** Lower case words with commas between them, and a blank (or colon) behind the last. */
const TOPICS = /^([a-z][a-z0-9-]{1,20})((?:,!?[a-z0-9-]{1,20}){1,6})(?:: | |$)/;
/** Only in these does a text without topics come with what reads like a program's name: the chain, or the rule's prefix before it. */
const CHAIN = /^(?:input|forward|output|prerouting|postrouting|srcnat|dstnat)$/;
const BEGINS_WITH_CHAIN = /^(?:input|forward|output|prerouting|postrouting|srcnat|dstnat):? in:/;
const CEF = /^CEF: ?[01]\|MikroTik\|/;

export function topicsOf(line: SyslogLine): Topical | undefined {
  const { message, app } = line;
  if (app !== undefined) {
    const topics = TOPICS.exec(app);
    if (topics !== null && FIRST.has(topics[1]!)) return { topics: app, text: message };
    if (CHAIN.test(app) || BEGINS_WITH_CHAIN.test(message)) return { topics: undefined, text: `${app}: ${message}` };
    return undefined;
  }
  const topics = TOPICS.exec(message);
  if (topics !== null && FIRST.has(topics[1]!)) {
    return { topics: topics[1]! + topics[2]!, text: message.slice(topics[0].length) };
  }
  if (CEF.test(message)) return inCef(message);
  return line.dialect === 'rfc3164' ? { topics: undefined, text: message } : undefined;
}

/** `CEF:0|MikroTik|hAP|7.18 (stable)|12|system,info,account|Low|dvchost=gw dvc=192.0.2.1 msg=...` */
function inCef(message: string): Topical | undefined {
  const columns = message.split('|', 7);
  const head = columns.join('|').length;
  const extension = message.slice(head);
  const at = extension.indexOf('msg=');
  if (columns.length < 7 || at < 0) return undefined;
  return { topics: columns[5]!, text: extension.slice(at + 'msg='.length) };
}
