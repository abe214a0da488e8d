// Through the interpreter, as every message comes: what is added, what a message cannot say of itself, files that change and break.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { LogEvent } from '../../event/event.js';
import { discoverParsers } from '../../plugin/discovery.js';
import { tinyMmdb } from '../../../test/helpers/tiny-mmdb.js';
import { NO_SLOTS, Sources } from '../identify/sources.js';
import { hiderOf } from '../identify/hide.js';
import type { History } from '../frame.js';
import { Interpreter } from '../interpret.js';
import { Dispatcher } from '../parse/dispatcher.js';
import { Enricher } from './enricher.js';
import { problemsOf, stateOf } from './state.js';

let dir: string;
let dispatcher: Dispatcher;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-enrich-'));
  dispatcher = new Dispatcher((await discoverParsers()).plugins, { errorLimit: 3 });
});
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

async function start(
  config: object,
): Promise<{ enricher: Enricher; read: (line: string, history?: History) => LogEvent }> {
  const enricher = new Enricher(configSchema.parse(config));
  await enricher.refresh();
  const sources = new Sources(NO_SLOTS, [], { zone: 'UTC', unknown: 'accept' });
  const interpreter = new Interpreter({ sources, dispatcher, zone: 'UTC', enricher });
  const read = (line: string, history?: History): LogEvent =>
    interpreter.interpret({
      bytes: Buffer.from(line),
      truncated: false,
      receivedAt: Date.UTC(2026, 10, 20),
      transport: 'udp',
      peer: { address: '127.0.0.1', port: 514 },
      history,
    }).event;
  return { enricher, read };
}

const ssh = (ip: string, host = 'web1'): string =>
  `<38>1 2026-11-20T00:00:00Z ${host} sshd 4242 - - Failed password for bob from ${ip} port 4022 ssh2`;
const traffic = (from: string, to: string): string => JSON.stringify({ src_ip: from, dst_ip: to, msg: 'x' });
const asked = (domain: string): string =>
  `<30>1 2026-11-20T00:00:00Z pihole dnsmasq 812 - - query[A] ${domain} from 192.168.1.50`;

/** What the enrichment added. */
function added(event: LogEvent): Record<string, unknown> {
  const own =
    /^(?:(?:source|destination)\.(?:geo|as|domain)|threat|network\.direction|lanwarden\.(?:source_|destination_|host_|asset_|owner))/;
  return Object.fromEntries(Object.entries(event).filter(([name]) => own.test(name)));
}

describe('without any setting', () => {
  it.each([
    ['192.168.1.5', '203.0.113.5', 'outbound'],
    ['203.0.113.5', 'fd00::5', 'inbound'],
    ['10.1.1.1', '172.16.0.9', 'internal'],
    ['203.0.113.5', '198.51.100.7', 'external'],
    ['100.64.0.1', '224.0.0.251', 'internal'],
    ['2001:db8::1', 'fe80::1', 'inbound'],
  ])('%s to %s is %s', async (from, to, direction) => {
    const { read } = await start({});
    expect(added(read(traffic(from, to)))).toEqual({ 'network.direction': direction });
  });

  it('a logon from outside is inbound, one from inside says nothing', async () => {
    const { read } = await start({});
    expect(added(read(ssh('203.0.113.5')))).toEqual({ 'network.direction': 'inbound' });
    expect(added(read(ssh('192.168.1.5')))).toEqual({});
    expect(added(read(asked('good.example')))).toEqual({});
  });
});

