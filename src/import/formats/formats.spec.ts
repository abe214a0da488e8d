import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { expectGrowthBelow } from '../../../test/helpers/growth.js';
import { openInput } from '../bytes.js';
import { previewFile } from '../preview.js';
import { detectFormat, readRecords, type Format, type FormatOptions } from '../format.js';
import type { InputRecord } from '../record.js';
import { CsvReader } from './csv-rows.js';
import { readCsvTime } from './csv-time.js';
import { readJsonObjects } from './json-objects.js';
import { readDelimiter, readMapping } from './mapping.js';
import { readXml } from './xml.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-formats-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Read {
  readonly format: Format;
  readonly records: readonly InputRecord[];
  readonly problems: readonly string[];
}

async function read(name: string, content: string | Buffer, options: Partial<FormatOptions> = {}): Promise<Read> {
  const file = join(dir, name);
  writeFileSync(file, content);
  const input = await openInput(file);
  const format = detectFormat(file, input.head);
  const records: InputRecord[] = [];
  const problems: string[] = [];
  const all = { framing: 'lf', dayOrder: 'mdy', ...options } as const;
  for await (const batch of readRecords(input, format, all, (_, found) => problems.push(...found)))
    records.push(...batch.map((record) => ({ ...record, bytes: Buffer.from(record.bytes) })));
  return { format, records, problems };
}

const texts = ({ records }: Read): string[] => records.map(({ bytes }) => bytes.toString());
const fields = ({ records }: Read): unknown[] => records.map(({ given }) => given?.fields);

describe('the format of a file', () => {
  it.each<[string, string | Buffer, Format]>([
    ['auth.log', 'Nov 20 10:00:01 web1 sshd[1]: hello\n', 'lines'],
    ['app.log', '{"message":"hello"}\n', 'ndjson'],
    ['broken.jsonl', 'no json at all\n', 'ndjson'],
    ['table.csv', 'time,host\n', 'csv'],
    ['any.log', Buffer.concat([Buffer.from('ElfFile\0'), Buffer.alloc(5_000)]), 'evtx'],
    ['renamed.csv', '<?xml version="1.0"?>\n<Events><Event xmlns="x"></Event></Events>', 'xml'],
    ['packed.log', gzipSync('{"a":1}\n'), 'ndjson'],
    ['utf16.csv', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'csv'],
  ])('%s is told by what it holds, then by its name', async (name, content, expected) => {
    const file = join(dir, name);
    writeFileSync(file, content);
    expect(detectFormat(file, (await openInput(file)).head)).toBe(expected);
  });
});

