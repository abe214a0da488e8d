import { describe, expect, it } from 'vitest';
import { decode, instant, wall, type Expected } from './testing/expected-line.js';

const nov20 = wall('11-20 10:00:01');
// prettier-ignore
const LINES: readonly [string, Expected][] = [
  // the usual
  ['<34>Nov 20 10:00:01 mymachine su: \'su root\' failed', { dialect: 'rfc3164', facility: 4, severity: 2, time: nov20, host: 'mymachine', app: 'su', pid: undefined, message: "'su root' failed", tags: undefined }],
  ['<38>Nov 20 10:00:01 web1 sshd[12]: Failed password', { host: 'web1', app: 'sshd', pid: '12', message: 'Failed password', tags: undefined }],
  ['Nov 20 10:00:01 web1 sshd[12]: Failed password', { dialect: 'rfc3164', facility: undefined, host: 'web1', app: 'sshd', pid: '12', tags: undefined }],
  ['Nov 20 10:00:01 web1 auth.info sshd[12]: Failed password', { facility: 4, severity: 6, host: 'web1', app: 'sshd', pid: '12', message: 'Failed password', tags: undefined }],
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
  ['<14>Jul  1 10:00:00 1,2026/07/01 10:00:00,001801000001,SYSTEM,auth', { host: undefined, app: undefined, message: '1,2026/07/01 10:00:00,001801000001,SYSTEM,auth' }],
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
];

describe('RFC 3164 as it is in the wild', () => {
  it.each(LINES)('decodes %s', (text, expected) => expect(decode(text)).toMatchObject(expected));
});
