import { execFileSync } from 'node:child_process';
import { mkdtemp, truncate, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ipv4Number } from '../query/address.js';
import type { GeoIp } from './geoip.js';
import { openGeoIp } from './open.js';
import { tinyMmdb } from '../../test/helpers/tiny-mmdb.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'geoip-'));
});

async function opened(name: string, content: string | Buffer): Promise<GeoIp> {
  await writeFile(join(dir, name), content);
  return openGeoIp(join(dir, name));
}

describe('a CSV of networks', () => {
  const CSV = [
    'cidr,country,lat,lon',
    '# the wide one comes behind the narrow one inside it',
    '203.0.113.128/25,pl,52.1,19.4',
    '203.0.0.0/16,DE,51.2,10.4',
    '"198.51.100.7/24","FR","46.6","2.4"',
    '192.0.2.0/24,AT',
    '2001:db8:1::/48,NL,52.2,5.6',
    '2001:db8::/32,SE,60,15',
    '2001:db8:2:3::/64,FI,64,26',
    '0.0.0.0/1,US,39.8,-98.6',
  ].join('\r\n');

  it.each<[string, string | undefined]>([
    ['203.0.113.129', 'PL'],
    ['203.0.113.127', 'DE'],
    ['203.0.255.255', 'DE'],
    ['203.1.0.0', undefined],
    ['198.51.100.255', 'FR'],
    ['192.0.2.1', 'AT'],
    ['9.9.9.9', 'US'],
    ['127.255.255.255', 'US'],
    ['128.0.0.0', undefined],
    ['2001:db8:1:ffff::1', 'NL'],
    ['2001:db8:5::1', 'SE'],
    ['2001:db8:2:9::1', 'FI'],
    ['2001:db9::1', undefined],
    ['::ffff:203.0.113.129', 'PL'],
    ['not an address', undefined],
  ])('finds %s in %s', async (ip, country) => {
    const geoip = await opened('places.csv', CSV);
    expect(geoip.lookup(ip)?.country).toBe(country);
  });

  it('knows where, where the file says it, and says what it is', async () => {
    const geoip = await opened('places.csv', CSV);
    expect(geoip.lookup('203.0.113.200')).toEqual({ country: 'PL', lat: 52.1, lon: 19.4 });
    expect(geoip.lookup('192.0.2.1')).toEqual({ country: 'AT' });
    expect(geoip.title).toMatch(/^places\.csv of \d{4}-\d\d-\d\d, 8 networks$/);
    expect(geoip.trouble).toBeUndefined();
  });

  it('leaves out lines that make no sense, and names them', async () => {
    const lines = ['203.0.113.0/24,DE,51,10', 'nonsense', '1.2.3.4/33,DE', '1.2.3.0/24,Germany', '4.0.0.0/8,DE,91,0'];
    const geoip = await opened('bad.csv', lines.join('\n'));
    expect(geoip.trouble).toBe('4 lines were left out: lines 2, 3, 4, ...');
    expect(geoip.lookup('203.0.113.9')?.country).toBe('DE');
    expect(geoip.lookup('4.1.1.1')).toBeUndefined();
  });

  it('gives the narrowest network around an address, in whatever order they come', async () => {
    const random = generator(7);
    const nets = Array.from({ length: 400 }, (_, at) => {
      const length = 8 + Math.floor(random() * 20);
      const from = Math.floor((random() * 2 ** 32) / 2 ** (32 - length)) * 2 ** (32 - length);
      return {
        from,
        to: from + 2 ** (32 - length) - 1,
        length,
        country: String.fromCharCode(65 + (at % 26), 65 + (at % 7)),
      };
    });
    const geoip = await opened(
      'random.csv',
      nets.map((net) => `${dotted(net.from)}/${net.length},${net.country}`).join('\n'),
    );
    const probes = nets.flatMap(({ from, to }) => [
      from,
      to,
      to + 1,
      from - 1,
      from + Math.floor(random() * (to - from)),
    ]);
    for (const probe of probes.filter((each) => each >= 0 && each < 2 ** 32)) {
      const around = nets.filter(({ from, to }) => from <= probe && probe <= to);
      const narrowest = Math.max(...around.map(({ length }) => length));
      const last = around.findLast(({ length }) => length === narrowest);
      expect(geoip.lookup(dotted(probe))?.country, dotted(probe)).toBe(last?.country);
    }
  });
});

