import { describe, expect, it } from 'vitest';
import { configSchema, type SourceConfig } from '#config/schema.js';
import { SyslogLine } from '../../event/line.js';
import type { Frame } from '../frame.js';
import { Sources } from './sources.js';

/** As the ledger keeps them. */
function slots(names: string[] = []): {
  names: string[];
  size: number;
  has(name: string): boolean;
  slot(name: string): number;
} {
  return {
    names,
    get size() {
      return names.length;
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
    flooded.configure([]);
    for (let i = 6_000; i < 8_000; i += 1) flooded.identify(frame(`address ${i}`), line());
    expect(ledger.names.length).toBeLessThanOrEqual(5_001);
    expect(flooded.identify(frame('address 7000'), line()).name).toBe('(other senders)');
    expect(flooded.identify(frame('address 1'), line()).name).toBe('address 1');
    expect(flooded.identify(frame('x', { source: 'nas' }), line()).name).toBe('nas');
    const restarted = new Sources(ledger, configured);
    expect(restarted.identify(frame('address 9000'), line()).name).toBe('(other senders)');
    expect(restarted.identify(frame('192.168.1.1'), line()).name).toBe('firewall');
  });
});
