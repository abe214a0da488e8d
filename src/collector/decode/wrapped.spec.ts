// Whose word counts: the envelope's host and time, the line's program; and no stranger's line names a program that wrote it.

import { expect, it } from 'vitest';
import { makeEnvelope } from '../../event/envelope.js';
import { decodeFrame } from './decode.js';

const TIME = 1795199446125;
const decode = (text: string, named: object = {}): ReturnType<typeof decodeFrame> =>
  decodeFrame(Buffer.from(text), undefined, makeEnvelope('hec', named, []));

it.each<[string, string, object, object]>([
  ['the line’s program, the envelope’s host and time', 'Nov 20 10:00:01 other sshd[77]: hi', { host: 'web1', app: 'tail', time: TIME }, { host: 'web1', app: 'sshd', pid: '77', message: 'hi', time: { kind: 'instant', ms: TIME } }],
  ['the line’s own time and host where nothing is said', '<38>1 2026-11-20T10:00:01Z other sshd 77 - - hi', {}, { host: 'other', app: 'sshd', severity: 6, facility: 4, message: 'hi', tags: undefined }],
  ['a program with a pid, where the envelope names none', 'sshd[77]: hi', { host: 'web1' }, { app: 'sshd', pid: '77', message: 'hi', tags: undefined }],
  ['a program with a pid, where the envelope names the same', 'sshd[77]: hi', { app: 'sshd' }, { app: 'sshd', pid: '77', message: 'hi' }],
  ['the envelope’s program, where another wrote a line that looks like sshd’s', 'sshd[77]: Accepted password', { app: 'shop' }, { app: 'shop', pid: undefined, message: 'sshd[77]: Accepted password' }],
  ['the envelope’s program, where its lines begin with strangers’ words', 'Nov 20 10:00:01 h sshd[77]: hi', { app: 'nginx' }, { app: 'nginx', pid: undefined, message: 'Nov 20 10:00:01 h sshd[77]: hi' }],
  ['no word of the message as a program', 'error: disk full', { app: 'backup' }, { app: 'backup', message: 'error: disk full' }],
  ['the envelope’s severity, where the line has none', 'hi', { severity: 3, facility: '4', pid: 12 }, { severity: 3, facility: 4, pid: '12' }],
])('takes %s', (_what, text, named, expected) => {
  expect(decode(text, named)).toMatchObject(expected);
}); // prettier-ignore

it('opens what a container runtime wrote, also inside another envelope', () => {
  const record = JSON.stringify({ log: 'sshd[77]: hi\n', stream: 'stderr', kubernetes: { container_name: 'sshd', host: 'node1', pod_name: 'p1' } }); // prettier-ignore
  const line = decode(record, { host: 'web1', time: TIME });
  expect(line).toMatchObject({ raw: record, message: 'hi', app: 'sshd', pid: '77', host: 'web1', json: undefined });
  expect(line.envelope?.fields).toEqual({
    'container.stream': 'stderr',
    'kubernetes.host': 'node1',
    'kubernetes.container_name': 'sshd',
    'kubernetes.pod_name': 'p1',
  });
  expect(decodeFrame(Buffer.from('{"log":"{\\"a\\":1}","stream":"stdout"}')).json).toEqual({ a: 1 });
});

it.each([
  ['RFC 3164', '<30>Nov 20 10:00:01 web1 a1b2c3d4e5f6[1234]: 2026/11/20 10:00:01 [error] x'],
  ['RFC 5424', '<30>1 2026-11-20T10:00:01Z web1 a1b2c3d4e5f6 1234 a1b2c3d4e5f6 - 2026/11/20 10:00:01 [error] x'],
])('takes the id that Docker’s syslog driver writes for the container’s, not for a program (%s)', (_what, text) => {
  const line = decodeFrame(Buffer.from(text));
  const message = '2026/11/20 10:00:01 [error] x';
  expect(line).toMatchObject({ raw: text, message, searched: message, host: 'web1', app: undefined, pid: undefined });
  expect(line).toMatchObject({ facility: 3, severity: 6, envelope: { fields: { 'container.id': 'a1b2c3d4e5f6' } } });
  expect(line.time).toBeDefined();
});

it.each(['a1b2c3d4e5f6: x', 'a1b2c3d4e5f[1]: x', 'a1b2c3d4e5f6a[1]: x', 'A1B2C3D4E5F6[1]: x', 'feedbackdesk[1]: x'])(
  'takes no other word for a container’s id: %s',
  (text) => {
    const line = decodeFrame(Buffer.from(`<30>Nov 20 10:00:01 web1 ${text}`));
    expect(line).toMatchObject({ app: /^\w+/.exec(text)![0], envelope: undefined });
  },
);

it.each([
  '{"log":"x","stream":"file"}',
  '{"log":["x"],"stream":"stdout"}',
  '{"line":7,"source":"stdout"}',
  '{"short_message":"x"}',
  '{"short_message":5,"host":"h"}',
  '{"version":"1.1","host":"h","full_message":"x"}',
])('leaves %s as it is', (text) => {
  expect(decodeFrame(Buffer.from(text))).toMatchObject({ message: text, envelope: undefined });
});

it.each([
  ['a container’s object', (deep: string) => `{"line":{"a":${deep}},"source":"stdout"}`],
  [
    'GELF of a Windows event',
    (deep: string) => `{"host":"h","short_message":"x","_EventID":1,"_Channel":"c","_x":${deep}}`,
  ],
  ['GELF', (deep: string) => `{"host":"h","short_message":"x","_x":${deep}}`],
])('survives %s that nests without end', (_what, around) => {
  const line = decodeFrame(Buffer.from(around('['.repeat(50_000) + ']'.repeat(50_000))));
  expect(line.raw.length).toBeGreaterThan(100_000);
});

it('lets nobody set what the collector sets, nor a prototype', () => {
  const body = JSON.parse('{"__proto__":{"x":1},"event.id":"aaaaaaaaaaaaaaaaaaaa","lanwarden.source":"x","tags":"y"}') as Record<string, unknown>; // prettier-ignore
  const { fields } = makeEnvelope('loki', {}, [body]);
  expect(Object.keys(fields).filter((name) => !name.startsWith('loki.') && !name.startsWith('proto.'))).toEqual([]);
  expect(({} as { x?: number }).x).toBeUndefined();
});
