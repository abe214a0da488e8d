// All recipes, in the order of the page. Those for logger, curl and rsyslog (plain, TLS with our own certificate, imfile) were run
// against real ones; the others follow their makers' documentation.

import { docker, journald } from './containers.js';
import { dockerGelf, lokiPush, otlpLogs, splunkHec } from './doors.js';
import { logger, rsyslog, syslogNg } from './linux.js';
import { appliance, dnsmasq, mikrotik, openwrt, opnsense, pfsense, pihole, synology, unifi } from './network.js';
import { type Reachable, type Recipe, type SourceKind, syslogOf } from './recipe.js';
import { script } from './script.js';
import { rsyslogOverTls, syslogNgOverTls } from './tls.js';
import { windows, windowsForwarding, winlogbeat } from './windows.js';

export type { Reachable, Recipe, SourceKind } from './recipe.js';

/** Kinds without a listener are left out. */
export function recipesFor(to: Reachable): readonly Recipe[] {
  const { udp, tcp, tls, http, gelf } = to.ports;
  const syslog = syslogOf(to);
  const datagrams = syslogOf(to, 'udp');
  return [
    ...(syslog ? [logger(syslog), rsyslog(syslog), syslogNg(syslog), journald(syslog)] : []),
    ...(syslog ? [pihole(syslog), dnsmasq()] : []),
    ...(tcp ? [windows(to.host, tcp), windowsForwarding(to.host, tcp)] : []),
    ...(http ? [winlogbeat(to, http)] : []),
    ...(syslog ? [opnsense(syslog)] : []),
    ...(udp ? [pfsense(to.host, udp), unifi(to.host, udp)] : []),
    ...(datagrams ? [mikrotik(datagrams)] : []),
    ...(syslog ? [openwrt(syslog), synology(syslog), appliance(to)] : []),
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
