import { describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { fingerprintOf } from './settings.js';

const fingerprint = (config: object): string =>
  fingerprintOf({ config: configSchema.parse(config), sources: [], modules: {}, ingestKeys: [] });

describe('the fingerprint of settings', () => {
  it.each([
    [{ senders: { unknown: 'refuse' } }],
    [{ plugins: { off: ['pihole'] } }],
    [{ events: { retention: { days: 7, bytes: 5, classes: { short: { days: 1 } } } } }],
    [{ log: { level: 'debug' } }],
    [{ portal: { port: 81 } }],
    [{ sources: [{ name: 'nas' }] }],
  ])('is the same for what a running collector takes over: %j', (config) => {
    expect(fingerprint(config)).toBe(fingerprint({}));
  });

  it.each([
    [{ listen: { udp: { port: 1 } } }],
    [{ events: { minFreeBytes: 1 } }],
    [{ time: { zone: 'Europe/Berlin' } }],
    [{ plugins: { dir: '/plugins' } }],
    [{ collector: { parserTimeoutMs: 500 } }],
  ])('is another for what needs a restart: %j', (config) => {
    expect(fingerprint(config)).not.toBe(fingerprint({}));
  });

  it('is another for a collector without a portal, which runs no stages', () => {
    const settings = { config: configSchema.parse({}), sources: [], modules: {}, ingestKeys: [] };
    expect(fingerprintOf({ ...settings, isAlone: true })).not.toBe(fingerprintOf(settings));
  });
});