describe('rows of a CSV file', () => {
  const rows = (text: string, delimiter?: string): (readonly string[])[] => {
    const reader = new CsvReader(delimiter);
    return [...reader.push(text), ...reader.end()].map(({ cells }) => cells);
  };

  it.each<[string, string, (readonly string[])[]]>([
    ['quoted delimiters, line breaks and quotes', 'a,b\r\n"1,2","x ""y""\r\nz"\r\n', [['a', 'b'], ['1,2', 'x "y"\r\nz']]], // prettier-ignore
    ['a last row without its end', 'a;b\n1;2', [['a', 'b'], ['1', '2']]], // prettier-ignore
    ['empty cells and empty rows', 'a,b,c\n,,\n\n1,,3\n', [['a', 'b', 'c'], ['', '', ''], ['1', '', '3']]], // prettier-ignore
    ['a byte order mark, and the delimiter Excel names', '\uFEFFsep=|\na|b,c\n', [['a', 'b,c']]],
    ['quotes within a cell that does not begin with one', 'a,b\n5" disk,x\n', [['a', 'b'], ['5" disk', 'x']]], // prettier-ignore
    ['a quote that never ends', 'a,b\n"open,2\n3,4\n', [['a', 'b'], ['"open', '2'], ['3', '4']]], // prettier-ignore
    ['a quote that another row’s quote would end', 'a,b\n1,"open\n3,4\n"5,6",7\n', [['a', 'b'], ['1', '"open'], ['3', '4'], ['5,6', '7']]], // prettier-ignore
    ['a quote that another row’s text would end', 'a,b,c\n"1,2","open,3\n4,5,6"\n', [['a', 'b', 'c'], ['1,2', '"open', '3'], ['4', '5', '6"']]], // prettier-ignore
    ['a row of two lines that ends with a delimiter', 'a,b\n1,"x\ny",\n2,z,\n', [['a', 'b'], ['1', 'x\ny', ''], ['2', 'z', '']]], // prettier-ignore
    ['a row of two lines that ends with two', 'a;b\n1;"x\ny";;\n', [['a', 'b'], ['1', 'x\ny', '', '']]], // prettier-ignore
    ['a row of two lines with a cell too many', 'a,b\nh,"line1\nline2",extra\n', [['a', 'b'], ['h', 'line1\nline2', 'extra']]], // prettier-ignore
    ['a row of two lines with cells too few', 'a,b,c\n1,"x,y\nz"\n', [['a', 'b', 'c'], ['1', 'x,y\nz']]], // prettier-ignore
    ['a row of two lines without the empty cell of its heading', 'a,b,\n1,"x,y\nz"\n', [['a', 'b', ''], ['1', 'x,y\nz']]], // prettier-ignore
    [
      'what goes on behind a closing quote',
      'a,b\n"x"y,"z" \n',
      [
        ['a', 'b'],
        ['"x"y', 'z '],
      ],
    ],
    ['tabs', 'a\tb, c\n1\t2\n', [['a', 'b, c'], ['1', '2']]], // prettier-ignore
  ])('%s', (_what, text, expected) => expect(rows(text)).toEqual(expected));

  it('are swallowed by no quote without its end, and it is told of', async () => {
    const row = '2026-11-20T10:00:01Z,h,hello\n';
    const file = await read(
      'quote.csv',
      `time,host,message\n1795168801,h,"oops\n${row.repeat(2_000)}1795168801,h,"last, quoted"\n`,
    );
    expect(file.records).toHaveLength(2_002);
    expect(texts(file).filter((text) => text !== 'hello')).toEqual(['"oops', 'last, quoted']);
    expect(file.problems).toEqual(['a quote without its end: 1795168801,h,"oops']);
    expect(file.records[0]!.given!.fields['tags']).toEqual(['import.broken-quote']);
  });

  it.each(['"', '"a\n', 'a,"a\n', '"a",', '""', '"a"" ', '"a"b\n', 'a,"b" '])(
    'take time in proportion to their length: %s',
    async (part) => {
      const take = (size: number): void => void rows(`x,y\n${part.repeat(size / part.length)}`);
      await expectGrowthBelow(40, take, { small: 60_000, factor: 10 });
    },
  );

  it('are the same wherever the text is cut', () => {
    const text = 'a,b\r\n"1\r\n""2""",x\r\n"","y" \r\n"o"p,"q\r\n';
    const whole = rows(text);
    for (let at = 0; at <= text.length; at += 1) {
      const reader = new CsvReader();
      const cut = [...reader.push(text.slice(0, at)), ...reader.push(text.slice(at)), ...reader.end()];
      expect(cut.map(({ cells }) => cells)).toEqual(whole);
    }
  });
});

describe('times of a CSV file', () => {
  it.each<[string, 'mdy' | 'dmy', string | number | undefined]>([
    ['20.11.2026 10:00:01', 'mdy', '2026-11-20 10:00:01'],
    ['11/10/2026 1:02:03 PM', 'mdy', '2026-11-10 13:02:03'],
    ['11/10/2026 12:02', 'dmy', '2026-10-11 12:02:00'],
    ['25/10/2026 08:00:00', 'mdy', '2026-10-25 08:00:00'],
    ['11/10/2026 12:00:00 AM', 'mdy', '2026-11-10 00:00:00'],
    ['2026-11-20T10:00:01Z', 'mdy', Date.UTC(2026, 10, 20, 10, 0, 1)],
    ['1795168801', 'mdy', 1_795_168_801_000],
    ['31.02.2026 25:00:00', 'mdy', undefined],
    ['yesterday', 'mdy', undefined],
  ])('%s (%s)', (text, order, expected) => expect(readCsvTime(text, order)).toBe(expected));
});

