import { describe, expect, it } from 'vitest';
import { decodeFrame } from './decode.js';

const entry = {
  traceID: 12345678,
  eventMessage: 'Failed password for invalid user x from 203.0.113.7 port 50006 ssh2',
  eventType: 'logEvent',
  subsystem: 'com.openssh.sshd',
  category: '',
  processImagePath: '/usr/sbin/sshd',
  processID: 472,
  messageType: 'Error',
  timestamp: '2026-11-20 10:00:01.123456+0100',
};
const decode = (body: unknown) => decodeFrame(Buffer.from(JSON.stringify(body)));

describe('an entry of Apple’s unified log as JSON', () => {
  it('is read as the program’s line, with what logd knows in the header', () => {
    const line = decode(entry);
    expect(line).toMatchObject({ app: 'sshd', pid: '472', severity: 3, message: entry.eventMessage, tags: undefined });
    expect(line.time).toEqual({ kind: 'instant', ms: Date.parse('2026-11-20T10:00:01.123+01:00') });
    expect(line.envelope?.fields['macos.subsystem']).toBe('com.openssh.sshd');
  });

  it('does not take the text for a header', () => {
    const line = decode({ ...entry, eventMessage: 'Nov 20 10:00:01 other su[7]: hi' });
    expect(line).toMatchObject({ app: 'sshd', message: 'Nov 20 10:00:01 other su[7]: hi' });
  });

  it.each([
    { ...entry, eventMessage: '' },
    { ...entry, processImagePath: 7 },
    { ...entry, eventMessage: ['x'] },
  ])('leaves what only looks like one as it is', (body) => expect(decode(body).message).toBe(JSON.stringify(body)));
});
