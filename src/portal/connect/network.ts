// Firewalls, routers and access points of the home and the small office: set up in their own pages or shells.

import { appliancePage } from './appliance.js';
import type { Recipe, Syslog } from './recipe.js';

export function opnsense({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('opnsense', 'OPNsense', ['firewall', 'router'], {
    where: 'System › Settings › Logging, tab Remote, +',
    text: `Transport:  ${protocol.toUpperCase()}(4)\nHostname:   ${host}\nPort:       ${port}\nrfc5424:    ticked`,
    note: 'Leave applications, levels and facilities empty to send all. A firewall rule is heard only where its own “Log” is ticked.',
    read: 'Packets, logons to its pages and over SSH, changes and its DNS become fields',
  });
}

/** pfSense sends over UDP only. */
export function pfsense(host: string, port: number): Recipe {
  return appliancePage('pfsense', 'pfSense', ['firewall', 'router'], {
    where: 'Status › System Logs › Settings',
    text: `Log Message Format:      syslog (RFC 5424)\nEnable Remote Logging:   ticked\nRemote log servers:      ${host}:${port}\nRemote Syslog Contents:  Everything`,
    note: 'Over UDP only, and with RFC 5424 it tells its name and its time zone. A firewall rule is heard only where its own “Log” is ticked.',
    read: 'Packets, logons to its pages and over SSH, changes and its DNS become fields',
  });
}

export function unifi(host: string, port: number): Recipe {
  return appliancePage('unifi', 'UniFi', ['access-point', 'router', 'switch', 'firewall', 'camera'], {
    where: 'UniFi Network › Settings › CyberSecure › Traffic Logging › Activity Logging (Syslog)',
    text: `SIEM Server\nServer Address:  ${host}\nPort:            ${port}\nContents:        all`,
    note: 'Typing “syslog” into the search box of its settings leads there; older versions have it under System as “Remote Logging”.',
    read: 'Logons, clients, threats and the packets that the gateway logs become fields',
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
    read: 'Packets, logons, changes, leases, links and wireless clients become fields',
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
    read: 'Logons, leases, queries, wireless clients and the packets of its firewall (a zone’s “Enable logging”) become fields',
  });
}
