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
import { script } from './script.js';
import { rsyslogOverTls, syslogNgOverTls } from './tls.js';
import { windows, windowsForwarding, winlogbeat } from './windows.js';

export type { Reachable, Recipe, SourceKind } from './recipe.js';

/** Devices that send so and not otherwise, or that wait for this server when they send over TCP. */
const OVER_UDP = [
  ...[firewalls.sophos, firewalls.sonicwall, firewalls.ciscoAsa, firewalls.ciscoIos, firewalls.juniper],
  ...[firewalls.watchguard, firewalls.meraki],
];

/** Kinds without a listener are left out. */
export function recipesFor(to: Reachable): readonly Recipe[] {
  const { udp, tcp, tls, http, gelf } = to.ports;
  const syslog = syslogOf(to);
  const datagrams = syslogOf(to, 'udp');
  return [
    ...(syslog ? [logger(syslog), rsyslog(syslog), syslogNg(syslog), journald(syslog)] : []),
    ...(syslog ? [pihole(syslog), piholeDatabase(), adguardHome(syslog), dnsmasq()] : []),
    ...(tcp ? [windows(to.host, tcp), windowsForwarding(to.host, tcp)] : []),
    ...(http ? [winlogbeat(to, http)] : []),
    ...(tcp ? [macos({ host: to.host, port: tcp })] : []),
    ...(syslog ? [opnsense(syslog)] : []),
    ...(udp ? [pfsense(to.host, udp), unifi(to.host, udp)] : []),
    ...(datagrams ? [mikrotik(datagrams)] : []),
    ...(syslog ? [openwrt(syslog)] : []),
    ...(datagrams ? [firewalls.fortigate(datagrams), firewalls.paloalto(datagrams)] : []),
    ...(udp ? OVER_UDP.map((recipe) => recipe(to.host, udp)) : []),
    ...(syslog ? [synology(syslog), qnap(syslog), truenas(syslog), proxmox(syslog), esxi(syslog), appliance(to)] : []),
    ...(udp ? [nginx(to.host, udp), haproxy(to.host, udp)] : []),
    ...(syslog ? [mailAndVpn(), suricata(syslog), homeAssistant(syslog)] : []),
    ...(datagrams ? [docker(datagrams)] : []),
    ...(gelf ? [dockerGelf(to, gelf)] : []),
    ...(http ? [script(to, http), splunkHec(to, http), lokiPush(to, http), otlpLogs(to, http)] : []),
    ...(tls ? [rsyslogOverTls(to, tls), syslogNgOverTls(to, tls)] : []),
  ];
}

/** Those for this kind of device first, the others behind them, each in the order of the page. */
export function forKind(recipes: readonly Recipe[], kind: SourceKind): readonly Recipe[] {
  const isFor = ({ kinds }: Recipe): boolean => kinds.includes(kind);
  return [...recipes.filter(isFor), ...recipes.filter((recipe) => !isFor(recipe))];
}