describe('a CSV file', () => {
  const mapping = readMapping('time=Date,host=Computer,user=User,message=Text,src_port=Port,src_ip=#7');

  it('fills mapped fields, keeps the others under their headings, and says what does not fit', async () => {
    const file = await read(
      'map.csv',
      'Date,Computer,User,Text,Extra,Port,From\n' +
        '2026-11-20T10:00:01Z,pc1,alice,hello,"x, y",22,192.0.2.7\n' +
        'soon,pc1,bob,hello,,99999,not an address\n' +
        '2026-11-20T10:00:02Z,pc2\n',
      { mapping },
    );
    expect(fields(file)).toEqual([
      { '@timestamp': Date.UTC(2026, 10, 20, 10, 0, 1), 'host.name': 'pc1', 'user.name': 'alice', 'csv.Extra': 'x, y', 'source.port': 22, 'source.ip': '192.0.2.7' }, // prettier-ignore
      { 'host.name': 'pc1', 'user.name': 'bob', 'csv.Date': 'soon', 'csv.Port': '99999', 'csv.From': 'not an address', tags: ['syslog.invalid-timestamp', 'import.invalid-value'] }, // prettier-ignore
      { '@timestamp': Date.UTC(2026, 10, 20, 10, 0, 2), 'host.name': 'pc2', tags: ['import.missing-columns'] },
    ]);
    expect(texts(file)).toEqual(['hello', 'hello', '2026-11-20T10:00:02Z,pc2']);
    expect(file.records[0]!.given).toMatchObject({ isText: true, original: '2026-11-20T10:00:01Z,pc1,alice,hello,"x, y",22,192.0.2.7' }); // prettier-ignore
  });

  it('without a mapping goes by its headings', async () => {
    const file = await read(
      'guess.csv',
      'Level,Date and Time,Source,Event ID\nInformation,11/20/2026 9:00:00 AM,x,4624\n',
    );
    expect(fields(file)).toEqual([
      expect.objectContaining({ '@timestamp': '2026-11-20 09:00:00', 'event.code': '4624', 'csv.Source': 'x' }),
    ]);
  });

  it('of Event Viewer has its message in a column without a heading', async () => {
    const text =
      'Level,Date and Time,Source,Event ID,Task Category\r\n' +
      'Information,11/20/2026 9:00:00 AM,x,4624,Logon,"An account was\r\nlogged on."\r\nError,11/20/2026 9:00:01 AM,x,1,None\r\n';
    const file = await read('viewer.csv', text);
    expect(file.records.map(({ given, bytes }) => [given!.isText, bytes.toString(), given!.fields['tags']])).toEqual([
      [true, 'An account was\r\nlogged on.', undefined],
      [false, 'Error,11/20/2026 9:00:01 AM,x,1,None', undefined],
    ]);
    const { table } = await previewFile(join(dir, 'viewer.csv'), 'viewer.csv', { dayOrder: 'mdy' });
    expect([table!.columns[5], table!.guessed.get(5)]).toEqual(['column6', 'message']);
    const mapped = await read('viewer.csv', text, { mapping: readMapping('app=Source,message=column6') });
    expect(texts(mapped)[0]).toBe('An account was\r\nlogged on.');
  });

  it('cannot name a field that only the collector sets, nor make one of a stranger’s heading', async () => {
    const file = await read('evil.csv', 'lanwarden.source,__proto__,event.risk_score\nrouter,x,99\n');
    expect(fields(file)).toEqual([
      { 'csv.lanwarden.source': 'router', 'csv.proto': 'x', 'csv.event.risk_score': '99' },
    ]);
  });

  it.each(['tme=Date', 'time', 'lanwarden.source=Date', 'time=', 'tags=x', 'id=x'])('refuses the mapping %s', (text) =>
    expect(() => readMapping(text)).toThrow(/field|mapping/),
  );

  it('refuses a mapping to a column that is not there', async () => {
    await expect(read('no.csv', 'a,b\n1,2\n', { mapping: readMapping('time=Date') })).rejects.toThrow(
      'No column "Date"',
    );
  });

  it.each(['', '""', 'ab', '\n'])('refuses %j as a delimiter', (text) =>
    expect(() => readDelimiter(text)).toThrow('delimiter'),
  );
});

