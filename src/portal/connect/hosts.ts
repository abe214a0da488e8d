// Storage, hypervisors and Macs.

import { appliancePage } from './appliance.js';
import { PATIENCE, type Recipe, type Syslog, urlHost } from './recipe.js';

export function synology({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('synology', 'Synology', ['storage'], {
    where: 'Log Center (a package) › Log Sending',
    text: `Send logs to a syslog server:  ticked\nServer:             ${host}\nPort:               ${port}\nTransfer protocol:  ${protocol.toUpperCase()}\nLog format:         IETF (RFC 5424)`,
    note: '“Send test log” there sends a first message. Who opened which file is told only where the transfer log of SMB or File Station is on.',
    read: 'Logons, accounts, files, backups and disks become fields where its language is English',
  });
}

/** https://docs.qnap.com/application/qulog-center/ (Log Sender) */
export function qnap({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('qnap', 'QNAP', ['storage'], {
    where: 'QuLog Center › QuLog Service › Log Sender, tick “Send logs to a Syslog server”, Add a Log Sending Rule',
    text: `Destination IP:     ${host}\nPort:               ${port}\nTransfer protocol:  ${protocol.toUpperCase()}\nLog type:           Event Log, Access Log\nFormat:             RFC-3164`,
    note: 'Only connections whose service is ticked in QuLog Center’s settings for access logs are told.',
    read: 'Logons, accounts, files and events become fields where its language is English',
  });
}

/** https://www.truenas.com/docs/scale/ (System, Advanced Settings, Syslog) */
export function truenas({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('truenas', 'TrueNAS', ['storage'], {
    where: 'System › Advanced Settings › Syslog, Configure (CORE: System › Advanced)',
    text: `Syslog Level:        Info\nSyslog Server:       ${urlHost(host)}:${port}\nSyslog Transport:    ${protocol.toUpperCase()}\nInclude Audit Logs:  ticked`,
    note: 'Who opened which file is told only where auditing is on for the share.',
    read: 'Logons, changes and audit records become fields',
  });
}

/** https://pve.proxmox.com/wiki/ : Debian, since version 8 with the journal alone. */
export function proxmox({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('proxmox', 'Proxmox VE', ['server'], {
    where: '/etc/rsyslog.d/90-lanwarden.conf on each node, after apt install rsyslog',
    text: `*.* action(type="omfwd" target="${host}" port="${port}" protocol="${protocol}"\n  ${PATIENCE})`,
    note: 'Then: systemctl restart rsyslog. The Backup Server alike. The firewall is heard only where log_level_in and the log of a rule are set.',
    read: 'Logons, tasks of machines, SSH, sudo and packets become fields',
  });
}

/** https://techdocs.broadcom.com (ESXi Syslog Options) */
export function esxi({ host, protocol, port }: Syslog): Recipe {
  return appliancePage('esxi', 'VMware ESXi', ['server'], {
    where: 'In its shell, or with esxcli from elsewhere',
    text: [
      `esxcli system syslog config set --loghost='${protocol}://${urlHost(host)}:${port}'`,
      'esxcli system syslog reload',
      'esxcli network firewall ruleset set --ruleset-id=syslog --enabled=true',
      'esxcli network firewall refresh',
    ].join('\n'),
    note: 'The rule set lets out ports 514 and 1514; where another port is refused, make this server listen on one of these (listen.udp.port, listen.tcp.port).',
    read: 'Logons and the tasks of machines become fields',
  });
}

/** log(1): the unified log has no syslog of its own. */
export function macos({ host, port }: Pick<Syslog, 'host' | 'port'>): Recipe {
  return appliancePage('macos', 'macOS', ['server'], {
    where: 'In Terminal, as an administrator, to see that it gets through',
    text: `log stream --style syslog --info --predicate 'process IN {"sshd", "sshd-session", "sudo", "loginwindow", "screensharingd", "opendirectoryd"}' |\n  nc ${host} ${port}`,
    note: 'It ends with the Terminal: to keep it, put the line into a launchd daemon (KeepAlive). Without the predicate it is thousands of lines a minute.',
    read: 'Logons over SSH, screen sharing and the login window, and sudo become fields',
  });
}
