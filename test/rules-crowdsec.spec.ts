// Real streams of attacks, imported and back-tested with the shipped rules: which rule says what about which address, and which streams
// hold too little for our thresholds. The data are CrowdSec's (../shared/data/crowdsec); its thresholds are not ours. Every case stands
// in exactly one table.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { parseQuery } from '#src/query/parse.js';
import { predicateOf } from '#src/query/predicate.js';
import { backtest, type BacktestAlert } from '../modules/rules/backtest/backtest.js';
import { shippedRules } from '../modules/rules/set/shipped.js';
import { listsOf, readRulesSettings } from '../modules/rules/settings.js';
import { readHistory, storeOf } from './helpers/history.js';

const DATA = fileURLToPath(new URL('../../shared/data/crowdsec/', import.meta.url));

/** Attacks that we tell of: `rule key`, all of them. The address that CrowdSec expects must be among them. */
const RAISED: Readonly<Record<string, readonly string[]>> = {
  'adguardhome-bf': ['brute-force-address 192.168.1.2', 'brute-force-address 192.168.1.3'],
  'charon-ipsec-bf': [
    'brute-force-address 116.178.2.170',
    'brute-force-address 116.178.2.170',
    'brute-force-address 116.178.2.170',
    'brute-force-user hl',
    'brute-force-user lyb',
  ],
  'charon-ipsec-slow-bf': [
    'brute-force-address 116.178.2.170',
    'brute-force-address 116.178.2.170',
    'brute-force-address 116.178.2.170',
    'brute-force-user hl',
    'brute-force-user lyb',
  ],
  'fortinet-vpn-bf': ['brute-force-address 192.168.0.1', 'password-spraying 192.168.0.1'],
  'opnsense-gui-auth': ['brute-force-address 1.2.3.4', 'brute-force-user toto'],
  'pfsense-gui-auth': ['brute-force-address 10.0.0.1', 'brute-force-user toto'],
  'proxmox-backup-auth-bf': ['brute-force-address 31.54.38.23', 'brute-force-user root'],
  'proxmox-bf': [
    'brute-force-address 172.21.10.2',
    'brute-force-address 2001:abcd:1234:abcd::1',
    'brute-force-user root',
    'brute-force-user toor',
    'password-spraying 2001:abcd:1234:abcd::1',
  ],
  'smb-bf': ['brute-force-address 1.2.3.4'],

  'technitium-bf': ['brute-force-address 169.254.44.3', 'brute-force-user admin'],
  'suricata-eve-detect': [
    'intrusion-attempts 2.2.3.4',
    'intrusion-detected 1.2.3.4 et exploit apache http server 2.4.49 - path traversal attempt (cve-2021-41773) m2',
  ],
  'teleport-bf': ['brute-force-address 172.19.0.2', 'brute-force-user bekekrb'],
  'teleport-impossible-travel': ['logon-outside-networks root 1.2.3.4', 'logon-outside-networks root 9.8.8.8'],
  'wireguard-auth': ['brute-force-address 192.168.100.30'],
  'iptables-scan-multi-port': ['port-scan 127.0.0.2', 'port-scan 62.34.17.168'],
  'mikrotik-bf': ['brute-force-address 10.10.0.35', 'brute-force-user admin'],
  'mikrotik-scan-multi_ports': ['port-scan 36.97.161.219'],
  'opnsense-sshd': ['brute-force-ssh 1.2.3.4'],
  'pf-scan-multi-port': ['port-scan 10.0.2.2'],
  'ssh-bf': ['brute-force-ssh 35.188.49.176', 'password-spraying-unknown 35.188.49.176'],
  'ssh-slow-bf': ['brute-force-ssh 103.100.210.198'],
  'sshd-bad-keyexchange-bf': [
    'ssh-probing 123.123.123.123',
    'ssh-probing 123.57.135.134',
    'ssh-probing 206.189.59.169',
  ],
  'sshd-impossible-travel': ['logon-outside-networks vagrant 1.2.3.4', 'logon-outside-networks vagrant 9.8.8.8'],
  'sshd-impossible-travel-user': ['logon-outside-networks vagrant 1.2.3.4', 'logon-outside-networks vagrant 9.8.8.8'],
  'sshd-invalid-bf': ['brute-force-ssh 179.43.183.98'],
  sshd_banner_exchange: ['ssh-probing 59.91.122.57'],
  'synology-dsm-bf': ['brute-force-address 10.4.2.113'],
  'vsftpd-bf': ['brute-force-address 93.24.101.89', 'brute-force-user user'],
  'windows-bf': ['brute-force-address 192.168.9.212'],
};

