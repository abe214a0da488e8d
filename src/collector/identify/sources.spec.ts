import { describe, expect, it } from 'vitest';
import { configSchema, type SourceConfig } from '#config/schema.js';
import { SyslogLine } from '../../event/line.js';
import type { Frame } from '../frame.js';
import { Sources } from './sources.js';

/** As the ledger keeps them. */
function slots(
  names: string[] = [],
  silent = 0,
): {
  names: string[];
  size: number;
  current: number;
  has(name: string): boolean;
  slot(name: string): number;
} {
  return {
    names,
    get size() {
      return names.length;
    },
    get current() {
      return names.length - silent;
    },
    has: (name) => names.includes(name),
    slot: (name) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1),
  };
}

const frame = (address: string, more: Partial<Frame> = {}): Frame => ({
  bytes: Buffer.alloc(0),
  receivedAt: 1,
  transport: 'udp',
  peer: { address, port: 514 },
  ...more,
});
const line = (host?: string, app?: string): SyslogLine => Object.assign(new SyslogLine(''), { host, app });
const sources = (...configs: object[]): SourceConfig[] => configSchema.parse({ sources: configs }).sources;

describe('the source of a message', () => {
  const configured = sources(
    { name: 'firewall', match: { peer: ['192.168.1.1'] } },
    { name: 'lab', match: { peer: ['10.0.0.0/8', 'fd00::/8'], host: ['lab*'] } },
    { name: 'mail', match: { app: ['postfix*'], listener: ['tcp'] } },
    { name: 'named by certificate', match: { tls: ['web1.example.org'] } },
  );

  it.each([
    ['the address', frame('192.168.1.1'), line(), 'firewall'],
    ['network and header host together', frame('10.2.3.4'), line('lab7'), 'lab'],
    ['an IPv6 network', frame('fd00::1'), line('LAB1'), 'lab'],
    ['not by half of what is asked', frame('10.2.3.4'), line('web1'), '10.2.3.4'],
    ['program and listener', frame('1.2.3.4', { transport: 'tcp' }), line('x', 'postfix/smtpd'), 'mail'],
    [
      'the name in a certificate',
      frame('1.2.3.4', { transport: 'tls', tlsIdentity: 'web1.example.org' }),
      line(),
      'named by certificate',
    ],
    ['what the API key says, before all else', frame('192.168.1.1', { source: 'nas' }), line(), 'nas'],
    ['else its address', frame('1.2.3.4'), line(), '1.2.3.4'],
  ])('is told by %s', (_what, input, decoded, expected) => {
    expect(new Sources(slots(), configured).identify(input, decoded).name).toBe(expected);
  });

  it('is one of a bounded number, over reconfiguration and restart; keys and settings are not counted out', () => {
    const ledger = slots();
    const flooded = new Sources(ledger, []);
    for (let i = 0; i < 6_000; i += 1) flooded.identify(frame(`address ${i}`), line());
    flooded.configure([], 'accept');
    for (let i = 6_000; i < 8_000; i += 1) flooded.identify(frame(`address ${i}`), line());
    expect(ledger.names.length).toBeLessThanOrEqual(5_001);
    expect(flooded.identify(frame('address 7000'), line()).name).toBe('(other senders)');
    expect(flooded.identify(frame('address 1'), line()).name).toBe('address 1');
    expect(flooded.identify(frame('x', { source: 'nas' }), line()).name).toBe('nas');
    const restarted = new Sources(ledger, configured);
    expect(restarted.identify(frame('address 9000'), line()).name).toBe('(other senders)');
    expect(restarted.identify(frame('192.168.1.1'), line()).name).toBe('firewall');
  });

  it('finds room again where those of before are long silent, up to a bound', () => {
    const invented = Array.from({ length: 5_000 }, (_, i) => `address ${i}`);
    const ledger = slots(invented, 5_000);
    const all = new Sources(ledger, []);
    expect(all.identify(frame('10.0.0.1'), line()).name).toBe('10.0.0.1');
    expect(all.identify(frame('address 7'), line()).name).toBe('address 7');
    const full = new Sources(
      slots(
        Array.from({ length: 20_000 }, (_, i) => `address ${i}`),
        20_000,
      ),
      [],
    );
    expect(full.identify(frame('10.0.0.1'), line()).name).toBe('(other senders)');
  });

  it('is not one without conditions: that takes what its key names, and nothing else', () => {
    const all = new Sources(slots(), sources({ name: 'keyed' }, { name: 'lan', match: { peer: ['10.0.0.0/8'] } }));
    expect(all.identify(frame('10.0.0.1'), line()).name).toBe('lan');
    expect(all.identify(frame('1.2.3.4'), line()).name).toBe('1.2.3.4');
    expect(all.identify(frame('1.2.3.4', { source: 'keyed' }), line()).config?.name).toBe('keyed');
  });

  it('that nobody named follows the policy, also when it changes; keys and imports are known', () => {
    const all = new Sources(slots(), [], { unknown: 'mark' });
    const gateOf = (input: Frame): unknown => all.identify(input, line()).gate?.check(input);
    const udp = frame('1.2.3.4');
    const { clock } = all.identify(udp, line());
    expect(all.identify(udp, line()).tag).toBe('source.unknown');
    all.configure([], 'refuse');
    expect(gateOf(udp)).toBe('unknown sender');
    expect(gateOf(frame('1.2.3.4', { source: '1.2.3.4' }))).toBeUndefined();
    expect(gateOf(frame('import', { transport: 'import' }))).toBeUndefined();
    all.configure([], 'accept');
    expect(gateOf(udp)).toBeUndefined();
    expect(all.identify(udp, line())).toMatchObject({ tag: undefined });
    expect(all.identify(udp, line()).clock).toBe(clock);
  });

  it('keeps its clock and its bucket over changes of other settings', () => {
    const config = { name: 'nas', match: { peer: ['1.2.3.4'] }, ratePerSecond: 1 };
    const all = new Sources(slots(), []);
    const discovered = all.identify(frame('1.2.3.4'), line());
    all.configure(sources(config), 'accept');
    const first = all.identify(frame('1.2.3.4'), line());
    all.configure(sources({ ...config, notes: 'in the cellar' }), 'accept');
    const second = all.identify(frame('1.2.3.4'), line());
    expect(second.limit).toBe(first.limit);
    expect(second.zoneGuess).toBe(first.zoneGuess);
    all.configure(sources({ ...config, ratePerSecond: 2 }), 'accept');
    expect(all.identify(frame('1.2.3.4'), line()).limit).not.toBe(first.limit);
    expect(first.slot).not.toBe(discovered.slot);
  });

  it.each([
    ['came by its address', frame('192.0.2.1'), frame('', { source: '192.0.2.1' })],
    ['was named', frame('', { source: '192.0.2.1' }), frame('192.0.2.1')],
  ])(
    'that %s first has one clock, however it is found again (out of the spool: by its name)',
    (_what, first, again) => {
      const all = new Sources(slots(), []);
      for (let i = 0; i < 50; i += 1) all.identify(first, line()).clock.add(5_000, 'UTC');
      all.identify(again, line());
      expect(all.clocks('UTC')['192.0.2.1']).toMatchObject({ samples: 50, driftMs: 5_000 });
      expect(all.identify(again, line()).zoneGuess).toBe(all.identify(first, line()).zoneGuess);
    },
  );

  it('is not changed by settings that cannot be used', () => {
    const all = new Sources(slots(), sources({ name: 'nas', match: { peer: ['1.2.3.4'] } }));
    expect(() => all.configure(sources({ name: 'other', drop: ['(('] }), 'accept')).toThrow(
      'Drop rule "((" of source "other"',
    );
    expect(all.identify(frame('1.2.3.4'), line()).name).toBe('nas');
  });
});
