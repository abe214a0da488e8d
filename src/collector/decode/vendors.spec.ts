import { describe, expect, it } from 'vitest';
import { decode, instant, wall, type Expected } from './testing/expected-line.js';

const nov20 = wall('11-20 10:00:01');
const mar1 = wall('03-01 18:46:11.123', 0);
// prettier-ignore
const LINES: readonly [string, Expected][] = [
  ['<189>123: host: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured', { facility: 23, severity: 5, host: 'host', time: mar1, app: undefined, message: '%SYS-5-CONFIG_I: Configured', tags: undefined }],
  ['<189>123: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured', { host: undefined, time: mar1, message: '%SYS-5-CONFIG_I: Configured' }],
  ['<189>123: 000124: .Nov 20 10:00:01: %SYS-5-X: y', { time: nov20, message: '%SYS-5-X: y' }],
  ['<189>123: Nov 20 2026 10:00:01.5 CET: %SYS-5-X: y', { time: instant('2026-11-20T09:00:01.500Z'), message: '%SYS-5-X: y' }],
  ['<189>123: Jun 20 2026 10:00:01 CEST: %SYS-5-X: y', { time: instant('2026-06-20T08:00:01Z') }],
  ['<189>123: Nov 20 2026 10:00:01 EST: %SYS-5-X: y', { time: instant('2026-11-20T15:00:01Z') }],
  ['<189>123: Nov 20 10:00:01 HOME: %SYS-5-X: y', { time: nov20, message: '%SYS-5-X: y' }],
  ['<189>1: h1: Nov 20 2026 10:00:01.5 UTC+1: %SYS-5-X: y', { host: 'h1', time: instant('2026-11-20T09:00:01.500Z'), message: '%SYS-5-X: y' }],
  ['<189>1: h1: Nov 20 2026 10:00:01 UTC-03:30: %SYS-5-X: y', { host: 'h1', time: instant('2026-11-20T13:30:01Z'), message: '%SYS-5-X: y' }],
  ['<190>3352436: 3352457: Aug 12 2023 12:14:24.412 mdt: %SYS-5-X: y', { host: undefined, time: instant('2023-08-12T18:14:24.412Z'), message: '%SYS-5-X: y' }],
  ['<189>Nov 20 10:00:01 switch: %SYS-5-X: y', { host: 'switch', time: nov20, message: '%SYS-5-X: y' }],
  ['<182>: host-1: 115649616: Nov 20 2026 10:00:01 CET: %FMANFP-6-X: y', { host: 'host-1', time: instant('2026-11-20T09:00:01Z'), message: '%FMANFP-6-X: y' }],
  ['<189>host1: Nov 20 10:00:01: %LINK-3-UPDOWN: Gi0/1', { host: 'host1', time: nov20, message: '%LINK-3-UPDOWN: Gi0/1' }],
  ['<189>: 2026 Nov 20 10:00:01 UTC: %ETHPORT-5-IF_UP: up', { time: instant('2026-11-20T10:00:01Z'), host: undefined, message: '%ETHPORT-5-IF_UP: up' }],
  ['<189>55: xr1 RP/0/RSP0/CPU0:Nov 20 10:00:01.123 : ifmgr[257]: %PKT_INFRA-LINK-3-UPDOWN : down', { host: 'xr1', app: 'ifmgr', pid: '257', message: '%PKT_INFRA-LINK-3-UPDOWN : down' }],
  ['<189>37: 1w2d: %SYS-5-CONFIG_I: x', { app: undefined, message: '37: 1w2d: %SYS-5-CONFIG_I: x', tags: ['syslog.missing-timestamp'] }],
  ['<166>Nov 20 2026 10:00:01 asa1 : %ASA-6-302013: Built', { host: 'asa1', time: wall('2026-11-20 10:00:01'), app: undefined, message: '%ASA-6-302013: Built' }],
  ['<166>Nov 20 2026 10:00:01 asa1: %ASA-6-302013: Built', { host: 'asa1', message: '%ASA-6-302013: Built' }],
  ['<166>Nov 20 2026 10:00:01: %ASA-6-302013: Built', { host: undefined, message: '%ASA-6-302013: Built' }],
  ['<166>:Nov 20 10:00:01 EST: %ASA-session-6-302013: Built', { host: undefined, time: wall('11-20 10:00:01', -300), message: '%ASA-session-6-302013: Built' }],
  ['<166>%ASA-6-302013: Built', { app: undefined, message: '%ASA-6-302013: Built', tags: ['syslog.missing-timestamp'] }],
  ['<189>Nov 20 10:00:01 2026 HPE %%10SHELL/5/SHELL_LOGIN: x', { host: 'HPE', time: wall('2026-11-20 10:00:01'), message: '%%10SHELL/5/SHELL_LOGIN: x' }],
  ['<189>date=2026-11-20 time=10:00:01 devname="FG 1" devid="x" level="notice"', { host: 'FG 1', time: wall('2026-11-20 10:00:01'), app: undefined, message: 'date=2026-11-20 time=10:00:01 devname="FG 1" devid="x" level="notice"', tags: undefined }],
  ['<189>date=2026-11-20 time=10:00:01 devname=FG tz="-0700" logid="1"', { host: 'FG', time: instant('2026-11-20T17:00:01Z') }],
  ['<189>date=2024-10-14 time=13:46:46 eventtime=1728938806677358671 tz="-0700" devname="FG"', { time: { kind: 'instant', ms: 1728938806677 } }],
  ['date=2024-10-14 time=13:46:46 eventtime=1728938806 logid="1"', { dialect: 'rfc3164', host: undefined, time: { kind: 'instant', ms: 1728938806000 } }],
  ['<13>Nov 20 10:00:01 784558aabbcc,U6-LR-6.5.28+14491: hostapd[12]: ath0: STA', { host: '784558aabbcc,U6-LR-6.5.28+14491', app: 'hostapd', pid: '12', message: 'ath0: STA' }],
  ['<13>Nov 20 10:00:01 U6-LR 784558aabbcc,U6-LR-6.5.28+14491: dropbear[7]: Exit', { host: 'U6-LR', app: 'dropbear', pid: '7', message: 'Exit' }],
  ['<13>Nov 20 10:00:01 rb system,info: user: x', { host: 'rb', app: 'system,info', message: 'user: x' }],
  ['<13>Nov 20 10:00:01 U7LT,18e829,v4.3 hostapd: ath0: STA', { host: 'U7LT,18e829,v4.3', app: 'hostapd', message: 'ath0: STA' }],
  ['Jun 27 09:02:22 Dream-Machine-Pro Dream-Machine-Pro sshd[454008]: Failed', { host: 'Dream-Machine-Pro', app: 'sshd', pid: '454008' }],
  ['Jun 13 23:29:15 UDMP-DTC [WAN_LOCAL-D-2147483647] DESCR="x" IN=eth8', { host: 'UDMP-DTC', app: undefined, message: '[WAN_LOCAL-D-2147483647] DESCR="x" IN=eth8' }],
  ['<166>2026-11-20T10:00:01.123Z esx1.lab Hostd: info hostd[2099999] [Originator@6876 sub=Vimsvc] x', { host: 'esx1.lab', app: 'Hostd', message: 'info hostd[2099999] [Originator@6876 sub=Vimsvc] x' }],
  ['<14>Nov 20 10:00:01 NAS Connection: User [admin] logged in', { host: 'NAS', app: 'Connection', message: 'User [admin] logged in' }],
  ['2022-02-09T20:55:08+01:00 synologynas synoscgi_SYNO.API.Auth_7_login[2706]: pam_unix(webui:auth): x', { host: 'synologynas', app: 'synoscgi_SYNO.API.Auth_7_login', pid: '2706', message: 'pam_unix(webui:auth): x' }],
  ['Thu Nov 20 10:00:01 2026 daemon.info dnsmasq[1]: started', { facility: 3, severity: 6, host: undefined, app: 'dnsmasq', pid: '1', time: wall('2026-11-20 10:00:01'), message: 'started' }],
  ['Thu Nov 20 10:00:01 2026 kern.warn kernel: [1.2] x', { facility: 0, severity: 4, app: 'kernel', message: '[1.2] x' }],
  ['Nov 20 10:00:01 <auth.info> bsd1 sshd[77]: x', { facility: 4, severity: 6, host: 'bsd1', app: 'sshd', pid: '77', time: nov20, message: 'x' }],
  ['Nov 20 10:00:01 <4.6> bsd1 sshd[77]: x', { facility: 4, severity: 6, host: 'bsd1', app: 'sshd', message: 'x' }],
  ['Nov 20 10:00:01 <b>bold</b> text', { facility: undefined, host: undefined, message: '<b>bold</b> text' }],
  ['Fri 2026-11-20 10:00:01 UTC h1 sshd[77]: x', { host: 'h1', app: 'sshd', pid: '77', time: instant('2026-11-20T10:00:01Z'), message: 'x' }],
  ['Mon Jun  8 12:08:53 2020 [pid 27244] [user] FAIL LOGIN: Client "1.2.3.4"', { host: undefined, app: undefined, time: wall('2020-06-08 12:08:53'), message: '[pid 27244] [user] FAIL LOGIN: Client "1.2.3.4"' }],
  ['2023-03-18T20:36:59.594792+01:00 10.120.127.1 firewall,info drop-tcp input: in:ether1', { host: '10.120.127.1', app: undefined, message: 'firewall,info drop-tcp input: in:ether1' }],
  ['2023/02/21 08:05:57.233208 [error] POST 192.168.1.2 /control/login: invalid', { host: undefined, app: undefined, time: wall('2023-02-21 08:05:57.233'), message: '[error] POST 192.168.1.2 /control/login: invalid' }],
  ['2024-12-15 14:12:15 192.168.1.31:45321 TLS Error: x', { host: undefined, app: undefined, message: '192.168.1.31:45321 TLS Error: x' }],
  ['2024-12-15 14:12:15 INFO module: x', { host: undefined, app: undefined, message: 'INFO module: x' }],
  ['2024-12-15 14:12:15 web1 sshd[5]: x', { host: 'web1', app: 'sshd', pid: '5', message: 'x' }],
  ['06-Feb-2025 10:32:43.895 security: info: client', { host: undefined, app: undefined, time: wall('2025-02-06 10:32:43.895'), message: 'security: info: client' }],
  ['<13>Nov 20 10:00:01 HOST MSWinEventLog\t1\tSecurity\t123', { host: 'HOST', app: undefined, message: 'MSWinEventLog\t1\tSecurity\t123' }],
  ['<14>Nov 20 10:00:01 HOST Microsoft-Windows-Security-Auditing[636]: {"EventID":4625}', { app: 'Microsoft-Windows-Security-Auditing', pid: '636', message: '{"EventID":4625}' }],
  ['<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System/></Event>', { dialect: 'none', message: '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System/></Event>', tags: ['syslog.missing-timestamp'] }],
];

describe('vendors', () => {
  it.each(LINES)('decodes %s', (text, expected) => expect(decode(text)).toMatchObject(expected));
});
