import { describe, expect, it } from 'vitest';
import { decodeFrame } from './decode.js';
import { decode, type Expected } from './testing/expected-line.js';

// prettier-ignore
const LINES: readonly [string, Expected][] = [
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
];

describe('defects', () => {
  it.each(LINES)('tags %j and keeps the text', (text, expected) => expect(decode(text)).toMatchObject(expected));

  it('trims NUL, CR and LF at the end and nothing else', () => {
    expect(decode('<13>Nov 20 10:00:01 h a: x \t\r\n\0').raw).toBe('<13>Nov 20 10:00:01 h a: x \t');
  });

  it('reads no header where the listener parsed an object already', () => {
    const line = decodeFrame(Buffer.from('{"a":1}'), { a: 1 });
    expect(line).toMatchObject({ dialect: 'json', message: '{"a":1}', json: { a: 1 }, tags: undefined });
  });
});