describe('JSON lines', () => {
  const own = {
    '@timestamp': '2026-11-20T10:00:01.000Z',
    'event.ingested': '2026-11-20T10:00:02.000Z',
    'event.id': 'x',
    'event.dataset': 'linux-auth',
    'lanwarden.source': 'web1',
    'event.original': 'raw line',
    message: 'line',
    'source.port': 22,
    'event.category': ['authentication'],
    'linux_auth.method': 'password',
  };

  it('of this program come back whole', async () => {
    const { records } = await read('own.ndjson', `${JSON.stringify(own)}\n`);
    expect(records[0]!.bytes.toString()).toBe('raw line');
    expect(records[0]!.given).toEqual({
      isWhole: true,
      dataset: 'linux-auth',
      source: 'web1',
      fields: {
        '@timestamp': Date.UTC(2026, 10, 20, 10, 0, 1),
        message: 'line',
        'source.port': 22,
        'event.category': ['authentication'],
        'linux_auth.method': 'password',
      },
    });
  });

  it('of this program that somebody edited keep what does not fit as text', async () => {
    const file = await read(
      'edited.ndjson',
      `${JSON.stringify({ ...own, 'source.port': 99_999, 'source.ip': 'x' })}\n`,
    );
    expect(fields(file)[0]).toMatchObject({ 'import.source.port': '99999', 'import.source.ip': 'x', tags: ['import.invalid-value'] }); // prettier-ignore
    expect(fields(file)[0]).not.toHaveProperty('source.port');
  });

  it('of others never speak as this program, wherever in the file they stand', async () => {
    const { records } = await read('foreign.ndjson', `{"message":"first"}\n${JSON.stringify(own)}\n`);
    expect(records.map(({ given }) => given)).toEqual([undefined, undefined]);
  });

  it.each([
    ['Elasticsearch', { _index: 'i', _id: '1', _source: { message: 'm', host: { name: 'h' } } }, '{"message":"m","host":{"name":"h"}}'], // prettier-ignore
    [
      'Splunk',
      { preview: false, result: { _raw: 'Nov 20 10:00:01 web1 su: x', host: 'web1' } },
      'Nov 20 10:00:01 web1 su: x',
    ],
    ['Loki', { labels: { host: 'web1' }, line: 'hello', timestamp: '2026-11-20T10:00:01Z' }, 'hello'],
    ['journalctl', { MESSAGE: 'x', _HOSTNAME: 'h' }, '{"MESSAGE":"x","_HOSTNAME":"h"}'],
  ])('of %s are taken out of their wrapping', async (_who, object, expected) =>
    expect(texts(await read('wrapped.ndjson', `${JSON.stringify(object)}\nno json\n`))).toEqual([expected, 'no json']),
  );
});

describe('JSON over several lines', () => {
  async function inPieces(text: string, size: number): Promise<string[]> {
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
    }
    const found: string[] = [];
    for await (const batch of readJsonObjects(pieces(), () => expect.fail('damaged')))
      found.push(...batch.map(({ bytes }) => bytes.toString()));
    return found;
  }

  const objects = [{ a: 'x"}\\', b: { c: [1, { d: '\n{' }] } }, { a: 2 }];

  it.each([
    ['an array', JSON.stringify(objects)],
    ['an array, indented', JSON.stringify(objects, null, 2)],
    ['objects one behind the other', objects.map((object) => JSON.stringify(object, null, 2)).join('\r\n')],
  ])('%s is cut into its objects, wherever it comes in pieces', async (_what, text) => {
    expect(texts(await read('objects.json', text)).map((each) => JSON.parse(each) as unknown)).toEqual(objects);
    for (let size = 1; size < 12; size += 1)
      expect((await inPieces(text, size)).map((each) => JSON.parse(each) as unknown)).toEqual(objects);
  });

  it('is no object inside a line, and what stands between objects is a line each', async () => {
    const lines = ['{"a":1}', 'Nov 20 10:00:01 web1 sshd[1]: {"event":2}', '<13>x "{" y', '{"b":2}'];
    const file = await read('mixed.json', `[${lines.join('\r\n')}\nlast`);
    expect([file.format, texts(file), file.problems]).toEqual(['ndjson', [...lines, 'last'], []]);
  });

  it.each(['null', '"a \\" b, {", 12', 'NaN', 'not, {"even":"JSON"}, -1.5e3', '"no end'])(
    'goes on behind what is no object in an array on one line: %s',
    async (stray) => {
      const text = `[{"a":1}, ${stray}\n, {"b":2},\nnull,\n{"c":3}]`;
      const objects = /^\{"[abc]":\d\}$/;
      const whole = texts(await read('stray.json', text));
      expect(whole.filter((each) => objects.test(each))).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
      expect(whole).toContain('null');
      expect(whole.filter((each) => !objects.test(each)).length).toBeGreaterThan(1);
      for (let size = 1; size < 12; size += 1) expect(await inPieces(text, size)).toEqual(whole);
    },
  );

  it('counts one that is too long, and goes on behind it', async () => {
    const inner = '{"text":"} ] , { \\" x","more":[1]},';
    const long = `{"took":1,"hits":[${inner.repeat(80_000)}null]}`;
    for (const between of [',', '\n']) {
      const file = await read('long.json', `[{"a":1}${between}${long}${between}{"b":2},null,{"c":3}]`);
      expect(texts(file)).toEqual(['{"a":1}', '{"b":2}', 'null', '{"c":3}']);
      expect(file.problems).toEqual([
        expect.stringMatching(/^an object over 1048576 characters with the list "hits", .*: \{"took":1,/),
      ]);
    }
  });

  it('says when the last one has no end', async () => {
    const file = await read('cut.json', '[{"a":1},{"b":');
    expect([texts(file), file.problems]).toEqual([['{"a":1}'], ['the last object has no end']]);
  });
});

