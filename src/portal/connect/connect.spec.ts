// The lines to copy name this server as the browser does, and never hold more than a name.

import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configSchema, SOURCE_KINDS } from '#config/schema.js';
import { connectTo, keyRecipes } from './connect.js';
import { byGroup, forKind } from './recipes.js';

const config = configSchema.parse({});

it.each([
  ['logs.lan:8080', 'logs.lan'],
  ['192.0.2.7', '192.0.2.7'],
  ['[2001:db8::7]:8080', '2001:db8::7'],
  ['$(reboot):8080', 'this-server'],
  ['a b', 'this-server'],
  ['-oProxyCommand', 'this-server'],
  ['', 'this-server'],
  [undefined, 'this-server'],
])('calls the host of %j %s', (header, host) => expect(connectTo(config, undefined, header).host).toBe(host));

it('prefers the configured address, and brackets an IPv6 address in an URL', () => {
  const behindProxy = configSchema.parse({ portal: { url: 'https://logs.example.org/' } });
  expect(connectTo(behindProxy, undefined, '127.0.0.1:8080').host).toBe('logs.example.org');
  const texts = connectTo(config, undefined, '[::1]:8080')
    .recipes.map(({ text }) => text)
    .join('\n');
  expect(texts).toContain('curl http://[::1]:8088/ingest');
  expect(texts).toContain('logger -n ::1 -P 5514 --tcp');
});

it('has recipes only for listeners that are on', () => {
  const off = configSchema.parse({ listen: { tcp: { enabled: false }, http: { enabled: false } } });
  const texts = connectTo(off, undefined, 'logs')
    .recipes.map(({ text }) => text)
    .join('\n');
  expect(texts).toContain('logger -n logs -P 5514 --udp');
  expect(texts).not.toContain('tcp');
  expect(texts).not.toContain('curl');
});

const texts = (options: object, host = 'logs'): string =>
  connectTo(configSchema.parse(options), undefined, host)
    .recipes.map(({ text, note }) => `${text}\n${note}`)
    .join('\n');

it('has a line for each kind of sender, with what it needs', () => {
  const { recipes } = connectTo(config, undefined, 'logs');
  expect(recipes.map(({ id }) => id)).toEqual([
    'logger',
    'rsyslog',
    'syslog-ng',
    'journald',
    'windows',
    'windows-forwarding',
    'macos',
    'winlogbeat',
    'pihole',
    'pihole-database',
    'adguard-home',
    'dnsmasq',
    'opnsense',
    'pfsense',
    'unifi',
    'mikrotik',
    'openwrt',
    'fortigate',
    'paloalto',
    'sophos',
    'sonicwall',
    'cisco-asa',
    'cisco-ios',
    'juniper',
    'watchguard',
    'meraki',
    'synology',
    'qnap',
    'truenas',
    'proxmox',
    'esxi',
    'firewall',
    'nginx',
    'haproxy',
    'mail',
    'suricata',
    'home-assistant',
    'docker',
    'http',
    'hec',
    'loki',
    'otlp',
  ]);
  expect(texts({})).toContain('*.* action(type="omfwd" target="logs" port="5514" protocol="tcp"');
  expect(texts({})).toContain('Host    logs\n    Port    5514\n    Exec    to_json();');
  expect(texts({})).toContain('%hostname% %msg:17:$%\\n"');
});

it('puts them under headings, each recipe once', () => {
  const { recipes } = connectTo(config, undefined, 'logs');
  const groups = byGroup(recipes);
  expect(groups.map(({ group }) => group)).toContain('Firewalls and switches');
  expect(groups.flatMap(({ recipes: own }) => own)).toEqual(recipes);
});

it('writes a key into the HTTP line only where one is required', () => {
  const withKey = connectTo(config, undefined, 'logs').recipes.filter(({ text }) => text.includes('KEY'));
  expect(withKey.map(({ id, needsKey }) => [id, needsKey])).toEqual([['hec', true]]); // its clients do not start without
  const required = connectTo(configSchema.parse({ listen: { http: { requireKey: true } } }), undefined, 'logs');
  expect(required.recipes.find(({ id }) => id === 'http')).toMatchObject({
    needsKey: true,
    text: expect.stringContaining("-H 'authorization: Bearer KEY'") as string,
  });
});

