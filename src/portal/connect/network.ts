// Name servers, firewalls, routers, storage: appliances that are set up in their own pages or shells.

import { PATIENCE, type Reachable, type Recipe, type SourceKind, type Syslog } from './recipe.js';

export function pihole({ host, protocol, port }: Syslog): Recipe {
  return {
    ...{ id: 'pihole', title: 'Pi-hole', where: '/etc/rsyslog.d/90-pihole.conf on the Pi-hole' },
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

export function dnsmasq(): Recipe {
  return {
    ...{ id: 'dnsmasq', title: 'dnsmasq', where: '/etc/dnsmasq.d/lanwarden.conf, beside the lines for rsyslog above' },
    kinds: ['dns'],
    text: 'log-queries\nlog-facility=daemon',
    note: 'Writes each query to the host’s syslog, and rsyslog sends it here. Then: systemctl restart dnsmasq',
  };
}

export function opnsense({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('opnsense', 'OPNsense', ['firewall', 'router'], {
    where: 'System › Settings › Logging, tab Remote, +',
    text: `Transport:  ${protocol.toUpperCase()}(4)\nHostname:   ${host}\nPort:       ${port}\nrfc5424:    ticked`,
    note: 'Leave applications, levels and facilities empty to send all. A firewall rule is heard only where its own “Log” is ticked.',
    read: 'Packets and SSH logons become fields',
  });
}

/** pfSense sends over UDP only. */
export function pfsense(host: string, port: number): Recipe {
  return appliancePage('pfsense', 'pfSense', ['firewall', 'router'], {
    where: 'Status › System Logs › Settings',
    text: `Log Message Format:      syslog (RFC 5424)\nEnable Remote Logging:   ticked\nRemote log servers:      ${host}:${port}\nRemote Syslog Contents:  Everything`,
    note: 'Over UDP only, and with RFC 5424 it tells its name and its time zone. A firewall rule is heard only where its own “Log” is ticked.',
    read: 'Packets and SSH logons become fields',
  });
}

export function unifi(host: string, port: number): Recipe {
  return appliancePage('unifi', 'UniFi', ['access-point', 'router', 'switch', 'firewall', 'camera'], {
    where: 'UniFi Network › Settings › CyberSecure › Traffic Logging › Activity Logging (Syslog)',
    text: `SIEM Server\nServer Address:  ${host}\nPort:            ${port}\nContents:        all`,
    note: 'Typing “syslog” into the search box of its settings leads there; older versions have it under System as “Remote Logging”.',
    read: 'Packets that the gateway logs become fields',
  });
}

export function mikrotik({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('mikrotik', 'MikroTik', ['router', 'switch', 'access-point', 'firewall'], {
    where: 'In its terminal (RouterOS 7.18 and newer)',
    text: [
      `/system logging action add name=lanwarden target=remote remote=${host} remote-port=${port} remote-protocol=${protocol} remote-log-format=syslog syslog-time-format=iso8601`,
      ...['info', 'warning', 'error', 'critical'].map(
        (topic) => `/system logging add topics=${topic} action=lanwarden`,
      ),
    ].join('\n'),
    note: 'Before 7.18 write bsd-syslog=yes instead of remote-protocol, remote-log-format and syslog-time-format (UDP only). A firewall rule is heard only with log=yes, and told apart by its log-prefix: write drop or accept in it.',
    read: 'Packets and logons become fields',
  });
}

export function openwrt({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('openwrt', 'OpenWrt', ['router', 'access-point', 'firewall'], {
    where: 'In a shell on the router',
    text: [
      `uci set system.@system[0].log_remote='1'`,
      `uci set system.@system[0].log_ip='${host}'`,
      `uci set system.@system[0].log_port='${port}'`,
      `uci set system.@system[0].log_proto='${protocol}'`,
      'uci commit system',
      '/etc/init.d/log restart',
    ].join('\n'),
    note: 'The same is in its pages under System › System › Logging.',
    read: 'Packets that its firewall logs (a zone’s “Enable logging”) become fields',
  });
}

export function synology({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('synology', 'Synology', ['storage'], {
    where: 'Log Center (a package) › Log Sending',
    text: `Send logs to a syslog server:  ticked\nServer:             ${host}\nPort:               ${port}\nTransfer protocol:  ${protocol.toUpperCase()}\nLog format:         IETF (RFC 5424)`,
    note: '“Send test log” there sends a first message.',
    read: undefined,
  });
}

export function appliance({ host, ports: { udp, tcp } }: Reachable): Recipe {
  const protocols = [tcp && `TCP (port ${tcp})`, udp && `UDP (port ${udp})`].filter(Boolean).join(', else ');
  return appliancePage('firewall', 'Any other device', ['firewall', 'router', 'switch', 'storage', ...OTHERS], {
    where: 'In its settings under “remote syslog”, “syslog server” or “log forwarding”',
    text: `Server:   ${host}\nPort:     ${tcp ?? udp}\nProtocol: ${protocols}\nFormat:   RFC 5424 if there is a choice, else BSD (RFC 3164)`,
    note: 'Choose all facilities and the severity “informational”: what is not sent cannot be found. Set its clock by NTP.',
    read: undefined,
  });
}

const OTHERS: readonly SourceKind[] = ['access-point', 'printer', 'camera', 'other'];

interface AppliancePage extends Pick<Recipe, 'where' | 'text'> {
  readonly note: string;
  /** What a parser makes fields of, as the beginning of a sentence; undefined: nothing, it is text of their own. */
  readonly read: string | undefined;
}

function appliancePage(
  id: string,
  title: string,
  kinds: readonly SourceKind[],
  { note, read, ...rest }: AppliancePage,
): Recipe {
  const kept =
    read === undefined
      ? 'What no parser reads yet is kept whole and searchable; fields come with a parser.'
      : `${read}; what no parser reads yet is kept whole and searchable.`;
  return { id, title, kinds, ...rest, note: `${note} ${kept}` };
}
