// Lines in the objects of log shippers are read as lines; what somebody has read already stays an object.

import { expect, it } from 'vitest';
import { decodeFrame } from './decode.js';

const LINE = 'Nov 20 10:00:01 web1 sshd[99]: hi';
const open = (body: object): ReturnType<typeof decodeFrame> => decodeFrame(Buffer.from(JSON.stringify(body)));

it.each<[string, object]>([
  ['Filebeat', { '@timestamp': '2026-11-20T10:00:03Z', message: LINE, host: { name: 'web1' }, agent: { type: 'filebeat' } }],
  ['Filebeat 6', { message: LINE, input_type: 'log', source: '/var/log/auth.log', host: { name: 'web1' } }],
  ['Logstash', { '@version': '1', '@timestamp': '2026-11-20T10:00:03Z', message: LINE, path: '/var/log/auth.log', host: 'web1' }],
  ['Vector', { timestamp: '2026-11-20T10:00:03Z', host: 'web1', file: '/var/log/auth.log', source_type: 'file', message: LINE }],
  ['Fluent Bit', { date: 1795168803.5, log: `${LINE}\n` }],
  ['Fluent Bit, through HEC', { log: LINE, filename: '/var/log/auth.log' }],
  ['NXLog', { SourceModuleType: 'im_file', SourceModuleName: 'in', Message: LINE }],
])('reads the header of the line that %s found in a file', (_who, body) => {
  expect(open(body)).toMatchObject({ message: 'hi', app: 'sshd', pid: '99', host: 'web1', json: undefined });
}); // prettier-ignore

it.each<[string, object]>([
  ['Vector', { appname: 'sshd', facility: 'auth', host: 'web1', hostname: 'web1', message: 'hi', procid: 99, source_ip: '192.0.2.4', source_type: 'syslog' }],
  ['rsyslog', { host: 'web1', programname: 'sshd', procid: '99', facility: 'auth', message: 'hi' }],
  ['rsyslog’s tag', { host: 'web1', syslogtag: 'sshd[99]:', msg: 'hi' }],
  ['syslog-ng', { PROGRAM: 'sshd', PID: '99', MESSAGE: 'hi', HOST: 'web1', FACILITY: 'auth' }],
  ['Fluentd', { host: 'web1', ident: 'sshd', pid: '99', message: 'hi' }],
])('takes program and host from the fields of %s', (_who, body) => {
  const line = open(body);
  expect(line).toMatchObject({ message: 'hi', app: 'sshd', pid: '99', host: 'web1' });
  expect(line.envelope?.fields['source.ip']).toBeUndefined();
}); // prettier-ignore

it('does not believe a header in the text of a message that had one', () => {
  const line = open({ host: 'web1', programname: 'shop', procid: '7', facility: 'user', message: LINE });
  expect(line).toMatchObject({ message: LINE, app: 'shop', pid: '7' });
});

it('does not believe a header in a web server’s log', () => {
  const line = open({ agent: { type: 'filebeat' }, log: { file: { path: '/var/log/nginx/access.log' } }, message: LINE });
  expect(line).toMatchObject({ message: LINE, app: 'nginx', pid: undefined });
}); // prettier-ignore

it('opens an object within', () => {
  expect(open({ agent: { type: 'filebeat' }, message: '{"a":1}' }).json).toEqual({ a: 1 });
});

it.each<object>([
  { message: LINE, host: 'web1' },
  { program: 'sshd', message: LINE },
  { message: LINE, agent: { type: 'winlogbeat' }, winlog: { event_id: 4625 } },
  { message: LINE, agent: { type: 'filebeat' }, event: { action: 'ssh_login' } },
  { message: LINE, '@version': '1', logger_name: 'shop', level: 'INFO' },
  { message: 7, agent: { type: 'filebeat' } },
  { message: '', agent: { type: 'filebeat' } },
])('leaves %j as it is', (body) => {
  const text = JSON.stringify(body);
  expect(open(body)).toMatchObject({ message: text, envelope: undefined });
});
