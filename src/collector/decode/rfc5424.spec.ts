import { describe, expect, it } from 'vitest';
import { decode, instant, wall, type Expected } from './testing/expected-line.js';

// prettier-ignore
const LINES: readonly [string, Expected][] = [
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
  // rsyslog's RSYSLOG_SyslogProtocol23Format of a local program's message, as it was sent
  ['<38>1 2026-11-20T12:37:35.683116+00:00 vm sshd 99 - -  Failed password for root from 203.0.113.96 port 22 ssh2',
    { host: 'vm', app: 'sshd', pid: '99', message: 'Failed password for root from 203.0.113.96 port 22 ssh2', messageAt: 55, tags: undefined }],
  // util-linux's logger -t 'sshd[99]'
  ['<13>1 2026-11-20T10:00:01Z h sshd[99] - - - x', { app: 'sshd', pid: '99', message: 'x', tags: undefined }],
  ['<13>1 2026-11-20T10:00:01Z h sshd[99] 7 - - x', { app: 'sshd[99]', pid: '7' }],
  ['<13>1 2026-11-20T10:00:01Z h [99] - - - x', { app: '[99]', pid: undefined }],
  ['<13>1 2026-11-20T10:00:01Z h app[x] - - - x', { app: 'app[x]', pid: undefined }],
  ['<13>1 2026-11-20T10:00:01Z h a - - -  two spaces', { message: 'two spaces' }],
  ['<13>1 2026-11-20T10:00:01Z h a - - - \ufeff \t two spaces', { message: 'two spaces' }],
  ['<13>1 2026-11-20T10:00:01Z h a - - -  \ufeffa mark late', { message: 'a mark late' }],
  ['<13>1 2026-11-20T10:00:01Z h a - - [x@1]  two spaces', { message: 'two spaces', structuredData: { 'x@1': {} } }],
  ['<13>1 2026-11-20T10:00:01Z h a - - -   ', { message: '', tags: undefined }],
  ['<13>1 2026-11-20T10:00:01Z h a - - -  @cee: {"a":1}', { message: '{"a":1}' }],
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
];

describe('RFC 5424', () => {
  it.each(LINES)('decodes %s', (text, expected) => expect(decode(text)).toMatchObject(expected));

  it('takes a sender’s names as names, whatever they are', () => {
    const line = decode('<13>1 2026-11-20T10:00:01Z h a - - [__proto__ constructor="x"] hi');
    expect(Object.keys(line.structuredData!)).toEqual(['__proto__']);
    expect({}).not.toHaveProperty('x');
    expect(line.structuredData!['__proto__']).toMatchObject({ constructor: 'x' });
  });

  it('caps the parameters that become an object', () => {
    const line = decode(
      `<13>1 2026-11-20T10:00:01Z h a - - [x ${Array.from({ length: 5000 }, (_, i) => `p${i}=""`).join(' ')}] hi`,
    );
    expect(Object.keys(line.structuredData!['x']!)).toHaveLength(256);
    expect(line).toMatchObject({ message: 'hi', tags: ['syslog.invalid-structured-data'] });
  });
});
