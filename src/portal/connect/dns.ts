// Name servers. Pi-hole and AdGuard Home write a log of queries and send none: rsyslog reads it, or Lanwarden the database.

import { PATIENCE, type Recipe, type Syslog } from './recipe.js';

export function pihole({ host, protocol, port }: Syslog): Recipe {
  return {
    id: 'pihole',
    title: 'Pi-hole',
    where: '/etc/rsyslog.d/90-pihole.conf on the Pi-hole',
    kinds: ['dns'],
    text: [
      'module(load="imfile")',
      'template(name="LanwardenPihole" type="string"',
      '  string="<%pri%>%msg:1:15% %timestamp:::date-tzoffsdirection%%timestamp:::date-tzoffshour%%timestamp:::date-tzoffsmin% %hostname% %msg:17:$%\\n")',
      'ruleset(name="lanwarden-pihole") {',
      `  action(type="omfwd" target="${host}" port="${port}" protocol="${protocol}" template="LanwardenPihole" ${PATIENCE})`,
      '}',
      'input(type="imfile" File="/var/log/pihole/pihole.log" Tag="pihole:" Facility="daemon" Severity="info"',
      '      freshStartTail="on" reopenOnTruncate="on" ruleset="lanwarden-pihole")',
    ].join('\n'),
    note: 'Sends each query, as Pi-hole has no syslog of its own. Where rsyslog is not root (Ubuntu): usermod -aG pihole syslog. Then: systemctl restart rsyslog',
  };
}

/** Nothing is sent: Lanwarden reads the file itself (`sources.pull`). */
export function piholeDatabase(): Recipe {
  return {
    id: 'pihole-database',
    title: 'Pi-hole’s database',
    where: 'lanwarden.yaml, where both run on one machine',
    kinds: ['dns'],
    text: 'sources:\n  - name: Pi-hole\n    kind: dns\n    pull: { kind: pihole-ftl, path: /etc/pihole/pihole-FTL.db }',
    note: 'Instead of the lines above: Lanwarden reads new queries from the database, with what became of each. It needs the right to read the file; with since: 2026-01-01 inside the braces it begins with old ones. Then restart Lanwarden.',
  };
}

export function adguardHome({ host, protocol, port }: Syslog): Recipe {
  return {
    id: 'adguard-home',
    title: 'AdGuard Home',
    where: '/etc/rsyslog.d/90-adguard.conf on its machine',
    kinds: ['dns'],
    text: [
      'module(load="imfile")',
      'ruleset(name="lanwarden-adguard") {',
      `  action(type="omfwd" target="${host}" port="${port}" protocol="${protocol}" template="RSYSLOG_SyslogProtocol23Format" ${PATIENCE})`,
      '}',
      'input(type="imfile" File="/opt/AdGuardHome/data/querylog.json" Tag="adguardhome:"',
      '      freshStartTail="on" reopenOnTruncate="on" ruleset="lanwarden-adguard")',
    ].join('\n'),
    note: 'Sends each query with what became of it. AdGuard Home keeps up to 1000 queries in memory before it writes them: in AdGuardHome.yaml, while it is stopped, set querylog › size_memory to 1 to see them at once. Where another file loads imfile already, leave out the first line. Then: systemctl restart rsyslog',
  };
}

export function dnsmasq(): Recipe {
  return {
    id: 'dnsmasq',
    title: 'dnsmasq',
    where: '/etc/dnsmasq.d/lanwarden.conf, beside the lines for rsyslog above',
    kinds: ['dns'],
    text: 'log-queries\nlog-facility=daemon',
    note: 'Writes each query to the host’s syslog, and rsyslog sends it here. Unbound (log-queries: yes) and BIND (a querylog channel of type syslog) do the same. Then: systemctl restart dnsmasq',
  };
}
