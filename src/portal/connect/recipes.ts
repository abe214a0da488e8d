// All recipes, in the order of the page. Those for logger, curl and rsyslog (plain, TLS with our own certificate, imfile) were run
// against real ones; the others follow their makers' documentation.

import { appliance } from './appliance.js';
import { docker, journald } from './containers.js';
import { adguardHome, dnsmasq, pihole, piholeDatabase } from './dns.js';
import { dockerGelf, lokiPush, otlpLogs, splunkHec } from './doors.js';
import * as firewalls from './firewalls.js';
import { esxi, macos, proxmox, qnap, synology, truenas } from './hosts.js';
import { logger, rsyslog, syslogNg } from './linux.js';
import { mikrotik, openwrt, opnsense, pfsense, unifi } from './network.js';
import { haproxy, homeAssistant, mailAndVpn, nginx, suricata } from './programs.js';
import { type Reachable, type Recipe, type SourceKind, syslogOf } from './recipe.js';
import { rsyslogOverRelp } from './relp.js';
import { script } from './script.js';
import { rsyslogOverTls, syslogNgOverTls } from './tls.js';
import { windows, windowsForwarding, winlogbeat } from './windows.js';

export type { Reachable, Recipe, SourceKind } from './recipe.js';

/** Devices that send so and not otherwise, or that wait for this server when they send over TCP. */
const OVER_UDP = [
  firewalls.sophos,
  firewalls.sonicwall,
  firewalls.ciscoAsa,
  firewalls.ciscoIos,
  firewalls.juniper,
  firewalls.watchguard,
  firewalls.meraki,
];

/** Kinds without a listener are left out. */
export function recipesFor(to: Reachable): readonly Recipe[] {
  const { udp, tcp, tls, relp, http, gelf } = to.ports;
  const syslog = syslogOf(to);
  const datagrams = syslogOf(to, 'udp');
  const groups: readonly (readonly [group: string, recipes: readonly Recipe[]])[] = [
    ['Linux', syslog ? [logger(syslog), rsyslog(syslog), syslogNg(syslog), journald(syslog)] : []],
    ['Linux without a gap', relp ? [rsyslogOverRelp(to, relp)] : []],
    ['Linux over TLS', tls ? [rsyslogOverTls(to, tls), syslogNgOverTls(to, tls)] : []],
    ['Windows and Mac', [...(tcp ? windowsHosts(to.host, tcp) : []), ...(http ? [winlogbeat(to, http)] : [])]],
    ['Name servers', syslog ? [pihole(syslog), piholeDatabase(), adguardHome(syslog), dnsmasq()] : []],
    [
      'Routers and access points',
      [
        ...(syslog ? [opnsense(syslog)] : []),
        ...(udp ? [pfsense(to.host, udp), unifi(to.host, udp)] : []),
        ...(datagrams ? [mikrotik(datagrams)] : []),
        ...(syslog ? [openwrt(syslog)] : []),
      ],
    ],
    [
      'Firewalls and switches',
      [
        ...(datagrams ? [firewalls.fortigate(datagrams), firewalls.paloalto(datagrams)] : []),
        ...(udp ? OVER_UDP.map((recipe) => recipe(to.host, udp)) : []),
      ],
    ],
    [
      'Storage and hypervisors',
      syslog ? [synology(syslog), qnap(syslog), truenas(syslog), proxmox(syslog), esxi(syslog)] : [],
    ],
    ['Anything else', syslog ? [appliance(to)] : []],
    [
      'Programs and containers',
      [
        ...(udp ? [nginx(to.host, udp), haproxy(to.host, udp)] : []),
        ...(syslog ? [mailAndVpn(), suricata(syslog), homeAssistant(syslog)] : []),
        ...(datagrams ? [docker(datagrams)] : []),
      ],
    ],
    [
      'Scripts and other log systems',
      [
        ...(http ? [script(to, http), splunkHec(to, http), lokiPush(to, http), otlpLogs(to, http)] : []),
        ...(gelf ? [dockerGelf(to, gelf)] : []),
      ],
    ],
  ];
  return groups.flatMap(([group, recipes]) => recipes.map((recipe) => ({ ...recipe, group })));
}

const windowsHosts = (host: string, tcp: number): readonly Recipe[] => [
  windows(host, tcp),
  windowsForwarding(host, tcp),
  macos({ host, port: tcp }),
];

/** In the order of the page, each with what is in it. */
export function byGroup(
  recipes: readonly Recipe[],
): readonly { readonly group: string; readonly recipes: readonly Recipe[] }[] {
  const names = [...new Set(recipes.map(({ group }) => group ?? 'Other'))];
  return names.map((group) => ({ group, recipes: recipes.filter((recipe) => (recipe.group ?? 'Other') === group) }));
}

/** Those for this kind of device first, the others behind them, each in the order of the page. */
export function forKind(recipes: readonly Recipe[], kind: SourceKind): readonly Recipe[] {
  const isFor = ({ kinds }: Recipe): boolean => kinds.includes(kind);
  return [...recipes.filter(isFor), ...recipes.filter((recipe) => !isFor(recipe))];
}
