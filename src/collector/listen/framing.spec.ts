import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectGrowthBelow } from '../../../test/helpers/growth.js';
import { FrameSplitter } from './framing.js';

type Frames = readonly (readonly [text: string, truncated: boolean])[];

function split(
  chunks: readonly (string | Buffer)[],
  maxBytes = 1000,
  end = true,
): { frames: Frames; splitter: FrameSplitter } {
  const splitter = new FrameSplitter(maxBytes);
  const got: [Buffer, boolean][] = [];
  const emit = (bytes: Buffer, truncated: boolean): void => void got.push([bytes, truncated]);
  for (const chunk of chunks) splitter.push(Buffer.from(chunk as string), emit);
  if (end) splitter.end(emit);
  return { frames: got.map(([bytes, truncated]) => [bytes.toString('latin1'), truncated]), splitter };
}
const whole = (...texts: string[]): Frames => texts.map((text) => [text, false]);

describe('a stream of messages', () => {
  it.each<[string, string, Frames]>([
    ['lines', '<1>a\n<2>b\n', whole('<1>a', '<2>b')],
    ['lines with CR', '<1>a\r\n<2>b\r\n', whole('<1>a', '<2>b')],
    ['NUL-ended messages', '<1>a\0<2>b\0', whole('<1>a', '<2>b')],
    ['a last line without an end', '<1>a\n<2>b', whole('<1>a', '<2>b')],
    ['empty lines', '\n\r\n\0<1>a\n\n\n<2>b\n', whole('<1>a', '<2>b')],
    ['octet counts', '5 <1>ab6 <2>abc', whole('<1>ab', '<2>abc')],
    ['octet counts with a LF after each', '5 <1>ab\n5 <2>cd\n', whole('<1>ab', '<2>cd')],
    ['octet counts that count their LF', '6 <1>ab\n6 <2>cd\n', whole('<1>ab', '<2>cd')],
    ['a counted message that holds LF and NUL', '9 <1>a\nb\0cd<2>next\n', whole('<1>a\nb\0cd', '<2>next')],
    ['a counted object', '7 {"a":1}', whole('{"a":1}')],
    ['a count that is too low', '6 {"a":1}\n', whole('{"a":1', '}')],
    ['both framings by turns', '<1>a\n5 <2>bc<3>d\n5 <4>ef', whole('<1>a', '<2>bc', '<3>d', '<4>ef')],
    [
      'a line that starts with a date',
      '2026-11-20T10:00:01 host x\n<1>a\n',
      whole('2026-11-20T10:00:01 host x', '<1>a'),
    ],
    ['a line that starts with a number', '12345 foo\n<1>a\n', whole('12345 foo', '<1>a')],
    ['a line that is a number', '12345\n7\n', whole('12345', '7')],
    ['a line that is a number and a space', '12 \n<1>a\n', whole('12 ', '<1>a')],
    ['a count that starts with zero', '05 <1>ab\n', whole('05 <1>ab')],
    ['a number in front of markup', '12 <b>x</b>\n404 <Error>\n<1>a\n', whole('12 <b>x</b>', '404 <Error>', '<1>a')],
    ['a count below the shortest message', '2 <1>\n<1>a\n', whole('2 <1>', '<1>a')],
    ['a counted element', '16 <Event>1</Event><1>a\n', whole('<Event>1</Event>', '<1>a')],
    ['a count above the cap among lines', '<1>a\n9999999 <2>b\n<3>c\n', whole('<1>a', '9999999 <2>b', '<3>c')],
    ['a count above the cap among lines without PRI', 'host a\n9999999 <2>b\n<3>c\n', whole('host a', '9999999 <2>b', '<3>c')], // prettier-ignore
    ['a counted document', '22 <?xml?><Event></Event><1>a\n', whole('<?xml?><Event></Event>', '<1>a')],
    ['a count of eight digits', '12345678 <1>ab\n', whole('12345678 <1>ab')],
    ['a number at the end', '<1>a\n12', whole('<1>a', '12')],
  ])('splits %s, however it is cut', (_, text, frames) => {
    expect(split([text]).frames).toEqual(frames);
    expect(split([...text]).frames).toEqual(frames);
    for (let at = 1; at < text.length; at += 1)
      expect(split([text.slice(0, at), text.slice(at)]).frames).toEqual(frames);
  });

  const XML =
    '<Event xmlns="x">\r\n  <System>\r\n\t<EventID>1</EventID>\r\n\r\n  </System>\n<Data>free\ntext { 12 <a</Data>\n</Event>';
  it.each<[string, string, Frames]>([
    ['over several lines', `<1>a\n${XML}\r\n<2>b\n`, whole('<1>a', XML, '<2>b')],
    ['one behind the other', `${XML}\n${XML}\n`, whole(XML, XML)],
    ['on one line', '<Event>1</Event>\n<Event>2</Event>\n', whole('<Event>1</Event>', '<Event>2</Event>')],
    ['without a LF at the end', XML, whole(XML)],
    ['that NUL ends', `<Event>\n<System>\0<1>a\n`, whole('<Event>\n<System>', '<1>a')],
    ['of another name', '<EventXML>\n<System>\n', whole('<EventXML>', '<System>')],
    ['that swallows nothing: a second line without markup', '<Event >\nx\n<System>\n', whole('<Event >', 'x', '<System>')],
    ['that swallows nothing: a syslog message', '<Event>\n<System>\n<13>a\n</Event>\n', whole('<Event>\n<System>', '<13>a', '</Event>')],
  ])('keeps event XML together %s, however it is cut', (_, text, frames) => {
    for (let at = 0; at < text.length; at += 1)
      expect(split([text.slice(0, at), text.slice(at)]).frames).toEqual(frames);
    expect(split([...text]).frames).toEqual(frames);
  }); // prettier-ignore

  it('holds event XML without an end to the cap', () => {
    const text = `<Event>\n${'<a>\n'.repeat(10)}<1>b\n`;
    for (const chunks of [[text], [...text]]) {
      const { frames, splitter } = split(chunks, 14);
      expect(frames[0]).toEqual(['<Event>\n<a>\n<a', true]);
      expect(frames.at(-1)).toEqual(['<1>b', false]);
      expect(splitter.defects).toEqual({ overlong: 1, incomplete: 0 });
      expect(splitter.pendingBytes).toBe(0);
    }
  });

  it('cuts a long line at the cap and goes on behind its end', () => {
    for (const chunks of [['<1>abcdefgh\n<2>b\n'], [...'<1>abcdefgh\n<2>b\n']]) {
      const { frames, splitter } = split(chunks, 6);
      expect(frames).toEqual([
        ['<1>abc', true],
        ['<2>b', false],
      ]);
      expect(splitter.defects).toEqual({ overlong: 1, incomplete: 0 });
    }
  });

  it('cuts a long counted message and skips exactly its rest', () => {
    for (const chunks of [['11 <1>abcd\nfgh3 <2>'], [...'11 <1>abcd\nfgh3 <2>']]) {
      expect(split(chunks, 6).frames).toEqual([
        ['<1>abc', true],
        ['<2>', false],
      ]);
    }
  });

  it('takes a message of exactly the cap as whole', () => {
    expect(split([...'<1>abc\n6 <2>def'], 6).frames).toEqual(whole('<1>abc', '<2>def'));
  });

  it('keeps a cap that is shorter than a count', () => {
    expect(split([...'1234567\n<1>\n'], 3).frames).toEqual([
      ['123', true],
      ['<1>', false],
    ]);
    expect(split(['1234567', '8\n<1>\n'], 3).frames).toEqual([
      ['123', true],
      ['<1>', false],
    ]);
  });

  it('marks a counted message that the connection cut off', () => {
    const { frames, splitter } = split(['9 <1>ab']);
    expect(frames).toEqual([['<1>ab', true]]);
    expect(splitter.defects.incomplete).toBe(1);
  });

  it('says what it holds, and whether a message has begun', () => {
    const { splitter } = split(['<1>a\n<2>bc'], 1000, false);
    expect([splitter.pendingBytes, splitter.midFrame]).toEqual([5, true]);
    splitter.push(Buffer.from('\n'), () => undefined);
    expect([splitter.pendingBytes, splitter.midFrame]).toEqual([0, false]);
    splitter.push(Buffer.from('<1>'.padEnd(2000)), () => undefined);
    expect([splitter.pendingBytes, splitter.midFrame]).toEqual([0, true]);
  });

  it('never holds more than the cap, whatever count is announced', () => {
    const splitter = new FrameSplitter(1000);
    splitter.push(Buffer.from('9999999 <1>'), () => undefined);
    for (let n = 0; n < 100; n += 1) {
      splitter.push(Buffer.alloc(100, 120), () => undefined);
      expect(splitter.pendingBytes).toBeLessThanOrEqual(1000);
    }
  });

  it('leaves emitted bytes alone when more arrives', () => {
    const splitter = new FrameSplitter(1000);
    const got: Buffer[] = [];
    for (const byte of '<1>first\n<2>second\n<3>third\n') splitter.push(Buffer.from(byte), (bytes) => got.push(bytes));
    expect(got.map(String)).toEqual(['<1>first', '<2>second', '<3>third']);
  });

  it('gives back any messages in either framing, wherever the stream is cut', () => {
    const body = fc.string({ minLength: 1, maxLength: 30 }).map((text) => `<13>${text.replace(/[\0\r\n]/g, '_')}`);
    const message = fc.record({ body, counted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 10 }), fc.array(fc.nat(400), { maxLength: 8 }), (messages, cuts) => {
        const stream = Buffer.concat(
          messages.map(({ body, counted }) =>
            Buffer.from(counted ? `${Buffer.byteLength(body)} ${body}` : `${body}\n`),
          ),
        );
        const edges = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length];
        const chunks = edges.slice(1).map((edge, i) => stream.subarray(edges[i], edge));
        expect(split(chunks).frames).toEqual(messages.map(({ body }) => [Buffer.from(body).toString('latin1'), false]));
      }),
      { numRuns: 500 },
    );
  });

  it.each([65_536, 20_000_000])(
    'takes a line byte by byte in time by its length, of which %i bytes are held',
    async (maxBytes) => {
      const byte = Buffer.from('a');
      const take = (size: number): void => {
        const splitter = new FrameSplitter(maxBytes);
        const sizes: number[] = [];
        for (let n = 0; n < size; n += 1) splitter.push(byte, (bytes) => sizes.push(bytes.length));
        splitter.push(Buffer.from('\n'), (bytes) => sizes.push(bytes.length));
        expect(sizes).toEqual([Math.min(maxBytes, size)]);
      };
      await expectGrowthBelow(40, take, { small: 100_000, factor: 10 });
    },
  );

  it.each([
    ['LF', 'a\n'],
    ['NUL', 'a\0'],
  ])('does not search a chunk again for every %s', async (_, piece) => {
    const take = (size: number): void => {
      let count = 0;
      new FrameSplitter(65_536).push(Buffer.from(piece.repeat(size)), () => (count += 1));
      expect(count).toBe(size);
    };
    await expectGrowthBelow(40, take, { small: 50_000, factor: 10 });
  });
});