describe('networks and assets', () => {
  const config = {
    networks: {
      internal: ['192.168.0.0/16', '203.0.113.0/24'],
      names: { '192.168.0.0/16': 'house', '192.168.4.0/24': 'office' },
    },
    assets: [
      { name: 'NAS', ip: '192.168.4.9', owner: 'alice', critical: true },
      { name: 'guests', cidr: '192.168.9.0/24' },
      { name: 'TV', mac: '00-00-5E-00-53-01' },
      { name: 'front', host: 'web1' },
    ],
  };

  it('are named at both ends; the narrowest network counts', async () => {
    const { read } = await start(config);
    expect(added(read(traffic('192.168.4.9', '203.0.113.77')))).toEqual({
      'network.direction': 'internal',
      'lanwarden.source_network': 'office',
      'lanwarden.source_asset': 'NAS',
      'lanwarden.asset_critical': true,
      'lanwarden.owner': 'alice',
    });
    expect(added(read(traffic('198.51.100.1', '192.168.9.3')))).toEqual({
      'network.direction': 'inbound',
      'lanwarden.destination_network': 'house',
      'lanwarden.destination_asset': 'guests',
    });
  });

  it('a host is known by its name, with or without its domain', async () => {
    const { read, enricher } = await start(config);
    for (const host of ['web1', 'WEB1.lan.example'])
      expect(read(ssh('192.168.1.1', host))['lanwarden.host_asset']).toBe('front');
    expect(read(ssh('192.168.1.1', 'web2'))['lanwarden.host_asset']).toBeUndefined();
    expect(stateOf(enricher).assets[0]).toMatchObject({ name: 'front', events: 2 });
  });

  it('more than the portal is told of are counted', async () => {
    const assets = Array.from({ length: 503 }, (_, n) => ({ name: `pc${n}`, ip: `10.1.${n >> 8}.${n & 255}` }));
    const state = stateOf((await start({ assets })).enricher);
    expect([state.assets.length, state.untold]).toEqual([500, { networks: 0, assets: 3 }]);
  });

  const TV = '00:00:5e:00:53:01';
  const PHONE = '00:00:5e:00:53:99';
  const lease = (ip: string, mac: string, what = 'ACK'): string =>
    `<30>1 2026-11-20T00:00:00Z pihole dnsmasq-dhcp 812 - - DHCP${what}(eth0) ${ip} ${mac} tv`;
  const ofHouse = (ip: string): string => traffic(ip, '192.168.1.2');

  it('a device is known by its MAC address, and by the address that DHCP gave it, until another one has it', async () => {
    const { read } = await start(config);
    expect(read(lease('192.168.1.44', TV))['lanwarden.source_asset']).toBe('TV');
    expect(read(ofHouse('192.168.1.44'))['lanwarden.source_asset']).toBe('TV');
    read(lease('192.168.1.45', TV));
    expect(read(ofHouse('192.168.1.44'))['lanwarden.source_asset']).toBeUndefined();
    expect(read(ofHouse('192.168.1.45'))['lanwarden.source_asset']).toBe('TV');
    for (const [ip, mac] of [
      ['192.168.1.46', TV],
      ['192.168.1.45', PHONE],
    ] as const)
      // prettier-ignore
      read(lease(ip, mac), { reference: Date.UTC(2026, 10, 20) });
    expect(read(ofHouse('192.168.1.46'))['lanwarden.source_asset']).toBeUndefined();
    expect(read(ofHouse('192.168.1.45'))['lanwarden.source_asset']).toBe('TV');
  });

  it.each([
    ['given to one that is not on the list', lease('192.168.1.44', PHONE)],
    ['given back', lease('192.168.1.44', TV, 'RELEASE')],
  ])('an address is a device’s no more when it was %s', async (_what, line) => {
    const { read } = await start(config);
    read(lease('192.168.1.44', TV));
    expect(read(ofHouse('192.168.1.44'))['lanwarden.source_asset']).toBe('TV');
    expect(read(line)['lanwarden.source_asset']).toBe(line.includes(TV) ? 'TV' : undefined);
    expect(read(ofHouse('192.168.1.44'))['lanwarden.source_asset']).toBeUndefined();
  });

  it('a device that is known by its MAC address is as critical, and as much somebody’s, as by another', async () => {
    const mine = { name: 'TV', mac: TV, owner: 'alice', critical: true };
    const { read } = await start({ assets: [mine, { name: 'guests', cidr: '192.168.9.0/24', owner: 'bob' }] });
    expect(added(read(lease('192.168.9.4', TV)))).toMatchObject({
      'lanwarden.source_asset': 'TV',
      'lanwarden.asset_critical': true,
      'lanwarden.owner': 'alice',
    });
  });

  it('another entry of the list takes no lease and no count away', async () => {
    const { read, enricher } = await start(config);
    read(lease('192.168.1.44', TV));
    const assets = [...config.assets.map((each) => ({ ...each, critical: true })), { name: 'new', ip: '10.0.0.1' }];
    enricher.configure(configSchema.parse({ ...config, assets }));
    expect(added(read(ofHouse('192.168.1.44')))).toMatchObject({
      'lanwarden.source_asset': 'TV',
      'lanwarden.asset_critical': true,
    });
    expect(stateOf(enricher).assets[0]).toMatchObject({ name: 'TV', events: 2 });
    enricher.configure(configSchema.parse({ ...config, assets: assets.slice(3) }));
    expect(read(ofHouse('192.168.1.44'))['lanwarden.source_asset']).toBeUndefined();
  });

  it('hidden addresses leave nothing behind', async () => {
    const { read } = await start(config);
    const event = read(traffic('192.168.4.9', '198.51.100.1'));
    hiderOf(['src_ip'])!(event);
    expect(JSON.stringify(event)).not.toMatch(/NAS|office|alice|192\.168\.4\.9/);
  });
});

