// Firewalls, routers and switches of the large makers, after their documentation. What they send by default, over UDP: TCP makes some of
// them wait for this server (a Cisco ASA refuses connections while it is away).

import { appliancePage } from './appliance.js';
import type { Recipe, Syslog } from './recipe.js';

/** https://docs.fortinet.com/document/fortigate/7.6.0/cli-reference (config log syslogd setting) */
export function fortigate({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('fortigate', 'FortiGate', ['firewall', 'router'], {
    where: 'In its CLI',
    text: [
      'config log syslogd setting',
      '    set status enable',
      `    set server "${host}"`,
      `    set mode ${protocol === 'tcp' ? 'reliable' : 'udp'}`,
      `    set port ${port}`,
      '    set format default',
      'end',
    ].join('\n'),
    note: 'The formats csv, cef and rfc5424 are read as well. A policy is heard only where “Log Allowed Traffic” is on.',
    read: 'Traffic, security, VPN, logons and changes become fields',
  });
}

/** https://docs.sophos.com/nsg/sophos-firewall/ (System services, Log settings) */
export function sophos(host: string, port: number): Recipe {
  return appliancePage('sophos', 'Sophos Firewall', ['firewall', 'router'], {
    where: 'System services › Log settings › Syslog servers, Add',
    text: `IP address/domain:  ${host}\nPort:               ${port}\nFacility:           DAEMON\nSeverity level:     Information\nFormat:             Device standard format`,
    note: 'Then tick under Log settings, in the new server’s column, what is to be sent. A rule is heard only with “Log firewall traffic”. Sophos UTM: Logging & Reporting › Log Settings › Remote Syslog Server.',
    read: 'Traffic, security, VPN and logons become fields',
  });
}

/** SonicOS 7 Device Log guide, Syslog. */
export function sonicwall(host: string, port: number): Recipe {
  return appliancePage('sonicwall', 'SonicWall', ['firewall', 'router'], {
    where: 'Device › Log › Syslog › Syslog Servers, Add (SonicOS 6: Log › Syslog)',
    text: `Name or IP Address:  ${host}\nPort:                ${port}\nServer Type:         Syslog Server\nSyslog Format:       Enhanced Syslog`,
    note: 'The server is an address object: make one for this server. What is sent is chosen under Device › Log › Settings, column Syslog.',
    read: 'Connections, security, VPN and logons become fields',
  });
}

/** https://www.cisco.com/c/en/us/td/docs/security/asa/ (logging host) */
export function ciscoAsa(host: string, port: number): Recipe {
  return appliancePage('cisco-asa', 'Cisco ASA', ['firewall'], {
    where: 'In its CLI, in configure terminal',
    text: [
      'logging enable',
      'logging timestamp rfc5424',
      'logging device-id hostname',
      'logging trap informational',
      `logging host inside ${host} udp/${port}`,
    ].join('\n'),
    note: `inside is the interface towards this server${needsAddress(host)}. Before 9.10 write logging timestamp alone. Over TCP (tcp/PORT) an ASA refuses new connections while this server is away, unless logging permit-hostdown is set. Firepower (FTD): Devices › Platform Settings › Syslog in the Management Center.`,
    read: 'Connections, denials, VPN and logons become fields',
  });
}

/** https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/esm/ (logging host, login on-failure) */
export function ciscoIos(host: string, port: number): Recipe {
  return appliancePage('cisco-ios', 'Cisco IOS and IOS XE', ['switch', 'router', 'access-point'], {
    where: 'In its CLI, in configure terminal',
    text: [
      'service timestamps log datetime msec year show-timezone',
      'logging origin-id hostname',
      'logging trap informational',
      `logging host ${host} transport udp port ${port}`,
      'login on-failure log',
      'login on-success log',
    ].join('\n'),
    note: 'Without the last two lines it is silent about logons; archive, log config, logging enable, notify syslog (one after the other) adds each command. An access list is heard only where its entries end in log. NX-OS: logging server instead of logging host.',
    read: 'Logons, commands, access lists, links and port security become fields',
  });
}

/** https://docs.paloaltonetworks.com/pan-os (Configure Syslog Monitoring) */
export function paloalto({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('paloalto', 'Palo Alto Networks', ['firewall'], {
    where: 'Device › Server Profiles › Syslog, Add',
    text: `Syslog Server:  ${host}\nTransport:      ${protocol.toUpperCase()}\nPort:           ${port}\nFormat:         IETF\nFacility:       LOG_USER`,
    note: 'Leave Custom Log Format as it is. Then name the profile under Device › Log Settings (System, Configuration, GlobalProtect) and in Objects › Log Forwarding, and that one in the rules. Commit.',
    read: 'Traffic, threats, logons, VPN and changes become fields',
  });
}

/** https://www.juniper.net/documentation/ (syslog host; security log stream) */
export function juniper(host: string, port: number): Recipe {
  return appliancePage('juniper', 'Juniper', ['firewall', 'router', 'switch'], {
    where: 'In its CLI, in configure; the last three lines on an SRX only',
    text: [
      `set system syslog host ${host} any info`,
      `set system syslog host ${host} interactive-commands any`,
      `set system syslog host ${host} port ${port}`,
      'set security log mode stream',
      'set security log format sd-syslog',
      `set security log stream lanwarden host ${host} port ${port}`,
    ].join('\n'),
    note: 'The stream also needs set security log source-address with an address of the SRX. A policy is heard only with then log session-init or session-close. Then: commit',
    read: 'Sessions, security, logons, commands and links become fields',
  });
}

/** https://www.watchguard.com/help/docs/fireware/12/ (Configure Syslog Server Settings) */
export function watchguard(host: string, port: number): Recipe {
  return appliancePage('watchguard', 'WatchGuard Firebox', ['firewall'], {
    where: 'Fireware Web UI: System › Logging, tab Syslog Server',
    text: `Send log messages to these syslog servers:  ticked, then Add\nIP Address:      ${host}\nPort:            ${port}\nLog Format:      Syslog\nThe time stamp:  ticked`,
    note: 'A policy is heard only where “Send a log message” is ticked in its logging.',
    read: 'Traffic, security, VPN and logons become fields',
  });
}

/** https://documentation.meraki.com (Syslog Server Overview and Configuration) */
export function meraki(host: string, port: number): Recipe {
  return appliancePage('meraki', 'Cisco Meraki', ['firewall', 'router', 'switch', 'access-point'], {
    where: 'Dashboard: Network-wide › Configure › General, under Reporting › Syslog servers',
    text: `Server IP:  ${host}\nPort:       ${port}\nRoles:      all that are offered`,
    note: `Flows are sent only of firewall rules whose logging is on${needsAddress(host)}.`,
    read: 'Flows, URLs, security and wireless events become fields',
  });
}

function needsAddress(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : `; it takes an IP address: write this server’s instead of ${host}`;
}
