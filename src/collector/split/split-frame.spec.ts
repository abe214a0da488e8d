import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectGrowthBelow } from '../../../test/helpers/growth.js';
import { decodeFrame } from '../decode/decode.js';
import type { Frame } from '../frame.js';
import { MAX_EVENTS, splitFrame } from './split-frame.js';

const of = (text: string | Buffer, more: Partial<Frame> = {}): Frame => ({
  bytes: Buffer.from(text as string),
  receivedAt: 0,
  transport: 'udp',
  peer: { address: '192.0.2.1', port: 1 },
  ...more,
});
const parts = (frame: Frame): readonly Frame[] | undefined =>
  splitFrame(frame, decodeFrame(frame.bytes, frame.json, frame.envelope));
const texts = (text: string | Buffer, more: Partial<Frame> = {}): string[] | undefined =>
  parts(of(text, more))?.map(
    ({ bytes, truncated }) => `${bytes.toString('utf8')}${truncated === true ? ' (cut)' : ''}`,
  );

const event = (id: number, data = '') =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>${id}</EventID></System><EventData>${data}</EventData></Event>`;
const [A, B, C] = [event(4624), event(4625), event(1102)];
const object = (id: number): string => JSON.stringify({ EventID: id, Hostname: 'dc1', Message: 'a ] } , "[{" b' });
const [X, Y, Z] = [object(1), object(2), object(3)];
const OLD = '<14>Nov 20 10:00:01 dc1 ';
const NEW = '<14>1 2026-11-20T10:00:01Z dc1 Microsoft-Windows-Security-Auditing 4 - - ';
const TAGGED = '<14>Nov 20 10:00:01 dc1 nxlog: ';

describe('a message of several events is taken apart, with its header before each', () => {
  it.each<[string, string, string[]]>([
    ['bare elements', `${A}${B}`, [A, B]],
    ['elements on lines of their own', `${A}\r\n${B}\n${C}`, [A, B, C]],
    ['elements in <Events>, behind a declaration', `<?xml version="1.0"?><Events>${A}\n${B}</Events>\n`, [A, B]],
    ['elements in <Events> with attributes', `<Events xmlns='x'>${A}${B}</Events>`, [A, B]],
    ['elements behind an old header', `${OLD}${A}${B}`, [`${OLD}${A}`, `${OLD}${B}`]],
    ['elements behind a new header', `${NEW}${A} ${B}`, [`${NEW}${A}`, `${NEW}${B}`]],
    ['elements of which the last is cut', `${A}${B.slice(0, 60)}`, [A, `${B.slice(0, 60)} (cut)`]],
    ['an array', `[${X},${Y}]`, [X, Y]],
    ['an array over several lines', `[\n  ${X},\r\n  ${Y}\n]\n`, [X, Y]],
    ['an array of one', `[${X}]`, [X]],
    ['an array behind a tag', `${TAGGED}[${X}, ${Y}]`, [`${TAGGED}${X}`, `${TAGGED}${Y}`]],
    ['an array behind a new header', `${NEW}[${X},${Y},${Z}]`, [`${NEW}${X}`, `${NEW}${Y}`, `${NEW}${Z}`]],
    ['an array that is cut', `[${X},${Y},${Z.slice(0, 20)}`, [X, Y, `${Z.slice(0, 20)} (cut)`]],
    ['letters outside of ASCII', `<14>Nov 20 10:00:01 zürich [${X},{"msg":"für","x":"日本"}]`, [`<14>Nov 20 10:00:01 zürich ${X}`, `<14>Nov 20 10:00:01 zürich {"msg":"für","x":"日本"}`]],
  ])('%s', (_, text, expected) => expect(texts(text)).toEqual(expected)); // prettier-ignore

  it('also where bytes are no UTF-8, or NUL', () => {
    const bytes = Buffer.concat([Buffer.from(`${OLD}${A}`), Buffer.from(event(2, '<Data>a\\b\xff</Data>'), 'latin1')]);
    expect(parts(of(bytes))!.map((each) => each.bytes.toString('latin1'))).toEqual([`${OLD}${A}`, `${OLD}${event(2, '<Data>a\\b\xff</Data>')}`]); // prettier-ignore
  });

  it('and the sender, the time and the source are those of the whole', () => {
    const frame = of(`${A}${B}`, { receivedAt: 7, source: 'dc', tlsIdentity: 'x', dedupeKey: 'k:0' });
    const { bytes: _, ...whole } = frame;
    expect(parts(frame)).toEqual([
      { ...whole, truncated: false, bytes: Buffer.from(A) },
      { ...whole, truncated: false, bytes: Buffer.from(B), dedupeKey: 'k:0/1' },
    ]);
  });

  it('the last one says that the whole was cut at the length cap', () => {
    expect(parts(of(`${A}${B}`, { truncated: true }))!.map(({ truncated }) => truncated)).toEqual([false, true]);
  });
});

describe('one event stays one, and so does what a stranger wrote', () => {
  it.each([
    ['one element', A],
    ['one element in <Events>', `<Events>${A}</Events>`],
    ['an escaped element in a value', event(1, `<Data>&lt;/Event&gt;${'&lt;Event&gt;'}</Data>`)],
    ['elements in CDATA', event(1, `<Data><![CDATA[</Data></EventData></Event><Event>]]></Data>`)],
    ['elements in a comment', event(1, `<!-- </Event><Event> -->`)],
    ['elements in an attribute', event(1, `<Data Name='</Event><Event x="'>1</Data>`)],
    ['an event within an event', event(1, `${B}`)],
    ['text behind an event', `${A} and then ${B}`],
    ['text behind the second event', `${A}${B} x`],
    ['text before an event', `${OLD}prog: see ${A}${B}`],
    ['an event that has no end', `${A.slice(0, -8)}${B.slice(0, -8)}`],
    ['elements of another name', '<EventXML>1</EventXML><EventXML>2</EventXML>'],
    ['elements in a JSON string', JSON.stringify({ message: `${A}${B}` })],
    ['an array in a JSON string', JSON.stringify({ message: `[${X},${Y}]` })],
    ['an array as a value of one event', `${TAGGED}[{"disk":1,"free":2000},{"disk":2,"free":1000}]`],
    ['an array of numbers', '[1,2,3,4,5,6,7,8,9]'],
    ['an array with something else in it', `[${X},4711]`],
    ['an array that is not JSON', `[${X} ${Y}]`],
    ['text behind an array', `[${X},${Y}] x`],
    ['a cut array of one', `[${X.slice(0, 40)}`],
    ['an array of next to nothing', `[${'{},'.repeat(5_000)}{"message":"a"}]`],
    ['brackets without end', '[{'.repeat(30_000)],
    ['a web server’s line', `<14>Nov 20 10:00:01 web1 nginx: [${X},${Y}]`],
    ['a header of a kilobyte', `<14>1 - h a - - [x@1 y="${'y'.repeat(1_024)}"] [${X},${Y}]`],
    ['lines with headers of their own', `${OLD}sshd[1]: a\n${OLD}sshd[1]: Accepted password for root from 203.0.113.7 port 1 ssh2`],
    ['a kernel’s line', '<6>[12.345] usb 1-1: new device'],
    ['nothing', ''],
  ])('%s', (_, text) => expect(texts(text)).toBeUndefined()); // prettier-ignore

  it('what an envelope held, or a column of an import', () => {
    const gelf = JSON.stringify({ version: '1.1', host: 'h', short_message: `${A}${B}` });
    expect(texts(gelf)).toBeUndefined();
    expect(texts(X, { json: JSON.parse(X) as Record<string, unknown> })).toBeUndefined();
    expect(texts(`[${X},${Y}]`, { given: { fields: {}, dataset: 'csv' } })).toBeUndefined();
    expect(texts(`[${X},${Y}]`, { given: { fields: {}, dataset: 'none', isText: true } })).toEqual([X, Y]);
  });
});

describe('the number of events is bounded and nothing is lost', () => {
  const many = Array.from({ length: MAX_EVENTS + 5 }, (_, at) => at);

  it.each<[string, string, (at: number) => string, string]>([
    ['elements', many.map((at) => event(at)).join('\n'), event, many.slice(999).map((at) => event(at)).join('\n')],
    ['objects', `[${many.map((at) => object(at)).join(',')}]`, object, `[${many.slice(999).map((at) => object(at)).join(',')}]`],
  ])('%s: the rest stays together', (_, text, one, rest) => {
    const all = parts(of(text))!;
    expect(all).toHaveLength(MAX_EVENTS);
    expect(all.slice(0, -1).map(({ bytes }) => bytes.toString())).toEqual(many.slice(0, 999).map((at) => one(at)));
    expect(all.at(-1)!.bytes.toString()).toBe(rest);
    expect(all.map(({ isRest }) => isRest === true).lastIndexOf(false)).toBe(MAX_EVENTS - 2);
    const exactly = one === object ? `[${many.slice(5).map((at) => one(at)).join(',')}]` : many.slice(5).map((at) => one(at)).join('');
    const thousand = parts(of(exactly))!;
    expect(thousand).toHaveLength(MAX_EVENTS);
    expect(thousand.at(-1)!.isRest).toBeUndefined();
  }); // prettier-ignore
});

it('never throws, and keeps every byte of an event, whatever comes', () => {
  const piece = fc.constantFrom(A, B, X, '[', ']', '{', '}', ',', '<Event>', '</Event>', '<Event/>', '<Events>', '</Events>', '<![CDATA[', ']]>', '<!--', '"', "'", '\\', '<', '>', '\n', '\0', 'ü', OLD, '<?xml ?>', 'x'); // prettier-ignore
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const bytes = Buffer.from(pieces.join(''));
      for (const part of parts(of(bytes)) ?? []) {
        const header = decodeFrame(part.bytes).messageAt;
        expect(bytes.includes(part.bytes.subarray(Buffer.byteLength(part.bytes.toString().slice(0, header))))).toBe(true); // prettier-ignore
      }
    }),
    { numRuns: 2_000 },
  );
});

it.each(['<Event>', '</Event><Event>', '<Event a="', '<Event><![CDATA[', '[{"', '[{"a":1},', "<'"])(
  'takes time in proportion to its length, at the most: %s',
  async (text) => {
    const split = (size: number): void => {
      parts(of(`<Event></Event>${text.repeat(size)}`));
      parts(of(text.repeat(size)));
    };
    await expectGrowthBelow(40, split, { small: 2_000, factor: 10 });
  },
);
