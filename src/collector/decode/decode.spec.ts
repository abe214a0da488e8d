import { describe, expect, it } from 'vitest';
import type { DeviceTime, SyslogLine } from '../../event/line.js';
import { decodeFrame } from './decode.js';

const decode = (text: string): SyslogLine => decodeFrame(Buffer.from(text));
const instant = (iso: string): DeviceTime => ({ kind: 'instant', ms: Date.parse(iso) });
/** `11-20 10:00:01`, `2026-11-20 10:00:01.123`. */
function wall(text: string, offsetMinutes?: number): DeviceTime {
  const match = /^(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?$/.exec(text)!;
  const [year, month, day, hour, minute, second, ms] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const time = { kind: 'wall', year, month: month!, day: day!, hour: hour!, minute: minute!, second: second!, ms: ms ?? 0 } as const;
  return offsetMinutes === undefined ? time : { ...time, offsetMinutes };
}

type Expected = Partial<Omit<SyslogLine, 'tag' | 'raw' | 'json'>>;
const nov20 = wall('11-20 10:00:01');

describe('RFC 5424', () => {
  it.each<[string, Expected]>([
    [
      '<34>1 2026-11-20T10:00:01.003Z mymachine.example.com su - ID47 - \ufeff\'su root\' failed for lonvick on /dev/pts/8',
      { dialect: 'rfc5424', facility: 4, severity: 2, time: instant('2026-11-20T10:00:01.003Z'), host: 'mymachine.example.com',
        app: 'su', pid: undefined, msgid: 'ID47', structuredData: undefined, message: "'su root' failed for lonvick on /dev/pts/8", tags: undefined },
    ],
    [
      '<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It\'s time to make the do-nuts.',
      { time: instant('2003-08-24T12:14:15.000Z'), pid: '8710', msgid: undefined, message: "%% It's time to make the do-nuts." },
    ],
    [
      '<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application"][examplePriority@32473 class="high"]',
      { structuredData: { 'exampleSDID@32473': { iut: '3', eventSource: 'Application' }, 'examplePriority@32473': { class: 'high' } }, message: '', tags: undefined },
    ],
    ['<13>1 2026-11-20T10:00:01Z h a - - [x@1 p="a \\"q\\" b\\\\c \\] d\\n"] hi', { structuredData: { 'x@1': { p: 'a "q" b\\c ] d\\n' } }, message: 'hi', tags: undefined }],
    ['<13>1 2026-11-20T10:00:01Z h a - - [x@1] hi', { structuredData: { 'x@1': {} }, message: 'hi' }],
    ['<13>1 2026-11-20T10:00:01Z h a - - [x@1 p="1" p="2"] hi', { structuredData: { 'x@1': { p: '1' } } }],
    ['<13>1 - - - - - -', { host: undefined, app: undefined, time: undefined, message: '', tags: ['syslog.missing-timestamp'] }],
    ['<13>1 - - - - - - text', { message: 'text' }],
    ['<13>1 2026-11-20T10:00:01Z h a - - -  two spaces', { message: ' two spaces' }],
    ['<13>1 2026-11-20T10:00:01.123456789+05:30 h a - - - x', { time: instant('2026-11-20T04:30:01.123Z'), tags: undefined }],
    ['<13>1 2026-06-30T23:59:60Z h a - - - x', { time: instant('2026-06-30T23:59:59.999Z') }],
    ['<13>1 2026-11-20T10:00:01 h a - - - no zone', { time: wall('2026-11-20 10:00:01'), message: 'no zone' }],
    ['<13>1 2026-02-31T10:00:01Z h a 7 - - x', { time: undefined, host: 'h', app: 'a', pid: '7', message: 'x', tags: ['syslog.invalid-timestamp'] }],
    ['<13>1 2026-11-20T25:00:01Z h a - - - x', { time: undefined, host: 'h', message: 'x', tags: ['syslog.invalid-timestamp'] }],
    ['<13>1 2026-11-20garbage h a - - - x', { time: undefined, host: 'h', message: 'x', tags: ['syslog.invalid-timestamp'] }],
    ['<13>1 2026-11-20T10:00:01Z h a - - [x@1 p=oops] hi', { structuredData: undefined, message: '[x@1 p=oops] hi', tags: ['syslog.invalid-structured-data'] }],
    ['<13>1 2026-11-20T10:00:01Z h a - - [x@1 p="1"][y@2 open', { structuredData: { 'x@1': { p: '1' } }, message: '[y@2 open', tags: ['syslog.invalid-structured-data'] }],
    ['<13>1 2026-11-20T10:00:01Z h a - - no structured data', { message: 'no structured data', tags: ['syslog.invalid-structured-data'] }],
    ['<13>1 2026-11-20T10:00:01Z h a - - [x@1 p="1"]glued', { structuredData: { 'x@1': { p: '1' } }, message: 'glued', tags: ['syslog.invalid-structured-data'] }],
    ['<13>1 2026-11-20T10:00:01Z h', { host: 'h', message: 'h', tags: ['syslog.invalid-header'] }],
    ['<13>2 2026-11-20T10:00:01Z h a - - - x', { dialect: 'rfc5424', host: 'h', app: 'a', message: 'x', tags: ['syslog.invalid-version'] }],
    ['<13>1 2026-11-20T10:00:01Z h a - - - @cee:{"a":1}', { message: '{"a":1}' }],
    ['1 2026-11-20T10:00:01Z h a 5 - - from a file', { dialect: 'rfc5424', facility: undefined, app: 'a', message: 'from a file' }],
    ['<38>1 2022-01-19T14:23:55+00:00 OPNsense.localdomain sshd 44255 - [meta sequenceId="1"] Invalid user tutu from 1.2.3.4 port 33166',
      { host: 'OPNsense.localdomain', app: 'sshd', pid: '44255', structuredData: { meta: { sequenceId: '1' } }, message: 'Invalid user tutu from 1.2.3.4 port 33166' }],
  ])('decodes %s', (text, expected) => expect(decode(text)).toMatchObject(expected));

  it('takes a sender’s names as names, whatever they are', () => {
    const line = decode('<13>1 2026-11-20T10:00:01Z h a - - [__proto__ constructor="x"] hi');
    expect(Object.keys(line.structuredData!)).toEqual(['__proto__']);
    expect({}).not.toHaveProperty('x');
    expect(line.structuredData!['__proto__']).toMatchObject({ constructor: 'x' });
  });

  it('caps the parameters that become an object', () => {
    const line = decode(`<13>1 2026-11-20T10:00:01Z h a - - [x ${Array.from({ length: 5000 }, (_, i) => `p${i}=""`).join(' ')}] hi`);
    expect(Object.keys(line.structuredData!['x']!)).toHaveLength(256);
    expect(line).toMatchObject({ message: 'hi', tags: ['syslog.invalid-structured-data'] });
  });
});

describe('RFC 3164 as it is in the wild', () => {
  it.each<[string, Expected]>([
    // the usual
    ['<34>Nov 20 10:00:01 mymachine su: \'su root\' failed', { dialect: 'rfc3164', facility: 4, severity: 2, time: nov20, host: 'mymachine', app: 'su', pid: undefined, message: "'su root' failed", tags: undefined }],
    ['<38>Nov 20 10:00:01 web1 sshd[12]: Failed password', { host: 'web1', app: 'sshd', pid: '12', message: 'Failed password', tags: undefined }],
    ['Nov 20 10:00:01 web1 sshd[12]: Failed password', { dialect: 'rfc3164', facility: undefined, host: 'web1', app: 'sshd', pid: '12', tags: undefined }],
    ['Nov  2 10:00:01 h a: x', { time: wall('11-02 10:00:01'), host: 'h', app: 'a' }],
    ['Nov 2 10:00:01 h a: x', { time: wall('11-02 10:00:01'), host: 'h', app: 'a' }],
    ['<13>Nov 20 2026 10:00:01 h a: x', { time: wall('2026-11-20 10:00:01'), host: 'h', app: 'a' }],
    ['<13>2026 Nov 20 10:00:01 h a: x', { time: wall('2026-11-20 10:00:01'), host: 'h', app: 'a' }],
    ['<13>Nov 20 10:00:01 2026 h a: x', { time: wall('2026-11-20 10:00:01'), host: 'h', app: 'a' }],
    ['<13>Nov 20 10:00:01.123 h a: x', { time: wall('11-20 10:00:01.123'), host: 'h', app: 'a' }],
    ['<13>2026-11-20T10:00:01.123456+01:00 host tag: msg', { dialect: 'rfc3164', time: instant('2026-11-20T09:00:01.123Z'), host: 'host', app: 'tag', message: 'msg' }],
    ['<13>2026-11-20T10:00:01Z host tag[5]: msg', { time: instant('2026-11-20T10:00:01Z'), host: 'host', app: 'tag', pid: '5' }],
    ['<13>2026-11-20 10:00:01,250 host tag: msg', { time: wall('2026-11-20 10:00:01.250'), host: 'host', app: 'tag' }],
    // tags
    ['<13>Nov 20 10:00:01 h postfix/smtpd[7]: connect', { app: 'postfix/smtpd', pid: '7' }],
    ['<13>Nov 20 10:00:01 h sshd-session[123]: x', { app: 'sshd-session', pid: '123' }],
    ['<13>Nov 20 10:00:01 h CROND[1]: (root) CMD (run)', { app: 'CROND', pid: '1', message: '(root) CMD (run)' }],
    ['<13>Nov 20 10:00:01 h pam_unix(sshd:auth): authentication failure', { app: 'pam_unix(sshd:auth)', message: 'authentication failure' }],
    ['<13>Nov 20 10:00:01 h sshd(pam_unix)[42]: session opened', { app: 'sshd(pam_unix)', pid: '42' }],
    ['<13>Nov 20 10:00:01 h (systemd)[42]: x', { host: 'h', app: '(systemd)', pid: '42' }],
    ['<13>Nov 20 10:00:01 h kernel: [12345.678901] usb 1-1: new', { app: 'kernel', message: '[12345.678901] usb 1-1: new' }],
    ['<13>Nov 20 10:00:01 h sudo:    alice : TTY=pts/0 ; COMMAND=/bin/ls', { app: 'sudo', message: 'alice : TTY=pts/0 ; COMMAND=/bin/ls' }],
    ['<13>Nov 20 10:00:01 h app[99] no colon', { app: 'app', pid: '99', message: 'no colon' }],
    ['<13>Nov 20 10:00:01 h app:{"a":1}', { app: 'app', message: '{"a":1}' }],
    ['<13>Nov 20 10:00:01 h no tag at all', { host: 'h', app: undefined, message: 'no tag at all' }],
    ['<13>Nov 20 10:00:01 h 10.0.0.1:80 is up', { host: 'h', app: undefined, message: '10.0.0.1:80 is up' }],
    ['<13>Nov 20 10:00:01 h 00076 ports: port 1 is up', { host: 'h', app: undefined, message: '00076 ports: port 1 is up' }],
    ['<13>Nov 20 10:00:01 h http://x: gone', { host: 'h', message: 'gone', app: 'http://x' }],
    ['<13>Nov 20 10:00:01 fe80::1 app: x', { host: 'fe80::1', app: 'app' }],
    // no host
    ['Nov 20 10:00:01 dnsmasq[123]: query[A] pi.hole from 10.0.0.2', { host: undefined, app: 'dnsmasq', pid: '123', message: 'query[A] pi.hole from 10.0.0.2' }],
    ['<30>Nov 20 10:00:01 dnsmasq: started', { host: undefined, app: 'dnsmasq', message: 'started' }],
    ['<134>Nov 20 10:00:01 filterlog[9]: 5,,,1000', { host: undefined, app: 'filterlog', pid: '9' }],
    ['2022-09-06T18:37:34+02:00: authentication failure; rhost=[::1]', { host: undefined, app: undefined, message: 'authentication failure; rhost=[::1]' }],
    // no time
    ['<30>system,info,account user admin logged in', { dialect: 'rfc3164', facility: 3, severity: 6, host: undefined, app: undefined, message: 'system,info,account user admin logged in', tags: ['syslog.missing-timestamp'] }],
    ['<14>myapp[4]: hello', { host: undefined, app: 'myapp', pid: '4', message: 'hello', tags: ['syslog.missing-timestamp'] }],
    ['<14>just a text', { message: 'just a text', tags: ['syslog.missing-timestamp'] }],
    ['just a text: without anything', { dialect: 'none', app: undefined, message: 'just a text: without anything', tags: ['syslog.missing-timestamp'] }],
    // impossible times
    ['<13>Feb 31 10:00:01 h a: x', { time: undefined, host: 'h', app: 'a', message: 'x', tags: ['syslog.invalid-timestamp'] }],
    ['<13>Nov 20 25:00:01 h a: x', { time: undefined, host: 'h', tags: ['syslog.invalid-timestamp'] }],
    ['<13>Feb 29 10:00:01 h a: x', { time: wall('02-29 10:00:01'), tags: undefined }],
    ['<13>Feb 29 2025 10:00:01 h a: x', { time: undefined, tags: ['syslog.invalid-timestamp'] }],
    ['<13>9999-11-20T10:00:01Z h a: x', { time: undefined, tags: ['syslog.invalid-timestamp'] }],
    // bare and framed objects, CEF, LEEF, cookies
    ['{"a":1}', { dialect: 'json', message: '{"a":1}', tags: undefined }],
    ['  {"a":1}', { dialect: 'json', message: '  {"a":1}' }],
    ['<13>{"a":1}', { dialect: 'rfc3164', severity: 5, message: '{"a":1}' }],
    ['<13>Nov 20 10:00:01 h {"a":1}', { host: 'h', app: undefined, message: '{"a":1}' }],
    ['<13>Nov 20 10:00:01 h app: @cee: {"a":1}', { app: 'app', message: '{"a":1}' }],
    ['<13>Nov 20 10:00:01 h app: @cee: no', { app: 'app', message: '@cee: no' }],
    ['<134>Nov 20 10:00:01 fw CEF:0|Vendor|Product|1|2|Name|3|src=1.2.3.4', { host: 'fw', app: undefined, message: 'CEF:0|Vendor|Product|1|2|Name|3|src=1.2.3.4' }],
    ['Sep  8 08:32:20 UDM-Gent CEF: 0|Ubiquiti|UniFi', { host: 'UDM-Gent', app: undefined, message: 'CEF: 0|Ubiquiti|UniFi' }],
    ['<134>Nov 20 10:00:01 CEF:0|V|P', { host: undefined, message: 'CEF:0|V|P' }],
    ['<134>Nov 20 10:00:01 fw LEEF:2.0|V|P|1|E|', { host: 'fw', app: undefined, message: 'LEEF:2.0|V|P|1|E|' }],
    // repetitions
    ['<13>Nov 20 10:00:01 web1 last message repeated 3 times', { host: 'web1', app: undefined, message: 'last message repeated 3 times', tags: ['syslog.repeated'] }],
    ['Nov 20 10:00:01 last message repeated 3 times', { host: undefined, message: 'last message repeated 3 times', tags: ['syslog.repeated'] }],
    ['<13>Nov 20 10:00:01 h sshd[1]: message repeated 2 times: [ Failed]', { app: 'sshd', tags: ['syslog.repeated'] }],
  ])('decodes %s', (text, expected) => expect(decode(text)).toMatchObject(expected));
});

describe('vendors', () => {
  const mar1 = wall('03-01 18:46:11.123', 0);
  it.each<[string, Expected]>([
    ['<189>123: host: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured', { facility: 23, severity: 5, host: 'host', time: mar1, app: undefined, message: '%SYS-5-CONFIG_I: Configured', tags: undefined }],
    ['<189>123: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured', { host: undefined, time: mar1, message: '%SYS-5-CONFIG_I: Configured' }],
    ['<189>123: 000124: .Nov 20 10:00:01: %SYS-5-X: y', { time: nov20, message: '%SYS-5-X: y' }],
    ['<189>123: Nov 20 2026 10:00:01.5 CET: %SYS-5-X: y', { time: instant('2026-11-20T09:00:01.500Z'), message: '%SYS-5-X: y' }],
    ['<189>123: Jun 20 2026 10:00:01 CEST: %SYS-5-X: y', { time: instant('2026-06-20T08:00:01Z') }],
    ['<189>123: Nov 20 2026 10:00:01 EST: %SYS-5-X: y', { time: instant('2026-11-20T15:00:01Z') }],
    ['<189>123: Nov 20 10:00:01 HOME: %SYS-5-X: y', { time: nov20, message: '%SYS-5-X: y' }],
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
    ['<13>Nov 20 10:00:01 U7LT,18e829,v4.3 hostapd: ath0: STA', { host: 'U7LT,18e829,v4.3', app: 'hostapd', message: 'ath0: STA' }],
    ['Jun 27 09:02:22 Dream-Machine-Pro Dream-Machine-Pro sshd[454008]: Failed', { host: 'Dream-Machine-Pro', app: 'sshd', pid: '454008' }],
    ['Jun 13 23:29:15 UDMP-DTC [WAN_LOCAL-D-2147483647] DESCR="x" IN=eth8', { host: 'UDMP-DTC', app: undefined, message: '[WAN_LOCAL-D-2147483647] DESCR="x" IN=eth8' }],
    ['<166>2026-11-20T10:00:01.123Z esx1.lab Hostd: info hostd[2099999] [Originator@6876 sub=Vimsvc] x', { host: 'esx1.lab', app: 'Hostd', message: 'info hostd[2099999] [Originator@6876 sub=Vimsvc] x' }],
    ['<14>Nov 20 10:00:01 NAS Connection: User [admin] logged in', { host: 'NAS', app: 'Connection', message: 'User [admin] logged in' }],
    ['2022-02-09T20:55:08+01:00 synologynas synoscgi_SYNO.API.Auth_7_login[2706]: pam_unix(webui:auth): x', { host: 'synologynas', app: 'synoscgi_SYNO.API.Auth_7_login', pid: '2706', message: 'pam_unix(webui:auth): x' }],
    ['Thu Nov 20 10:00:01 2026 daemon.info dnsmasq[1]: started', { facility: 3, severity: 6, host: undefined, app: 'dnsmasq', pid: '1', time: wall('2026-11-20 10:00:01'), message: 'started' }],
    ['Thu Nov 20 10:00:01 2026 kern.warn kernel: [1.2] x', { facility: 0, severity: 4, app: 'kernel', message: '[1.2] x' }],
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
  ])('decodes %s', (text, expected) => expect(decode(text)).toMatchObject(expected));
});

describe('defects', () => {
  it.each<[string, Expected]>([
    ['<999>bad', { facility: undefined, message: '<999>bad', tags: ['syslog.invalid-pri', 'syslog.missing-timestamp'] }],
    ['<>bad', { message: '<>bad', tags: ['syslog.invalid-pri', 'syslog.missing-timestamp'] }],
    ['<abc>bad', { message: '<abc>bad', tags: ['syslog.invalid-pri', 'syslog.missing-timestamp'] }],
    ['<13 bad', { message: '<13 bad', tags: ['syslog.invalid-pri', 'syslog.missing-timestamp'] }],
    ['<192>Nov 20 10:00:01 h a[1]: x', { facility: undefined, severity: undefined, host: 'h', app: 'a', pid: '1', message: 'x', tags: ['syslog.invalid-pri'] }],
    ['<0001>x', { message: '<0001>x', tags: ['syslog.invalid-pri', 'syslog.missing-timestamp'] }],
    ['<191>Nov 20 10:00:01 h a: x', { facility: 23, severity: 7 }],
    ['<0>Nov 20 10:00:01 h a: x', { facility: 0, severity: 0 }],
    ['', { message: '', tags: ['syslog.empty'] }],
    ['\n\0\r\n', { message: '', tags: ['syslog.empty'] }],
    ['<13>', { message: '', severity: 5, tags: ['syslog.missing-timestamp', 'syslog.empty'] }],
    ['<13>Nov 20 10:00:01 h app:', { app: 'app', message: '', tags: ['syslog.empty'] }],
  ])('tags %j and keeps the text', (text, expected) => expect(decode(text)).toMatchObject(expected));

  it('trims NUL, CR and LF at the end and nothing else', () => {
    expect(decode('<13>Nov 20 10:00:01 h a: x \t\r\n\0').raw).toBe('<13>Nov 20 10:00:01 h a: x \t');
  });

  it('reads no header where the listener parsed an object already', () => {
    const line = decodeFrame(Buffer.from('{"a":1}'), { a: 1 });
    expect(line).toMatchObject({ dialect: 'json', message: '{"a":1}', json: { a: 1 }, tags: undefined });
  });
});