describe('a MaxMind database', () => {
  const CITY = tinyMmdb('GeoLite2-City', Date.UTC(2026, 10, 3), [
    {
      net: '203.0.113.0',
      length: 24,
      data: { country: { iso_code: 'PL' }, location: { latitude: 52.25, longitude: 19.5 } },
    },
    { net: '198.51.0.0', length: 16, data: { registered_country: { iso_code: 'de' } } },
    { net: '192.0.2.0', length: 24, data: { country_code: 'FR' } },
    { net: '192.0.3.0', length: 24, data: { location: { latitude: 1, longitude: 1 } } },
  ]);

  it.each([
    ['203.0.113.9', { country: 'PL', lat: 52.25, lon: 19.5 }],
    ['198.51.100.1', { country: 'DE' }],
    ['192.0.2.77', { country: 'FR' }],
    ['192.0.3.77', undefined],
    ['8.8.8.8', undefined],
    ['2001:db8::1', undefined],
  ])('knows %s', async (ip, place) => {
    const geoip = await opened('city.mmdb', CITY);
    expect(geoip.lookup(ip)).toEqual(place);
    expect(geoip.title).toBe('GeoLite2-City of 2026-11-03');
  });

  it('is known by its content, whatever its name', async () => {
    expect((await opened('city.dat', CITY)).lookup('203.0.113.9')?.country).toBe('PL');
  });
});

describe('a file that is no GeoIP file', () => {
  const ASN = tinyMmdb('GeoLite2-ASN', 0, [{ net: '203.0.113.0', length: 24, data: { country_code: 'PL' } }]);
  it.each<[string, string | Buffer, RegExp]>([
    ['empty.csv', '', /empty\.csv .* is empty/],
    ['list.csv', 'alpha\nbeta 2\n', /has no line like .* line 2/],
    ['city.mmdb', 'not a database, and no zero byte', /city\.mmdb is no MaxMind database/],
    ['city.mmdb.gz', gzipSync('x'), /packed/],
    ['asn.mmdb', ASN, /GeoLite2-ASN, which holds no countries/],
  ])('%s: says why', async (name, content, why) => {
    await expect(opened(name, content)).rejects.toMatchObject({
      code: 'GEOIP_UNREADABLE',
      message: expect.stringMatching(why) as string,
    });
  });

  it('says when it is missing or a folder; without a path there is none', async () => {
    await expect(openGeoIp(join(dir, 'nowhere.mmdb'))).rejects.toMatchObject({ code: 'GEOIP_UNREADABLE' });
    await expect(openGeoIp(dir)).rejects.toMatchObject({ code: 'GEOIP_UNREADABLE' });
    expect(await openGeoIp(undefined)).toBeUndefined();
  });
});

function dotted(number: number): string {
  const text = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
  expect(ipv4Number(text)).toBe(number);
  return text;
}

/** The same numbers each time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a path that leads astray', () => {
  it('to a pipe is not waited for', async () => {
    execFileSync('mkfifo', [join(dir, 'pipe.mmdb')]);
    await expect(openGeoIp(join(dir, 'pipe.mmdb'))).rejects.toThrow('is no file');
  });

  it('to a device without end is not read', async () => {
    await expect(openGeoIp('/dev/zero')).rejects.toThrow('is no file');
  });

  it('to a file that would fill the memory is not read', async () => {
    await writeFile(join(dir, 'huge.mmdb'), '');
    await truncate(join(dir, 'huge.mmdb'), 3 * 1_024 ** 3);
    await expect(openGeoIp(join(dir, 'huge.mmdb'))).rejects.toThrow('more than 1024 MB');
  });

  it('to lines of a megabyte keeps none of them', async () => {
    const geoip = await opened('long.csv', `203.0.113.0/24,DE\n198.51.100.0/24,PL,50,20,${'x'.repeat(1_048_000)}\n`);
    expect(geoip.lookup('203.0.113.1')?.country).toBe('DE');
    expect(geoip.lookup('198.51.100.1')).toBeUndefined();
    expect(geoip.trouble).toContain('line 2');
  });
});