it('knows the protocols of other log systems', () => {
  const on = connectTo(
    configSchema.parse({ listen: { gelf: { enabled: true } } }),
    undefined,
    '[2001:db8::7]:8080',
  ).recipes;
  const find = (id: string): string => on.find((recipe) => recipe.id === id)!.text;
  expect(JSON.parse(find('hec'))).toMatchObject({ 'log-opts': { 'splunk-url': 'http://[2001:db8::7]:8088' } });
  expect(JSON.parse(find('gelf'))).toMatchObject({ 'log-opts': { 'gelf-address': 'udp://[2001:db8::7]:12201' } });
  expect(find('loki')).toContain('url = "http://[2001:db8::7]:8088/loki/api/v1/push"\n  }');
  expect(find('otlp')).toContain('endpoint: http://[2001:db8::7]:8088\n');
});

it('tells over TLS which certificate to trust, and by which name', () => {
  const own = texts({ data: { dir: '/srv/lw' }, listen: { tls: { enabled: true, selfSigned: true } } });
  expect(own).toContain('port="6514"');
  expect(own).toContain('a copy of this server’s /srv/lw/tls/self-signed/cert.pem');
  const signed = texts({
    listen: { tls: { enabled: true, cert: '/c.pem', key: '/k.pem', clientCertificates: 'required' } },
  });
  expect(signed).toContain('StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="logs"');
  expect(signed).toContain('Senders must show a certificate');
});

it('has rsyslog keep over RELP what is not acknowledged, and tells over TLS which certificate to trust', () => {
  expect(texts({})).not.toContain('omrelp');
  const plain = texts({ listen: { relp: { enabled: true, port: 2600 } } });
  expect(plain).toContain('type="omrelp" target="logs" port="2600"');
  expect(plain).toContain('queue.saveOnShutdown="on" action.resumeRetryCount="-1"');
  const own = texts({ data: { dir: '/srv/lw' }, listen: { relp: { enabled: true, tls: true, selfSigned: true } } });
  expect(own).toContain('tls="on" tls.caCert="/etc/ssl/lanwarden.pem" tls.authMode="certvalid"');
  expect(own).toContain('a copy of this server’s /srv/lw/tls/self-signed/cert.pem');
  const signed = texts({ listen: { relp: { enabled: true, tls: true, cert: '/c.pem', key: '/k.pem' } } });
  expect(signed).toContain('tls.authMode="name" tls.permittedPeer=["logs"]');
  expect(signed).toContain('(listen.relp.cert)');
});

it('takes the name that is asked for, if it can be one, and knows better ones than this machine’s own', () => {
  expect(connectTo(config, undefined, 'localhost:8080', 'logs.lan').host).toBe('logs.lan');
  expect(connectTo(config, undefined, 'logs', '"; reboot').host).toBe('logs');
  expect(connectTo(config, undefined, 'logs').better).toEqual([]);
  for (const address of connectTo(config, undefined, '127.0.0.1:8080').better) expect(address).not.toMatch(/^127\./);
});

it('takes the name and ports by which devices reach a container, and none of its own addresses', () => {
  const published = { portal: { devices: { udp: 514, tcp: 514, http: 80 } } };
  const inContainer = connectTo(configSchema.parse(published), undefined, 'localhost:8080');
  expect(inContainer).toMatchObject({ host: 'localhost', isOwnName: true, better: [], httpPort: 80 });
  const all = inContainer.recipes.map(({ text }) => text).join('\n');
  expect(all).toContain('logger -n localhost -P 514 --tcp');
  expect(all).toContain('curl http://localhost:80/ingest');
  expect(all).not.toMatch(/5514|8088/);
  const named = configSchema.parse({ portal: { url: 'https://logs.example.org', devices: { host: 'syslog.lan' } } });
  expect(connectTo(named, undefined, 'logs').host).toBe('syslog.lan');
});

it('says the ports and the name in every recipe that leads to a listener', () => {
  const { recipes } = connectTo(
    configSchema.parse({ listen: { udp: { port: 1514 }, tcp: { port: 2514 } } }),
    undefined,
    'logs',
  );
  const besideOthers = ['dnsmasq', 'mail', 'pihole-database'];
  for (const { id, text } of recipes.filter(({ id }) => !besideOthers.includes(id))) {
    expect(text, id).toContain('logs');
    expect(text, id).toMatch(/\b(1514|2514|8088)\b/);
  }
});

