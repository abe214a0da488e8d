import { describe, expect, it } from 'vitest';
import { decodeFrame } from './decode.js';

const entry = {
  __CURSOR: 's=1;i=2',
  __REALTIME_TIMESTAMP: '1795168801123456',
  _HOSTNAME: 'web1',
  _TRANSPORT: 'syslog',
  SYSLOG_IDENTIFIER: 'sshd',
  SYSLOG_FACILITY: '4',
  PRIORITY: '6',
  _PID: '4242',
  _COMM: 'sshd',
  _SYSTEMD_UNIT: 'ssh.service',
  MESSAGE: 'Failed password for root from 203.0.113.7 port 50006 ssh2',
};
const decode = (body: unknown) => decodeFrame(Buffer.from(JSON.stringify(body)));
const header = { app: 'sshd', host: 'web1', pid: '4242', severity: 6, message: entry.MESSAGE };

describe('an entry of the journal as JSON', () => {
  it('is read as the program’s line, with what journald knows in the header', () => {
    const line = decode(entry);
    expect(line).toMatchObject({
      ...header,
      facility: 4,
      time: { kind: 'instant', ms: 1795168801123 },
      tags: undefined,
    });
    expect(line.envelope?.fields['journald._SYSTEMD_UNIT']).toBe('ssh.service');
    expect(line.envelope?.fields['process.name']).toBeUndefined();
  });

  it.each([
    ['bytes', { ...entry, MESSAGE: [...Buffer.from(entry.MESSAGE)] }],
    [
      'Vector’s names',
      {
        message: entry.MESSAGE,
        host: 'web1',
        PRIORITY: '6',
        SYSLOG_IDENTIFIER: 'sshd',
        _PID: '4242',
        timestamp: '2026-11-20T10:00:01Z',
      },
    ],
    ['no identifier', { ...entry, SYSLOG_IDENTIFIER: undefined }],
    [
      'Fluent Bit’s lower case',
      { message: entry.MESSAGE, hostname: 'web1', priority: '6', syslog_identifier: 'sshd', pid: '4242' },
    ],
    [
      'Filebeat’s names',
      {
        message: entry.MESSAGE,
        host: { hostname: 'web1' },
        journald: { host: {} },
        syslog: { identifier: 'sshd' },
        pid: 4242,
        priority: 6,
      },
    ],
  ])('is read with %s', (_what, body) => expect(decode(body)).toMatchObject(header));

  it('believes what journald wrote itself before what a program says of itself', () => {
    const said = { HOSTNAME: 'dc1', PID: '1', TRANSPORT: 'kernel', COMM: 'init' };
    expect(decode({ ...entry, ...said })).toMatchObject(header);
  });

  it('never takes a header from the text: that is what a stranger may have sent', () => {
    const forged = {
      ...entry,
      SYSLOG_IDENTIFIER: 'myapp',
      MESSAGE: '<38>Nov 20 10:00:01 dc1 sshd[1]: Accepted password for root',
    };
    expect(decode(forged)).toMatchObject({ app: 'myapp', host: 'web1', message: forged.MESSAGE });
    const tagged = {
      ...entry,
      SYSLOG_IDENTIFIER: undefined,
      _COMM: undefined,
      MESSAGE: 'sshd[1]: Accepted password for root',
    };
    expect(decode(tagged)).toMatchObject({ app: undefined, host: 'web1', message: tagged.MESSAGE });
  });

  it.each([
    [{ message: 'hello', app: 'x' }],
    [{ MESSAGE: 'hello' }],
    [{ _COMM: 'sshd' }],
    [{ ...entry, MESSAGE: [1, 'x'] }],
  ])('is not seen in %j', (body) =>
    expect(decode(body)).toMatchObject({ dialect: 'json', envelope: undefined, host: undefined }),
  );
});
