import { describe, expect, it } from 'vitest';
import { resolveTime } from './clock.js';
import { decode, instant, wall, type Expected } from './testing/expected-line.js';

const nested = ['syslog.nested-header'];
const query = { app: 'dnsmasq', pid: '414', message: 'query[A] ads.example.com from 192.168.1.5', tags: nested };
const failed = {
  app: 'sshd',
  pid: '12',
  message: 'Failed password for root from 203.0.113.96 port 22 ssh2',
  tags: nested,
};
const utc = wall('11-20 12:37:35');
const berlin = wall('11-20 13:40:34', 60);

/** The bytes that rsyslog 8.2302 (Debian 12) sent for files read by imfile; hosts and texts as they were. */
// prettier-ignore
const FROM_RSYSLOG: readonly [string, Expected][] = [
  // no template, and RSYSLOG_TraditionalForwardFormat; Tag="pihole:", Tag="pihole"
  ['<134>Nov 20 12:37:35 vm pihole: Nov 20 12:37:35 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, dialect: 'rfc3164', facility: 16, severity: 6, time: utc, host: 'vm' }],
  ['<134>Nov 20 12:37:35 vm pihole Nov 20 12:37:35 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, time: utc, host: 'vm' }],
  // RSYSLOG_ForwardFormat
  ['<134>2026-11-20T13:40:34.807618+01:00 vm pihole: Nov 20 13:40:34 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, time: berlin, host: 'vm' }],
  ['<134>2026-11-20T13:40:34.807618+01:00 vm pihole Nov 20 13:40:34 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, time: berlin, host: 'vm' }],
  // RSYSLOG_SyslogProtocol23Format
  ['<134>1 2026-11-20T13:40:34.807618+01:00 vm pihole - - - Nov 20 13:40:34 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, dialect: 'rfc5424', facility: 16, severity: 6, time: berlin, host: 'vm' }],
  ['<134>1 2026-11-20T12:37:35.676978+00:00 vm pihole - - - Nov 20 12:37:35 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, time: utc, host: 'vm' }],
  // string="<%pri%>%msg%\n", and one with the file's time, the machine's zone and name
  ['<134>Nov 20 12:37:35 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, time: utc, host: undefined, tags: undefined }],
  ['<134>Nov 20 13:40:34 +0100 vm dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, time: berlin, host: 'vm', tags: undefined }],
  ['<134>Nov 20 09:10:35 -0330 vm dnsmasq[414]: query[A] ads.example.com from 192.168.1.5', { ...query, time: wall('11-20 09:10:35', -210), host: 'vm', tags: undefined }],
  // auth.log, in both of its forms
  ['<86>Nov 20 12:37:35 vm authlog: Nov 20 12:37:35 vm sshd[12]: Failed password for root from 203.0.113.96 port 22 ssh2', { ...failed, facility: 10, time: utc, host: 'vm' }],
  ['<86>Nov 20 12:37:35 vm authlog 2026-11-20T12:37:35.123456+00:00 vm sshd[12]: Failed password for root from 203.0.113.96 port 22 ssh2', { ...failed, time: instant('2026-11-20T12:37:35.123Z'), host: 'vm' }],
  ['<86>1 2026-11-20T09:10:35.559616-03:30 vm authlog - - - 2026-11-20T09:10:35.123456-03:30 vm sshd[12]: Failed password for root from 203.0.113.96 port 22 ssh2', { ...failed, time: instant('2026-11-20T12:40:35.123Z'), host: 'vm' }],
  ['<86>1 2026-11-20T12:37:35.680977+00:00 vm authlog - - - 2026-11-20T12:37:35.123456+00:00 vm sudo:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls', { app: 'sudo', pid: undefined, host: 'vm', message: 'alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls', tags: nested }],
];

// prettier-ignore
const OTHERS: readonly [string, Expected][] = [
  ['<134>1 2026-11-20T12:17:01Z pihole pihole - - - Nov 20 12:17:01 dnsmasq[414]: gravity blocked ads.example.com is 0.0.0.0', { app: 'dnsmasq', pid: '414', host: 'pihole', message: 'gravity blocked ads.example.com is 0.0.0.0', tags: nested }],
  ['<134>Nov 20 12:17:02 pihole: Nov 20 12:17:01 dnsmasq[414]: x', { app: 'dnsmasq', host: undefined, time: wall('11-20 12:17:01'), message: 'x', tags: nested }],
  ['Nov 20 12:17:02 pi pihole: Nov 20 12:17:01 dnsmasq[414]: x', { app: 'dnsmasq', host: 'pi', message: 'x', tags: nested }],
  ['<134>1 - pi pihole - - - Nov 20 12:17:01 dnsmasq[414]: x', { app: 'dnsmasq', time: wall('11-20 12:17:01'), tags: nested }],
  ['<134>Feb 31 12:17:02 pi pihole: Nov 20 12:17:01 dnsmasq: x', { app: 'dnsmasq', pid: undefined, time: wall('11-20 12:17:01'), tags: nested }],
  ['<13>Nov 20 10:00:02 h file: Nov 20 10:00:01 app: @cee: {"a":1}', { app: 'app', message: '{"a":1}', tags: nested }],
  ['<13>Nov 20 10:00:02 h file: Nov 20 10:00:01 app[1]:', { app: 'app', message: '', tags: [...nested, 'syslog.empty'] }],
  ['<13>1 2026-11-20T10:00:02Z h f - - - \ufeff Nov 20 10:00:01 app: x', { app: 'app', message: 'x', tags: nested }],
  ['<13>1 2026-11-20T10:00:02Z web1.example.org f - - - 2026-11-20T10:00:01Z web1 sudo: x', { host: 'web1.example.org', app: 'sudo', tags: nested }],
  // one level only
  ['<13>Nov 20 10:00:03 h f: Nov 20 10:00:02 g: Nov 20 10:00:01 sshd[1]: x', { app: 'g', pid: undefined, message: 'Nov 20 10:00:01 sshd[1]: x', tags: nested }],
  // a relay that has no name for what it read
  ['<13>1 2026-11-20T10:00:02Z - - - - - Nov 20 10:00:01 web1 sshd[12]: x', { host: 'web1', app: 'sshd', pid: '12', message: 'x', tags: nested }],
];

/** Texts that must stay what they are. */
// prettier-ignore
const NO_HEADERS: readonly [string, Expected][] = [
  ['<13>Nov 20 10:00:02 h note: Nov 20 is the date: yes', { app: 'note', message: 'Nov 20 is the date: yes' }],
  ['<13>Nov 20 10:00:02 h note: Nov 20 10:00 app: yes', { app: 'note', message: 'Nov 20 10:00 app: yes' }],
  ['<13>Nov 20 10:00:02 h note: Nov 20 10:00:01 is the time: yes', { app: 'note', message: 'Nov 20 10:00:01 is the time: yes' }],
  ['<13>Nov 20 10:00:02 h note: Nov 20 10:00:01 app[7] has no colon', { app: 'note', pid: undefined, message: 'Nov 20 10:00:01 app[7] has no colon' }],
  ['<13>Nov 20 10:00:02 h note: Nov 20 10:00:01: app: x', { app: 'note' }],
  ['<13>Nov 20 10:00:02 h note: Feb 31 10:00:01 app: no such day', { app: 'note', message: 'Feb 31 10:00:01 app: no such day' }],
  ['<13>Nov 20 10:00:02 h note: Thu Nov 20 10:00:01 app: x', { app: 'note', message: 'Thu Nov 20 10:00:01 app: x' }],
  ['<13>Nov 20 10:00:02 h note: see Nov 20 10:00:01 app: later', { app: 'note', message: 'see Nov 20 10:00:01 app: later' }],
  ['<13>Nov 20 10:00:02 h note: Nov 20 10:00:01', { app: 'note', message: 'Nov 20 10:00:01' }],
  ['<13>1 2026-11-20T10:00:02Z h app - - - 2026-11-20T10:00:01Z INFO main: started', { app: 'app', message: '2026-11-20T10:00:01Z INFO main: started' }],
  ['<13>1 2026-11-20T10:00:02Z h app - - - 2026-11-20T10:00:01Z main[3]: started', { app: 'app', message: '2026-11-20T10:00:01Z main[3]: started' }],
  ['<13>1 2026-11-20T10:00:02Z h - - - - word Nov 20 10:00:01 sshd[1]: x', { app: undefined, message: 'word Nov 20 10:00:01 sshd[1]: x' }],
  ['<13>Nov 20 10:00:02 h two words Nov 20 10:00:01 sshd[1]: x', { app: undefined, message: 'two words Nov 20 10:00:01 sshd[1]: x' }],
  ['word Nov 20 10:00:01 sshd[1]: x', { dialect: 'none', app: undefined, message: 'word Nov 20 10:00:01 sshd[1]: x', tags: ['syslog.missing-timestamp'] }],
];

/** Messages whose beginning a stranger chose. */
// prettier-ignore
const FORGED: readonly [string, Expected][] = [
  ['<190>Nov 20 10:00:02 web1 nginx: Nov 20 10:00:01 sshd[1]: Accepted password for root', { app: 'nginx', pid: undefined, host: 'web1' }],
  ['<190>1 2026-11-20T10:00:02Z web1 HAProxy - - - Nov 20 10:00:01 sshd[1]: Accepted password for root', { app: 'HAProxy', host: 'web1' }],
  ['<30>Nov 20 10:00:02 web1 myapp[77]: Nov 20 10:00:01 sshd[1]: Accepted password for root', { app: 'myapp', pid: '77', host: 'web1' }],
  ['<30>1 2026-11-20T10:00:02Z web1 myapp 77 - - Nov 20 10:00:01 dc1 sshd[1]: Accepted password for root', { app: 'myapp', pid: '77', host: 'web1' }],
];

describe('a header inside the message', () => {
  it.each(FROM_RSYSLOG)('is read as rsyslog sends it: %s', (text, expected) => {
    const line = decode(text);
    expect(line).toMatchObject(expected);
    expect(line.raw).toBe(text);
    expect(line.raw.slice(line.messageAt)).toBe(line.message);
  });

  it.each(OTHERS)('is read in %s', (text, expected) => expect(decode(text)).toMatchObject(expected));

  it.each([...NO_HEADERS, ...FORGED])('is not seen in %s', (text, expected) =>
    expect(decode(text)).toMatchObject({ tags: undefined, ...expected }),
  );

  it.each(['pihole', 'pi-hole', 'dns/pi_hole', 'PiHole-FTL', 'dnsmasq', 'file', 'x'])(
    'is read behind tag %s',
    (tag) => {
      for (const outer of [
        `Nov 20 12:37:35 vm ${tag}:`,
        `Nov 20 12:37:35 vm ${tag}`,
        `1 2026-11-20T12:37:35Z vm ${tag} - - -`,
      ])
        expect(
          decode(`<134>${outer} Nov 20 12:37:35 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5`),
        ).toMatchObject({
          ...query,
          host: 'vm',
        });
    },
  );

  it('may have the name of a web server where the outer one says the same (haproxy.log)', () => {
    const line = decode('<134>Nov 20 10:00:02 lb haproxy: Nov 20 10:00:01 lb haproxy[9]: Proxy http started.');
    expect(line).toMatchObject({ host: 'lb', app: 'haproxy', pid: '9', message: 'Proxy http started.', tags: nested });
  });

  it.each([
    '<13>Nov 20 10:00:02 loghost remote: Nov 20 10:00:01 web1 sshd[12]: x',
    '<13>Nov 20 10:00:02 loghost remote Nov 20 10:00:01 web1 sshd[12]: x',
    '<13>Nov 20 10:00:02 loghost Nov 20 10:00:01 web1 sshd[12]: x',
    '<13>1 2026-11-20T10:00:02Z loghost - - - - Nov 20 10:00:01 web1 sshd[12]: x',
  ])('never changes the host: %s', (text) =>
    expect(decode(text)).toMatchObject({ host: 'loghost', app: 'sshd', pid: '12', tags: nested }),
  );

  it('does not name the host of a program that names none: the sender’s address is the truth', () => {
    const line = decode('<13>1 2026-11-20T10:00:02Z - app - - - Nov 20 10:00:01 dc1 sshd[12]: x');
    expect(line).toMatchObject({ host: undefined, app: 'sshd' });
  });

  it('gets the forwarder’s zone, so that the first message is on time already', () => {
    const { time } = decode(FROM_RSYSLOG[4]![0]);
    const reference = Date.parse('2026-11-20T12:40:34.900Z');
    expect(resolveTime(time, { zone: 'UTC', reference, trust: 'live' }).ms).toBe(Date.parse('2026-11-20T12:40:34Z'));
  });

  it('keeps a zone of its own', () => {
    const line = decode('<13>1 2026-11-20T10:00:02+01:00 h f - - - Nov 20 10:00:01 EST h app[1]: x');
    expect(line.time).toEqual(wall('11-20 10:00:01', -300));
  });
});
