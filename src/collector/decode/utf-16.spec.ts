import { describe, expect, it } from 'vitest';
import { decodeFrame } from './decode.js';
import { utf16Text } from './utf-16.js';

const little = (text: string): Buffer => Buffer.from(text, 'utf16le');
const big = (text: string): Buffer => Buffer.from(little(text)).swap16();

describe('UTF-16', () => {
  it.each([
    ['with a byte order mark', little('\ufeff{"EventID":4625,"x":"Müller €"}')],
    ['without one', little('{"EventID":4625,"x":"Müller €"}')],
    ['without its last NUL', little('{"EventID":4625,"x":"Müller €"}').subarray(0, -1)],
    ['with a line break', little('{"EventID":4625,"x":"Müller €"}\r\n')],
    ['in big endian', big('\ufeff{"EventID":4625,"x":"Müller €"}')],
    ['in big endian without a mark', big('{"EventID":4625,"x":"Müller €"}')],
  ])('is read %s', (_how, bytes) => {
    const line = decodeFrame(bytes);
    expect(line.raw).toBe('{"EventID":4625,"x":"Müller €"}');
    expect(line.json).toEqual({ EventID: 4625, x: 'Müller €' });
    expect(line.tags).toEqual(['syslog.utf-16']);
  });

  it('may have a syslog header', () => {
    const line = decodeFrame(little('<13>Nov 20 10:00:01 DC1 app[7]: hello'));
    expect([line.facility, line.host, line.app, line.pid, line.message]).toEqual([1, 'DC1', 'app', '7', 'hello']);
  });

  it.each([
    ['a line with NULs in it', Buffer.from('<13>Nov 20 10:00:01 a b: x\0y\0z')],
    ['a short one', Buffer.from('a\0b\0c')],
    ['bytes', Buffer.from([0xff, 0xfe, 0, 0xd8, 1, 2, 3, 4])],
    ['nothing', Buffer.alloc(0)],
    ['ASCII with a NUL now and then', Buffer.from('a\0b\0c\0d\0eeeeeeeeee\0')],
  ])('is not seen in %s', (_what, bytes) => {
    expect(utf16Text(bytes)).toBeUndefined();
  });
});