describe('event XML', () => {
  it('is a record an <Event>, also over several lines, in UTF-16 and with an end that is missing', async () => {
    const xml =
      '\uFEFF<?xml version="1.0" encoding="utf-16"?>\r\n<Events><Event xmlns="a">\r\n1</Event><Event>2</Event>\n<Event>3';
    const file = await read('events.xml', Buffer.from(xml, 'utf16le'));
    expect(texts(file)).toEqual(['<Event xmlns="a">\r\n1</Event>', '<Event>2</Event>', '<Event>3']);
    expect(file.problems).toEqual(['an <Event> without its end: <Event>3']);
  });

  it('is no event inside a line, and what stands between events is a line each', async () => {
    const json = '{"src_ip":"192.0.2.9","message":"<Event xmlns=\\"x\\"><EventID>1102</EventID></Event>"}';
    const lines = [
      '<Event a="1">1</Event>',
      'Nov 20 10:00:01 web1 sshd[1]: <Event>2</Event>',
      json,
      '<Event>3</Event>',
    ];
    const file = await read('mixed.log', `${lines.join('\r\n')}\n\n`);
    expect([file.format, texts(file), file.problems]).toEqual(['xml', lines, []]);
  });

  it('ends with its line where the next event begins before its end', async () => {
    const file = await read('lost.xml', '<Event>1\nhello\n<Event>\n2</Event> \n<EventData>\n');
    expect(texts(file)).toEqual(['<Event>1', 'hello', '<Event>\n2</Event>', '<EventData>']);
    expect(file.problems).toEqual(['an <Event> without its end: <Event>1']);
  });

  it('costs itself alone when it has lost its end, also where all of them are one line', async () => {
    const events = Array.from({ length: 30_000 }, (_, index) => `<Event a="1"><Data>${index}</Data></Event>`);
    const lost = events.with(10, '<Event a="1"><Data>10</Data>');
    const file = await read('line.xml', `<?xml version="1.0"?><Events>${lost.join('')}</Events>`);
    expect(texts(file)).toEqual(lost);
    expect(file.problems).toEqual(['an <Event> without its end: <Event a="1"><Data>10</Data>']);
  });

  it('may hold events, and goes on behind text on its line', async () => {
    const nested = '<Event><UserData><Event>inner</Event></UserData></Event>';
    const file = await read('nested.xml', `${nested},<Event>2</Event> x <Event>3</Event>`);
    expect([texts(file), file.problems]).toEqual([[nested, ',', '<Event>2</Event>', 'x', '<Event>3</Event>'], []]);
  });

  it('is the same wherever it comes in pieces', async () => {
    const text =
      '<Event>1<Event>2</Event>\n<Event>3</Event>,<Event>\n4</Event>\nx <Event>5</Event>\n<Event><Event>6</Event></Event>';
    const whole = ['<Event>1', '<Event>2</Event>', '<Event>3</Event>', ',', '<Event>\n4</Event>', 'x <Event>5</Event>', '<Event><Event>6</Event></Event>']; // prettier-ignore
    for (let size = 1; size < 20; size += 1) {
      async function* pieces(): AsyncGenerator<Buffer> {
        for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
      }
      const found: string[] = [];
      for await (const batch of readXml(pieces(), () => undefined))
        found.push(...batch.map(({ bytes }) => bytes.toString()));
      expect(found).toEqual(whole);
    }
  });

  it.each(['<Event \n', '<Event ', '<Events ', '<?xml ', ' ', '<EventX', '</Event>', '<Event></Event'])(
    'takes time in proportion to its length: %s',
    async (part) => {
      const take = (size: number): Promise<unknown> => read('many.xml', `<Event>${part.repeat(size / part.length)}`);
      await expectGrowthBelow(40, take, { small: 60_000, factor: 10 });
    },
  );
});

describe('lines', () => {
  it('are bytes as they stand, without their ends', async () => {
    const file = await read('bytes.log', Buffer.from([0x61, 0xff, 0x0d, 0x0a, 0x0a, 0x62]));
    expect(file.records.map(({ bytes }) => bytes.toString('hex'))).toEqual(['61ff', '62']);
    expect(readFileSync(join(dir, 'bytes.log'))).toHaveLength(6);
  });
});