describe('place and owner of an address', () => {
  const city = (name: string): Buffer =>
    tinyMmdb('GeoLite2-City', Date.UTC(2026, 10, 3), [
      { net: '203.0.113.0', length: 24, data: { country: { iso_code: 'PL' }, city: { names: { en: name } } } },
      { net: '192.168.0.0', length: 16, data: { country: { iso_code: 'XX' } } },
    ]);
  const asn = tinyMmdb('GeoLite2-ASN', Date.UTC(2026, 10, 3), [
    {
      net: '203.0.113.0',
      length: 24,
      data: { autonomous_system_number: 64_500, autonomous_system_organization: 'Example Net' },
    },
  ]);

  it('come from the files, for external addresses only', async () => {
    const { read } = await start({ geoip: { path: file('c.mmdb', city('Lodz')), asnPath: file('a.mmdb', asn) } });
    expect(added(read(traffic('203.0.113.5', '192.168.1.1')))).toEqual({
      'network.direction': 'inbound',
      'source.geo.country_iso_code': 'PL',
      'source.geo.city_name': 'Lodz',
      'source.as.number': 64_500,
      'source.as.organization.name': 'Example Net',
    });
    expect(added(read(traffic('192.168.1.1', '203.0.113.5')))).toMatchObject({
      'destination.geo.country_iso_code': 'PL',
    });
  });

  it('of a sender who names them himself are not believed', async () => {
    const { read } = await start({ geoip: { path: file('d.mmdb', city('Lodz')) } });
    const event = read(
      JSON.stringify({
        src_ip: '192.168.1.1',
        'source.geo.country_iso_code': 'US',
        'threat.indicator.name': 'x',
        'lanwarden.source_asset': 'x',
      }),
    );
    expect(added(event)).toEqual({});
    expect(event['json.source.geo.country_iso_code']).toBe('US');
  });

  it('an ASN file may be CSV', async () => {
    const csv = file('asn.csv', 'network,asn,name\n203.0.113.0/24,AS64501,"Example, Inc"\n2001:db8::/32,64502,Six\n');
    const { read } = await start({ geoip: { asnPath: csv } });
    expect(added(read(ssh('203.0.113.9')))).toMatchObject({
      'source.as.number': 64_501,
      'source.as.organization.name': 'Example, Inc',
    });
    expect(added(read(ssh('2001:db8:7::9')))).toMatchObject({ 'source.as.number': 64_502 });
  });

  it('a changed file is in force; a broken one is said, and what was read before stays', async () => {
    const path = file('e.mmdb', city('Lodz'));
    const { read, enricher } = await start({ geoip: { path } });
    const cityNow = (): unknown => read(ssh('203.0.113.5'))['source.geo.city_name'];
    expect(cityNow()).toBe('Lodz');
    writeFileSync(path, city('Krakow'));
    await enricher.refresh();
    expect(cityNow()).toBe('Krakow');
    writeFileSync(path, 'broken');
    await enricher.refresh();
    expect(cityNow()).toBe('Krakow');
    expect(problemsOf(enricher).join()).toMatch(/GeoIP file .*e\.mmdb.* stays in force/);
    rmSync(path);
    await enricher.refresh();
    expect(problemsOf(enricher).join()).toMatch(/ENOENT/);
    writeFileSync(path, city('Gdansk'));
    await enricher.refresh();
    expect([cityNow(), problemsOf(enricher)]).toEqual(['Gdansk', []]);
  });
});

