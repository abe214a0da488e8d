// The small services of a Linux machine: its network, clock, disks, UPS, log service and smaller servers. One table a program.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import type { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { CHRONY, NTPD, TIMESYNCD } from './clock.js';
import { JOURNALD, RSYSLOGD, SYSLOG_NG } from './logging.js';
import { AVAHI, DHCLIENT, DHCPCD, NETWORK_MANAGER, NETWORKD, UDHCPC, WPA } from './network.js';
import { APCUPSD, UPSD, UPSMON } from './power.js';
import { MOUNTD, RSYNC, SNMPD, TFTP, XINETD } from './services.js';
import { LVM, MDADM, MULTIPATHD, SMARTD } from './storage.js';
import { readZed } from './zed.js';

type Reader = (text: string) => Fields | undefined;

const reader =
  (table: PatternTable): Reader =>
  (text) =>
    table.match(text);

const READERS = new Map<string, Reader>([
  // `<info>  [1732096801.1234] `
  ['networkmanager', (text) => NETWORK_MANAGER.match(text.replace(/^<(?:info|warn|error|debug|trace)> {1,3}(?:\[[\d.]{1,24}\] )?/, ''))],
  ['systemd-networkd', reader(NETWORKD)],
  ['avahi-daemon', reader(AVAHI)],
  ['dhclient', reader(DHCLIENT)],
  ['dhcpcd', reader(DHCPCD)],
  ['udhcpc', (text) => UDHCPC.match(text.replace(/^udhcpc: /, ''))],
  ['wpa_supplicant', reader(WPA)],
  ['chronyd', reader(CHRONY)],
  ['ntpd', reader(NTPD)],
  ['ntpdate', reader(NTPD)],
  ['sntp', reader(NTPD)],
  ['systemd-timesyncd', reader(TIMESYNCD)],
  ['smartd', reader(SMARTD)],
  ['mdadm', reader(MDADM)],
  ['zed', readZed],
  ['lvm', reader(LVM)],
  ['dmeventd', reader(LVM)],
  ['multipathd', reader(MULTIPATHD)],
  ['apcupsd', reader(APCUPSD)],
  ['upsmon', reader(UPSMON)],
  ['nut-monitor', reader(UPSMON)],
  ['upsd', reader(UPSD)],
  ['nut-server', reader(UPSD)],
  ['nut-upsmon', reader(UPSMON)],
  ['nut-upsd', reader(UPSD)],
  ['rpc.mountd', reader(MOUNTD)],
  ['mountd', reader(MOUNTD)],
  ['rsyncd', reader(RSYNC)],
  ['rsync', reader(RSYNC)],
  ['in.tftpd', reader(TFTP)],
  ['tftpd', reader(TFTP)],
  ['tftpd-hpa', reader(TFTP)],
  ['snmpd', reader(SNMPD)],
  ['xinetd', reader(XINETD)],
  ['rsyslogd', reader(RSYSLOGD)],
  ['syslog-ng', reader(SYSLOG_NG)],
  ['systemd-journald', reader(JOURNALD)],
  ['systemd-journal', reader(JOURNALD)],
]); // prettier-ignore

export default defineParser({
  id: 'linux-system',
  title: 'Linux services: network, clock, disks, UPS, logs',
  contract: '^1.0.0',
  family: 'linux',
  hint: { apps: [...READERS.keys()] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const read = READERS.get(line.app?.toLowerCase() ?? '');
  return read?.(line.message.trim());
}
