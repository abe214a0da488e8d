// Lines of real devices from the shared folder, held to what CrowdSec's own syslog reader says about them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SyslogLine } from '../../event/line.js';
import { decodeFrame } from './decode.js';

const data = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const isThere = existsSync(data);
if (!isThere) console.warn(`Skipped: real logs are not at ${data}`);

/** The folders of CrowdSec's cases whose name starts so. */
const casesOf = (start: string): string[] =>
  readdirSync(join(data, 'crowdsec'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(start))
    .map((entry) => join(data, 'crowdsec', entry.name));

const logsIn = (folder: string): SyslogLine[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) => linesOf(join(folder, name)));

const linesOf = (file: string): SyslogLine[] =>
  readFileSync(file, 'latin1')
    .split('\n')
    .filter((text) => text.trim() !== '')
    .map((text) => decodeFrame(Buffer.from(text, 'latin1')));

describe.skipIf(!isThere)('real logs', () => {
  it('reads host, program, pid and message as CrowdSec does', () => {
    let compared = 0;
    for (const folder of casesOf('')) {
      const file = join(folder, 'parser.assert');
      if (!existsSync(file)) continue;
      const lines = logsIn(folder);
      for (const [index, expected] of syslogAsserts(readFileSync(file, 'utf8'))) {
        const line = lines[index];
        if (line === undefined || expected.program === undefined) continue;
        compared += 1;
        const told = {
          program: line.app,
          pid: line.pid,
          message: line.message,
          machine: expected.machine && line.host,
        };
        expect({ raw: line.raw, ...told }).toEqual({ raw: line.raw, ...expected });
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  it('finds host, program and pid in every sshd line', () => {
    const lines = casesOf('ssh').flatMap(logsIn);
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) {
      expect(line.app).toMatch(/^sshd(-session)?$/);
      expect(line.pid).toMatch(/^\d+$/);
      expect(line.host).toBeTruthy();
      expect(line.time).toBeDefined();
    }
  });

  it('finds no host in Pi-hole’s own file', () => {
    const lines = logsIn(join(data, 'pihole', 'fixtures'));
    const dnsmasq = lines.filter((line) => line.raw.includes(' dnsmasq'));
    expect(dnsmasq.length).toBeGreaterThan(50);
    for (const line of dnsmasq) expect(line).toMatchObject({ host: undefined, time: { kind: 'wall' } });
    for (const line of dnsmasq) expect(line.app).toMatch(/^dnsmasq(-dhcp)?$/);
  });

  it('loses no text of any file', () => {
    for (const line of casesOf('').flatMap(logsIn)) {
      if (!line.tags?.includes('syslog.escaped')) expect(line.raw.endsWith(line.message)).toBe(true);
      expect(line.tags ?? []).not.toContain('syslog.invalid-pri');
    }
  });
});

interface SyslogAssert {
  program?: string;
  pid?: string;
  message?: string;
  machine?: string;
}

/** `results["s00-raw"]["crowdsecurity/syslog-logs"][3].Evt.Parsed["program"] == "sshd"` -> 3, program. */
function syslogAsserts(text: string): Map<number, SyslogAssert> {
  const found = new Map<number, SyslogAssert>();
  const pattern =
    /^results\["s00-raw"\]\["crowdsecurity\/syslog-logs"\]\[(\d+)\]\.Evt\.(?:Parsed|Meta)\["(program|pid|message|machine)"\] == "(.*)"$/gm;
  for (const [, index, key, value] of text.matchAll(pattern)) {
    const entry = found.get(Number(index)) ?? {};
    if (value !== '') entry[key as keyof SyslogAssert] = JSON.parse(`"${value}"`) as string;
    found.set(Number(index), entry);
  }
  return found;
}
