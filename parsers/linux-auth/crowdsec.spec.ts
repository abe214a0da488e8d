// Real lines that CrowdSec's parsers were made for, with their expectations (MIT), from ../shared/data. Skipped where that is absent.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import linuxAuth from './index.js';

const DATA = fileURLToPath(new URL('../../../shared/data/crowdsec/', import.meta.url));

/** Case -> their parser, and what our decoder must be told where the lines come without a header. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['sshd-logs', 'crowdsecurity/sshd-logs', ''],
  ['sshd-logs-fp', 'crowdsecurity/sshd-logs', ''],
  ['sshd-invalid-bf', 'crowdsecurity/sshd-logs', ''],
  ['opnsense-sshd', 'crowdsecurity/sshd-logs', ''],
  ['sshd-success-logs', 'crowdsecurity/sshd-success-logs', ''],
  ['pam-logs', 'crowdsecurity/pam-logs', ''],
  ['synology-dsm-logs', 'crowdsecurity/synology-dsm-logs', ''],
  ['dropbear-logs', 'crowdsecurity/dropbear-logs', '<38>Nov 20 10:00:00 router dropbear[1]: '],
  ['vsftpd-logs', 'vsftpd-logs', ''],
];

describe.skipIf(!existsSync(DATA))('lines of CrowdSec’s test data (skipped without ../shared/data)', () => {
  it.each(CASES)('%s: the address and the account that they expect', (name, theirParser, header) => {
    const lines = linesOf(name);
    let checked = 0;
    for (const [at, expected] of expectations(name, theirParser)) {
      const line = lines[at] ?? '';
      const fields = linuxAuth.parse(decodeFrame(Buffer.from(header + line)));
      if (!expected.isClaimed) continue;
      checked += 1;
      expect(fields, line).toBeDefined();
      if (expected.ip !== undefined) expect(fields?.['source.ip'], line).toBe(expected.ip.replace('::ffff:', ''));
      if (expected.user !== undefined) expect(fields?.['user.name'], line).toBe(expected.user);
      if (expected.port !== undefined) expect(fields?.['source.port'], line).toBe(expected.port);
    }
    if (name !== 'sshd-logs-fp') expect(checked).toBeGreaterThan(0);
  });

  it.each([
    'ssh-bf',
    'ssh-slow-bf',
    'ssh-time-based-bf',
    'ssh-timeout',
    'ssh-generic-test',
    'sshd-bad-keyexchange-bf',
    'sshd-impossible-travel',
    'sshd-refused-conn',
    'sshd-impossible-travel-user',
  ])('%s: every line is understood and has its address', (name) => {
    for (const line of linesOf(name)) {
      const fields = linuxAuth.parse(decodeFrame(Buffer.from(line)));
      expect(line, JSON.stringify(fields)).toContain(fields?.['source.ip'] ?? 'an address');
    }
  });
});

interface Expected {
  isClaimed: boolean;
  ip?: string;
  user?: string;
  port?: number;
}

function linesOf(name: string): string[] {
  const file = readdirSync(DATA + name).find((entry) => entry.endsWith('.log')) ?? '';
  return readFileSync(`${DATA}${name}/${file}`, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** `results["s01-parse"]["<parser>"][3].Evt.Meta["source_ip"] == "192.0.2.1"` */
function expectations(name: string, theirParser: string): Map<number, Expected> {
  const found = new Map<number, Expected>();
  for (const line of readFileSync(`${DATA}${name}/parser.assert`, 'utf8').split('\n')) {
    const [, parser, at, rest] = /^results\["s01-parse"\]\["([^"]+)"\]\[(\d+)\]\.(.*)$/.exec(line) ?? [];
    if (parser !== theirParser || at === undefined || rest === undefined) continue;
    const expected = found.get(Number(at)) ?? { isClaimed: false };
    found.set(Number(at), expected);
    if (rest === 'Success == true') expected.isClaimed = true;
    const [, port] = /^Evt\.Parsed\["(?:sshd_client_port|port)"\] == "(\d+)"$/.exec(rest) ?? [];
    if (port !== undefined) expected.port = Number(port);
    const [, key, value] = /^Evt\.Meta\["(\w+)"\] == "(.*)"$/.exec(rest) ?? [];
    if (value === undefined || value === '') continue;
    if (key === 'source_ip') expected.ip = value;
    if (key === 'user' || key === 'target_user' || key === 'username') expected.user = value;
  }
  return found;
}