it('brings those for the kind of device first, and every kind has one', () => {
  const { recipes } = connectTo(config, undefined, 'logs');
  expect(forKind(recipes, 'dns')[0]?.id).toBe('pihole');
  expect(forKind(recipes, 'storage')[0]?.id).toBe('synology');
  expect(forKind(recipes, 'dns')).toHaveLength(recipes.length);
  for (const kind of SOURCE_KINDS) expect(forKind(recipes, kind)[0]?.kinds, kind).toContain(kind);
});

it('leads containers and pfSense over UDP, and says what needs an address', () => {
  const find = (host: string, id: string): { text: string; note?: string } =>
    connectTo(config, undefined, host).recipes.find((recipe) => recipe.id === id)!;
  expect(JSON.parse(find('logs', 'docker').text)).toMatchObject({
    'log-opts': { 'syslog-address': 'udp://logs:5514' },
  });
  expect(find('logs', 'journald').note).toContain('It takes an IP address');
  expect(find('192.0.2.7', 'journald').note).not.toContain('It takes an IP address');
  const noUdp = configSchema.parse({ listen: { udp: { enabled: false } } });
  expect(connectTo(noUdp, undefined, 'logs').recipes.map(({ id }) => id)).not.toContain('pfsense');
});

it('promises no fields of devices that no parser reads', () => {
  const { recipes } = connectTo(config, undefined, 'logs');
  const noteOf = (name: string): string | undefined => recipes.find(({ id }) => id === name)?.note;
  expect(noteOf('firewall')).toContain('fields come with a parser');
  for (const id of [
    'opnsense',
    'pfsense',
    'unifi',
    'mikrotik',
    'openwrt',
    'fortigate',
    'cisco-asa',
    'synology',
    'esxi',
  ])
    expect(noteOf(id), id).toMatch(/become fields.*; what no parser reads yet is kept whole/);
  expect(recipes.find(({ id }) => id === 'pihole')?.note).not.toContain('no parser reads');
});

it('has a parser for each device whose fields it promises', () => {
  const parsers = new Set(readdirSync(new URL('../../../parsers/', import.meta.url)));
  const named = new Map([['opnsense', 'pfsense']]);
  const promised = connectTo(config, undefined, 'logs').recipes.filter(({ note }) => note?.includes('become fields'));
  expect(promised.length).toBeGreaterThan(15);
  for (const { id } of promised) expect(parsers, id).toContain(named.get(id) ?? id);
});

it('points firewalls here over UDP unless that is off', () => {
  const find = (options: object, id: string): string | undefined =>
    connectTo(configSchema.parse(options), undefined, '192.0.2.7').recipes.find((recipe) => recipe.id === id)?.text;
  expect(find({}, 'fortigate')).toContain('set mode udp\n    set port 5514');
  expect(find({}, 'cisco-asa')).toContain('logging host inside 192.0.2.7 udp/5514');
  const noUdp = { listen: { udp: { enabled: false } } };
  expect(find(noUdp, 'fortigate')).toContain('set mode reliable\n');
  expect(find(noUdp, 'cisco-asa')).toBeUndefined();
});

it('has lines to try a key with, as the device writes them', () => {
  const to = connectTo(config, undefined, 'logs');
  const [shell, ...none] = keyRecipes(to, 'lw_x', 'server');
  expect(shell?.text).toContain("-H 'authorization: Bearer lw_x'");
  expect(none).toEqual([]);
  const [powershell, nxlog] = keyRecipes(to, 'lw_x', 'windows');
  expect(powershell?.text).toContain("Invoke-RestMethod -Method Post -Uri 'http://logs:8088/ingest'");
  expect(powershell?.text).toContain("Authorization = 'Bearer lw_x' } `\n");
  expect(nxlog?.text).toMatch(
    /om_http\n\s+URL +http:\/\/logs:8088\/ingest\n[\s\S]*AddHeader +Authorization: Bearer lw_x\n/,
  );
  const off = configSchema.parse({ listen: { http: { enabled: false } } });
  expect(keyRecipes(connectTo(off, undefined, 'logs'), 'lw_x', 'windows')).toEqual([]);
});
