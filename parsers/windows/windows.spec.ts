import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import type { Fields } from '#src/event/event.js';
import windows from './index.js';

const parse = (text: string): Fields | undefined => windows.parse(decodeFrame(Buffer.from(text)));

interface Given {
  readonly provider?: string;
  readonly channel?: string;
  readonly data?: Readonly<Record<string, string>>;
}

function eventXml(
  code: string,
  { provider = 'Microsoft-Windows-Security-Auditing', channel = 'Security', data = {} }: Given = {},
): string {
  const values = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${value}</Data>`);
  return (
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/>` +
    `<EventID>${code}</EventID><TimeCreated SystemTime='2026-11-20T10:00:01.25Z'/><Channel>${channel}</Channel>` +
    `<Computer>DC1</Computer></System><EventData>${values.join('')}</EventData></Event>`
  );
}

describe('one event in every shape', () => {
  const lines = readFileSync(new URL('./samples/shapes.log', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '));
  const whole = lines.map((line) => parse(line)).filter((fields) => fields?.tags === undefined);

  it.each(whole.map((fields, index) => [index, fields]))('shape %i says the same', (_index, fields) => {
    expect(fields).toMatchObject({
      'event.code': '4625',
      'event.severity': 3,
      'event.action': 'logon_failed',
      'event.category': ['authentication'],
      'event.outcome': 'failure',
      'user.name': 'alice',
      'user.domain': 'CORP',
      'source.ip': '203.0.113.7',
      'source.port': 51234,
      'source.domain': 'WS7',
      'winlog.channel': 'Security',
      'winlog.provider_name': 'Microsoft-Windows-Security-Auditing',
      'winlog.logon.type': 'Network',
      'winlog.logon.failure.reason': 'User logon with misspelled or bad password',
      'winlog.event_data.TargetUserName': 'alice',
    });
    expect(Object.keys(fields ?? {}).filter((name) => name.startsWith('winlog.event_data.'))).toHaveLength(21);
  });

  it('has more than twenty of them', () => expect(whole.length).toBeGreaterThan(20));
});

describe('the table of events', () => {
  const range = (from: number, to: number): string[] =>
    Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
  const known: readonly (readonly [provider: string, channel: string, codes: readonly string[]])[] = [
    [
      'Microsoft-Windows-Security-Auditing',
      'Security',
      [
        '1102',
        '1100',
        '4624',
        '4625',
        '4634',
        '4647',
        '4648',
        '4672',
        '4688',
        '4689',
        '4697',
        '4719',
        '4720',
        '4738',
        '4740',
        '4767',
        '4781',
        '4764',
        '4776',
        '4778',
        '4779',
        '4800',
        '4801',
        '4964',
        '5136',
        '5140',
        '5145',
        '5156',
        '5157',
        '4735',
        '4737',
        ...range(4698, 4702),
        ...range(4722, 4734),
        ...range(4741, 4763),
        ...range(4768, 4771),
      ],
    ],
    ['Service Control Manager', 'System', ['7034', '7035', '7036', '7040', '7045']],
    ['EventLog', 'System', ['6005', '6006', '6008']],
    ['Microsoft-Windows-Eventlog', 'System', ['104']],
    ['Microsoft-Windows-PowerShell', 'Microsoft-Windows-PowerShell/Operational', ['4103', '4104']],
    ['Microsoft-Windows-Windows Defender', 'Microsoft-Windows-Windows Defender/Operational', ['1116', '1117', '5001']],
    ['Microsoft-Windows-Sysmon', 'Microsoft-Windows-Sysmon/Operational', range(1, 26)],
    ['Microsoft-Windows-TerminalServices-LocalSessionManager', 'x', range(21, 25)],
    ['Microsoft-Windows-TerminalServices-RemoteConnectionManager', 'x', ['1149']],
  ];

  it.each(known)('knows the events of %s', (provider, channel, codes) => {
    const unknown = codes.filter(
      (code) => parse(eventXml(code, { provider, channel }))?.['event.action'] === 'windows_event',
    );
    expect(unknown).toEqual([]);
  });

  it.each([
    ['4624', 1],
    ['4625', 3],
    ['4720', 4],
    ['1102', 5],
    ['4999', 1],
  ])('gives %s level %i', (code, level) => expect(parse(eventXml(code))?.['event.severity']).toBe(level));

  it('keeps the ids of different providers apart', () => {
    const kernel = parse(eventXml('1', { provider: 'Microsoft-Windows-Kernel-General', channel: 'System' }));
    expect(kernel?.['event.code']).toBe('1');
    expect(kernel?.['event.action']).toBe('system_time_changed');
    expect(parse(eventXml('1', { provider: 'Nobody', channel: 'System' }))?.['event.action']).toBe('windows_event');
  });
});

describe('addresses', () => {
  it.each<[string, string, string | undefined, number | undefined]>([
    ['10.0.0.5', '50000', '10.0.0.5', 50000],
    ['::ffff:10.0.0.5', '0', '10.0.0.5', undefined],
    ['::1', '-', '::1', undefined],
    ['fe80::1%12', '65536', 'fe80::1', undefined],
    ['-', '-', undefined, undefined],
    ['LOCAL', '0', undefined, undefined],
    ['10.0.0.256', '1', undefined, undefined],
    ['1.2.3', '1', undefined, undefined],
    ['1:2:3', '1', undefined, undefined],
    [':1::', '1', undefined, undefined],
    ['::ffff:10.0.0.5.6', '1', undefined, undefined],
  ])('reads %s and port %s', (ip, port, source, sourcePort) => {
    const fields = parse(eventXml('4624', { data: { IpAddress: ip, IpPort: port } }));
    expect(fields?.['source.ip']).toBe(source);
    expect(fields?.['source.port']).toBe(sourcePort);
    expect(fields?.['winlog.event_data.IpAddress']).toBe(ip);
  });
});

describe('times', () => {
  const at = (time: unknown, header = ''): unknown =>
    parse(`${header}${JSON.stringify({ EventTime: time, EventID: 4634, Channel: 'Security', Hostname: 'DC1' })}`)?.[
      '@timestamp'
    ];

  it.each([
    ['2026-11-20 10:00:01', '2026-11-20 10:00:01'],
    ['2026-11-20 10:00:01.333', '2026-11-20 10:00:01.333'],
    ['2026-11-20T10:00:01.2507547Z', Date.UTC(2026, 10, 20, 10, 0, 1, 250)],
    ['2026-11-20T11:00:01+0100', Date.UTC(2026, 10, 20, 10, 0, 1)],
    ['/Date(1795168801250)/', 1795168801250],
    [1795168801250, 1795168801250],
    [1795168801, 1795168801000],
    ['2026-13-20 10:00:01', undefined],
    ['yesterday', undefined],
  ])('reads %s', (time, expected) => expect(at(time)).toBe(expected));

  it('takes the zone from a header that tells the same moment', () => {
    const header = '<14>1 2026-11-20T10:00:01.900Z DC1 x - - - ';
    expect(at('2026-11-20 05:00:01', header)).toBe(Date.UTC(2026, 10, 20, 10, 0, 1, 900));
    expect(at('2026-11-20 05:04:01', header)).toBe('2026-11-20 05:04:01');
  });
});

describe('what an attacker can write', () => {
  const bits = [
    'Account Name:',
    'Account Domain:',
    'Source Network Address:',
    '1.2.3.4',
    'Source Port:',
    '9',
    'Workstation Name:',
    'Status:',
    '0x0',
    'Subject:',
    '(EventID 1102)',
  ];
  const text = fc
    .array(fc.constantFrom(...bits, 'x', 'Network Information:', 'Logon Process:', 'This event is generated'), {
      maxLength: 12,
    })
    .map((parts) => parts.join(' '));

  it('never changes the address of a failed logon', () => {
    fc.assert(
      fc.property(text, text, (user, workstation) => {
        const fields = parse(failedLogon(user, workstation));
        expect(fields?.['source.ip']).toBe('203.0.113.7');
        expect(fields?.['source.port']).toBe(51234);
        expect(fields?.['event.code']).toBe('4625');
      }),
      { numRuns: 300 },
    );
  });

  it('takes no more than 256 values and no names without end', () => {
    const data = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`n${i}${'x'.repeat(300)}`, 'v']));
    const names = Object.keys(parse(eventXml('4999', { data })) ?? {});
    expect(names.length).toBeLessThan(270);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThan(150);
  });

  it('expands no entities but the five and numeric ones, and those once', () => {
    const fields = parse(eventXml('4999', { data: { a: '&amp;lt;&#65;&lol;&#xD800;&#0;' } }));
    expect(fields?.['winlog.event_data.a']).toBe('&lt;A&lol;&#xD800;&#0;');
  });

  it('reads what stands before the place where XML breaks, and says so', () => {
    const broken = eventXml('4999', { data: { a: '1', b: '2' } }).replace("'>2<", "'>2</x><");
    expect(parse(broken)).toMatchObject({ 'winlog.event_data.a': '1', tags: ['windows.incomplete'] });
    expect(parse('<Event>'.repeat(5_000))).toBeUndefined();
  });

  function failedLogon(user: string, workstation: string): string {
    return (
      '<14>Nov 20 10:00:01 DC1 Microsoft-Windows-Security-Auditing[4]: An account failed to log on. Subject: Security ID: S-1-0-0 ' +
      'Account Name: - Account Domain: - Logon ID: 0x0 Logon Type: 3 Account For Which Logon Failed: Security ID: S-1-0-0 ' +
      `Account Name: ${user} Account Domain: CORP Failure Information: Failure Reason: Unknown user name. Status: 0xC000006D ` +
      'Sub Status: 0xC000006A Process Information: Caller Process ID: 0x0 Caller Process Name: - Network Information: ' +
      `Workstation Name: ${workstation} Source Network Address: 203.0.113.7 Source Port: 51234 Detailed Authentication Information: ` +
      'Logon Process: NtLmSsp Authentication Package: NTLM Transited Services: - Package Name (NTLM only): - Key Length: 0 ' +
      'This event is generated when a logon request fails.'
    );
  }
});

it('is asked for every line that it claims', () => {
  const { apps = [], contains = [] } = windows.hint;
  const isHinted = (line: string): boolean => {
    const app = decodeFrame(Buffer.from(line)).app?.toLowerCase() ?? '';
    const byApp = apps.some((name) => (name.endsWith('*') ? app.startsWith(name.slice(0, -1)) : app === name));
    return byApp || contains.some((text) => line.includes(text));
  };
  for (const name of ['shapes', 'logons', 'accounts', 'system', 'text', 'injection']) {
    const lines = readFileSync(new URL(`./samples/${name}.log`, import.meta.url), 'utf8').split('\n');
    expect(lines.filter((line) => parse(line) !== undefined && !isHinted(line))).toEqual([]);
  }
});