describe('lists', () => {
  const ips = () => ({
    name: 'bad-ips',
    path: file('ips.txt', '# bad\n203.0.113.0/28\n192.168.0.0/16\n198.51.100.7\n'),
    kind: 'ip',
  });
  const domains = () => ({
    name: 'bad-names',
    path: file('names.txt', '0.0.0.0 bad.example\n'),
    kind: 'domain',
    level: 5,
    confidence: 'High',
  });

  it('an address that is listed is an indicator and raises the level; private ones are never listed', async () => {
    const { read } = await start({ lists: [ips()] });
    const event = read(ssh('203.0.113.9'));
    expect(added(event)).toEqual({
      'network.direction': 'inbound',
      'threat.indicator.type': 'ipv4-addr',
      'threat.indicator.ip': '203.0.113.9',
      'threat.indicator.name': '203.0.113.9',
      'threat.indicator.provider': 'bad-ips',
      'threat.indicator.matched.field': 'source.ip',
    });
    expect(event['event.severity']).toBe(4);
    expect(read(traffic('192.168.1.1', '192.168.1.2'))['threat.indicator.name']).toBeUndefined();
    expect(read(traffic('192.168.1.1', '198.51.100.7'))['threat.indicator.matched.field']).toBe('destination.ip');
  });

  it('a name under a listed domain is an indicator, and the highest level counts', async () => {
    const { read } = await start({ lists: [ips(), domains()] });
    const event = read(asked('www.BAD.example'));
    expect(added(event)).toEqual({
      'threat.indicator.type': 'domain-name',
      'threat.indicator.name': 'bad.example',
      'threat.indicator.provider': 'bad-names',
      'threat.indicator.confidence': 'High',
      'threat.indicator.matched.field': 'dns.question.name',
    });
    expect(event['event.severity']).toBe(5);
    expect(read(asked('notbad.example'))['threat.indicator.name']).toBeUndefined();
  });

  it('an address that a name server answered with, and a hash of a program', async () => {
    const hash = 'A'.repeat(64);
    const { enricher } = await start({
      lists: [ips(), { name: 'h', kind: 'hash', path: file('h.csv', `${hash},x\n`), level: 2 }],
    });
    const base = { 'event.severity': 1, 'event.ingested': 5 } as LogEvent;
    const answer = { ...base, 'dns.resolved_ip': ['192.0.2.1', '198.51.100.7'] } as LogEvent;
    enricher.enrich(answer, true);
    expect(answer).toMatchObject({
      'threat.indicator.ip': '198.51.100.7',
      'threat.indicator.matched.field': 'dns.resolved_ip',
    });
    const program = { ...base, 'process.hash.sha256': 'a'.repeat(64), 'event.severity': 3 } as LogEvent;
    enricher.enrich(program, true);
    expect(program).toMatchObject({
      'threat.indicator.type': 'file',
      'threat.indicator.file.hash.sha256': hash.toLowerCase(),
      'event.severity': 3,
    });
  });

  it('a folder is a list; a new file in it is in force after the next look, and its hits are counted', async () => {
    const folder = join(dir, 'lists');
    mkdirSync(folder);
    writeFileSync(join(folder, 'one.txt'), '203.0.113.1\n');
    const { read, enricher } = await start({ lists: [{ name: 'f', path: folder, kind: 'ip' }] });
    expect(read(ssh('203.0.113.2'))['threat.indicator.name']).toBeUndefined();
    writeFileSync(join(folder, 'two.txt'), 'a heading\n203.0.113.2\n2001:db8::/64\n');
    await enricher.refresh();
    for (const ip of ['203.0.113.1', '203.0.113.2', '2001:db8::77'])
      expect(read(ssh(ip))['threat.indicator.name']).toBe(ip);
    expect(stateOf(enricher).files[0]).toMatchObject({
      name: 'f',
      what: 'ip',
      entries: 3,
      events: 3,
      trouble: '1 line holds no address (line 1)',
    });
  });

  it('a list without an entry or without a file is said', async () => {
    const { enricher } = await start({
      lists: [
        { name: 'empty', path: file('empty.txt', '# nothing\n'), kind: 'domain' },
        { name: 'gone', path: join(dir, 'nowhere'), kind: 'ip' },
      ],
    });
    expect(problemsOf(enricher)).toEqual([
      expect.stringMatching(/empty.*holds no domain/),
      expect.stringMatching(/gone.*ENOENT/),
    ]);
  });

  it('settings that change are in force at once, and lists that stay keep what they read', async () => {
    const list = ips();
    const { read, enricher } = await start({ lists: [list] });
    read(ssh('203.0.113.9'));
    enricher.configure(configSchema.parse({ lists: [list], networks: { names: { '203.0.113.0/24': 'street' } } }));
    expect(added(read(ssh('203.0.113.9')))).toMatchObject({
      'lanwarden.source_network': 'street',
      'threat.indicator.provider': 'bad-ips',
    });
    expect(stateOf(enricher).files[0]!.events).toBe(2);
  });

  it('another level or name of a list is in force without a moment in which the list is not', async () => {
    const list = ips();
    const { read, enricher } = await start({ lists: [list] });
    enricher.configure(configSchema.parse({ lists: [{ ...list, name: 'worse', level: 5 }] }));
    expect(read(ssh('203.0.113.9'))).toMatchObject({ 'threat.indicator.provider': 'worse', 'event.severity': 5 });
  });
});