/** Attacks below our thresholds: the address, the rule that would be for it, how many it needs, how many came in any of its windows. */
const TOO_FEW: Readonly<
  Record<string, readonly (readonly [address: string, rule: string, needs: number, has: number])[]>
> = {
  'ssh-generic-test': [['127.0.0.1', 'brute-force-ssh', 5, 1]],
  'ssh-time-based-bf': [['10.0.0.101', 'brute-force-ssh', 5, 1]],
  'ssh-timeout': [
    ['192.168.9.212', 'ssh-probing', 5, 2],
    ['192.168.9.213', 'ssh-probing', 5, 4],
  ],
};

/**
 * What CrowdSec tells by other means than ours: what programs do on a machine (auditd, Laurel), one refused connection, OpenVPN's refused
 * packets, questions that a name server refused.
 */
const NOT_OURS = [
  'auditd-base64-exec',
  'auditd-postexploit-exec-from-net',
  'auditd-postexploit-rm',
  'auditd-suid-crash',
  'sshd-refused-conn',
  'openvpn-bf',
  'laurel-base64-exec',
  'laurel-suid-crash',
  'bind9-refused',
];

/** Lines of a format, no attack: they raise nothing, or what one line alone deserves. */
const CALM: Readonly<Record<string, readonly string[]>> = {
  ...nothing('adguardhome-logs', 'auditd-logs', 'bind9-logs', 'bind9-syslog', 'cef-logs'),
  ...nothing('dropbear-logs', 'iptables-logs', 'laurel-logs', 'mikrotik-logs', 'openvpn', 'pf-logs'),
  ...nothing('pfsense-rfc5424-filterlog', 'pfsense-rfc5424-nginx', 'proxmox-backup-auth-logs', 'proxmox-iptables-logs'),
  ...nothing('smb-logs', 'sshd-logs', 'sshd-logs-fp', 'sshd-success-logs'),
  ...nothing('synology-dsm-logs', 'syslog-logs', 'technitium-logs', 'teleport-logs'),
  ...nothing('unifi-cef', 'unifi-logs', 'windows-logs', 'wireguard-logs'),
  // logs of attacks, which CrowdSec keeps as samples of a format
  'charon-ipsec-logs': [
    'brute-force-address 116.178.2.170',
    'brute-force-user hl',
    'brute-force-address 116.178.2.170',
    'brute-force-user lyb',
    'brute-force-address 116.178.2.170',
  ],
  'proxmox-logs': [
    'brute-force-address 2001:bc8:628:1811::1',
    'brute-force-user root',
    'brute-force-address 1.1.1.1',
    'brute-force-user toor',
    'brute-force-address 172.21.10.2',
  ],
  'suricata-logs-evelog': [
    'intrusion-detected 1.2.3.4 et web_specific_apps ognl expression injection (cve-2017-9791)',
    'intrusion-detected 1.2.3.7 et exploit apache http server 2.4.49 - path traversal attempt (cve-2021-41773) m2',
  ],
  'suricata-logs-fastlog': [
    'intrusion-detected 185.7.214.104 et exploit apache http server 2.4.49 - path traversal attempt (cve-2021-41773) m2',
  ],
  'pam-logs': ['account-locked vskub1master01p'],
  'vsftpd-logs': ['logon-outside-networks ubuntu 93.24.101.89'],
};

