import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKSLASH } from './chars.js';
import { decodeFrame } from './decode.js';

const bytesOf = (raw: string, tags: readonly string[] | undefined): Buffer =>
  tags?.includes('syslog.escaped') ? unescapeRaw(raw) : Buffer.from(raw);

/** The bytes that `escapeBytes` was given: the inverse for `event.original` of lines tagged syslog.escaped. */
function unescapeRaw(raw: string): Buffer {
  const bytes = Buffer.from(raw, 'utf8');
  let to = 0;
  for (let from = 0; from < bytes.length; to += 1) {
    const next = bytes[from] === BACKSLASH ? bytes[from + 1] : undefined;
    const value =
      next === 'x'.charCodeAt(0) ? Number.parseInt(bytes.toString('latin1', from + 2, from + 4), 16) : Number.NaN;
    if (!Number.isNaN(value)) {
      bytes[to] = value;
      from += 4;
    } else {
      bytes[to] = bytes[from]!;
      from += next === BACKSLASH ? 2 : 1;
    }
  }
  return bytes.subarray(0, to);
}

/** What decode promises to keep: everything but NUL, CR and LF at the end. */
function trimmed(bytes: Buffer): Buffer {
  let length = bytes.length;
  while (length > 0 && [0, 10, 13].includes(bytes[length - 1]!)) length -= 1;
  return bytes.subarray(0, length);
}

const headers = fc.constantFrom('', '<13>Nov 20 10:00:01 h a[1]: ', '<13>1 2026-11-20T10:00:01Z h a - - - ', '{"a":"');
const pieces = fc.oneof(
  fc.uint8Array({ maxLength: 6 }),
  fc.constantFrom('\\', '\\x41', '\\\\', 'ü', '€', '😀', '\ufffd', '\0', 'text').map((text) => Buffer.from(text)),
  fc
    .constantFrom([0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xff], [0xf0, 0x9f, 0x98])
    .map((bytes) => Buffer.from(bytes)),
);
const frames = fc
  .tuple(headers, fc.array(pieces, { maxLength: 12 }))
  .map(([header, parts]) => Buffer.concat([Buffer.from(header), ...parts]));

describe('bytes to text', () => {
  it('gives every byte back from raw', () => {
    fc.assert(
      fc.property(frames, (bytes) => {
        const line = decodeFrame(bytes);
        expect(bytesOf(line.raw, line.tags)).toEqual(Buffer.from(trimmed(bytes)));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps messageAt pointing at the message in an escaped text', () => {
    fc.assert(
      fc.property(frames, (bytes) => {
        const line = decodeFrame(bytes);
        const rest = line.raw.slice(line.messageAt);
        expect(line.message).toBe(line.tags?.includes('syslog.escaped') ? readable(rest) : rest);
      }),
      { numRuns: 2000 },
    );
  });

  it('escapes invalid bytes and NUL, doubles backslashes, and leaves the message readable', () => {
    const bytes = Buffer.concat([
      Buffer.from('<13>Nov 20 10:00:01 h app[1]: CORP\\m'),
      Buffer.from([0xfc, 0]),
      Buffer.from('ller €'),
    ]);
    expect(decodeFrame(bytes)).toMatchObject({
      raw: '<13>Nov 20 10:00:01 h app[1]: CORP\\\\m\\xfc\\x00ller €',
      message: 'CORP\\m\ufffd\ufffdller €',
      host: 'h',
      app: 'app',
      tags: ['syslog.escaped'],
    });
  });

  it('finds the message behind an escaped header', () => {
    const line = decodeFrame(Buffer.from('<13>Nov 20 10:00:01 b\xfcro a\\b[1]: hi', 'latin1'));
    expect(line).toMatchObject({ host: 'b\ufffdro', app: 'a\\b', message: 'hi' });
    expect(line.raw.slice(line.messageAt)).toBe('hi');
  });

  it('does not take a genuine U+FFFD for a broken byte', () => {
    expect(decodeFrame(Buffer.from('a \ufffd \\ b'))).toMatchObject({ raw: 'a \ufffd \\ b', message: 'a \ufffd \\ b' });
    expect(decodeFrame(Buffer.from('a \ufffd \\ b')).tags).not.toContain('syslog.escaped');
  });

  it('still reads JSON with a broken byte in it', () => {
    const line = decodeFrame(Buffer.from('{"path":"C:\\\\x","name":"m\xfcller"}', 'latin1'));
    expect(line.json).toEqual({ path: 'C:\\x', name: 'm\ufffdller' });
  });
});

function readable(raw: string): string {
  return raw.replace(/\\\\|\\x[0-9a-f]{2}/g, (escape) => (escape === '\\\\' ? '\\' : '\ufffd'));
}