describe('somebody who asks', () => {
  it('is told what is known of an address, a name, a hash', async () => {
    const { enricher } = await start({
      networks: { names: { '192.168.4.0/24': 'office' } },
      assets: [{ name: 'NAS', ip: '192.168.4.9', host: 'nas', owner: 'alice' }],
      lists: [{ name: 'n', path: file('n.txt', 'bad.example\n'), kind: 'domain' }],
    });
    expect(stateOf(enricher, ' 192.168.4.9 ').found).toEqual({
      asked: '192.168.4.9',
      kind: 'ip',
      isInternal: true,
      network: 'office',
      asset: 'NAS',
      owner: 'alice',
      lists: [],
    });
    expect(stateOf(enricher, 'x.bad.example').found).toMatchObject({
      kind: 'domain',
      lists: [{ name: 'n', matched: 'bad.example', level: 4 }],
    });
    expect(stateOf(enricher, 'NAS').found).toMatchObject({ asset: 'NAS' });
    expect(stateOf(enricher, 'd41d8cd98f00b204e9800998ecf8427e').found).toMatchObject({ kind: 'hash', lists: [] });
  });
});

it('whatever stands in the fields, nothing throws and nothing of a wrong type is added', async () => {
  const { enricher } = await start({
    assets: [{ name: 'x', mac: '00:00:5e:00:53:01', host: 'h' }],
    lists: [{ name: 'd', path: file('z.txt', 'bad.example\n'), kind: 'domain' }, { name: 'i', path: file('y.txt', '203.0.113.0/24\n'), kind: 'ip' }], // prettier-ignore
    geoip: { asnPath: file('q.csv', '203.0.113.0/24,64500,\n') },
  });
  const odd: unknown[] = ['', '.', '..', 'bad.example.', '\0', '999.1.1.1', '::', ':::', '203.0.113.7', 'x'.repeat(100_000), 7, true, [], [7, '203.0.113.7'], ['::'], '__proto__']; // prettier-ignore
  const fields = ['source.ip', 'destination.ip', 'dns.question.name', 'dns.resolved_ip', 'source.mac', 'host.name', 'process.hash.md5']; // prettier-ignore
  for (const name of fields)
    for (const value of odd) {
      const event = { 'event.severity': 1, 'event.ingested': 1, [name]: value } as unknown as LogEvent;
      enricher.enrich(event, true);
      for (const [key, each] of Object.entries(added(event)))
        expect([key, typeof each]).toEqual([key, key.endsWith('as.number') ? 'number' : 'string']);
    }
});