describe.skipIf(!existsSync(DATA))('streams of CrowdSec (skipped where ../shared/data is missing)', () => {
  it.each(Object.entries(RAISED))('%s: %j', async (name, expected) => {
    const alerts = await raisedIn(name);
    expect(alerts.map(shown).sort()).toEqual(expected);
    const addresses = alerts.map(({ entity }) => entity.src_ip);
    expect(addresses).toEqual(expect.arrayContaining([...addressesExpectedIn(name)]));
  });

  it.each(Object.entries(TOO_FEW))('%s holds too few for us: %j', async (name, rows) => {
    expect(await raisedIn(name)).toEqual([]);
    expect(rows.map(([address]) => address).sort()).toEqual(addressesExpectedIn(name));
    for (const [address, rule, needs, has] of rows) expect(mostInWindow(name, rule, address)).toEqual({ needs, has });
  });

  it.each(NOT_OURS)('%s is read, and no rule of ours is for it', async (name) => {
    expect(await raisedIn(name)).toEqual([]);
  });

  it.each(Object.entries(CALM))('%s is no attack: %j', async (name, expected) => {
    expect((await raisedIn(name)).map(shown)).toEqual(expected);
    expect(addressesExpectedIn(name)).toEqual([]);
  });

  it('looks at every case, each in one table', () => {
    const tables = [...[RAISED, TOO_FEW, CALM].flatMap((table) => Object.keys(table)), ...NOT_OURS];
    const cases = readdirSync(DATA).filter((name) => existsSync(`${DATA}${name}/config.yaml`));
    expect(tables.sort()).toEqual(cases.sort());
  });
});

const rules = shippedRules().map(({ rule }) => rule);

async function raisedIn(name: string): Promise<readonly BacktestAlert[]> {
  const events = eventsOf(name);
  const times = events.map((event) => event['@timestamp']);
  const { alerts } = await backtest({
    ruleSet: { rules, exceptions: [], lists: listsOf(readRulesSettings(undefined)), zone: 'UTC' },
    store: storeOf(events),
    range: { from: Math.min(...times), to: Math.max(...times) + 1 },
  });
  return alerts;
}

function shown({ rule, key }: BacktestAlert): string {
  return [rule, ...(JSON.parse(key) as [string, string][]).map(([, value]) => value)].join(' ');
}

function eventsOf(name: string): LogEvent[] {
  const file = readdirSync(DATA + name).find((each) => each.endsWith('.log'));
  const lines = readFileSync(`${DATA}${name}/${file}`, 'utf8').split('\n');
  return readHistory(lines.filter((line) => line.trim() !== ''));
}

/** For which CrowdSec raises, v4-mapped ones as v4. */
function addressesExpectedIn(name: string): readonly string[] {
  const file = `${DATA}${name}/scenario.assert`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const sources = [...text.matchAll(/\.Sources\["([0-9a-f:]*[.:][0-9a-f.:]*)"\]\.IP/g)];
  return [...new Set(sources.map(([, address]) => address!.replace('::ffff:', '')))].sort();
}

/** Counted anew, one by one: what the rule needs, and the most that came from the address within any of its windows. */
function mostInWindow(name: string, id: string, address: string): { needs: number; has: number } {
  const detect = rules.find((rule) => rule.id === id)?.detect;
  if (detect?.kind !== 'threshold') throw new Error(`${id} is no threshold`);
  const parsed = parseQuery(detect.query);
  if (parsed.kind !== 'query') throw new Error(parsed.hint);
  const fits = predicateOf(parsed.query);
  const times = eventsOf(name)
    .filter((event) => event['source.ip'] === address && fits(event))
    .map((event) => event['@timestamp']);
  const counts = times.map(
    (from) => times.filter((at) => at >= from && at < from + detect.windowSeconds * 1_000).length,
  );
  return { needs: detect.count, has: Math.max(0, ...counts) };
}

function nothing(...names: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(names.map((name) => [name, []]));
}
