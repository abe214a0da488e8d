// Real audit events that CrowdSec's parsers were made for, with their expectations (MIT), from ../shared/data. Skipped where that is absent.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import linuxAudit from './index.js';

const DATA = fileURLToPath(new URL('../../../shared/data/crowdsec/', import.meta.url));
const CASES = [
  'auditd-logs',
  'auditd-base64-exec',
  'auditd-postexploit-exec-from-net',
  'auditd-postexploit-rm',
  'auditd-suid-crash',
  'laurel-logs',
  'laurel-base64-exec',
  'laurel-suid-crash',
];
/** Their names of what they expect -> ours. */
const NAMES = new Map([
  ['exe', 'process.executable'],
  ['pid', 'process.pid'],
  ['ppid', 'process.parent.pid'],
  ['parent_progname', 'process.parent.executable'],
  ['uid', 'linux_audit.uid'],
  ['tty', 'linux_audit.tty'],
]);

describe.skipIf(!existsSync(DATA))('audit events of CrowdSec’s test data (skipped without ../shared/data)', () => {
  it.each(CASES)('%s: every event is read, with what they expect of it', (name) => {
    const lines = linesOf(name);
    for (const line of lines) {
      const fields = read(line);
      expect(fields, line).toBeDefined();
      expect(fields?.['@timestamp'], line).toBeTypeOf('number');
      expect(fields?.['linux_audit.serial'], line).toMatch(/^\d+$/);
    }
    for (const [at, key, value] of expectations(name)) {
      const ours = NAMES.get(key);
      const fields = read(lines[at] ?? '') as Record<string, unknown> | undefined;
      if (ours !== undefined && value !== '(none)')
        expect(String(fields?.[ours]), `${key} of ${lines[at]}`).toBe(value);
    }
  });
});

const read = (line: string) => linuxAudit.parse(decodeFrame(Buffer.from(line)));

function linesOf(name: string): string[] {
  const file = readdirSync(DATA + name).find((entry) => entry.endsWith('.log')) ?? '';
  return readFileSync(`${DATA}${name}/${file}`, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** `results["s01-parse"]["crowdsecurity/auditd-logs"][0].Evt.Meta["exe"] == "/usr/bin/perl"` */
function expectations(name: string): [number, string, string][] {
  const file = `${DATA}${name}/parser.assert`;
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): [number, string, string][] => {
      const [, at, key, value] =
        /^results\["s01-parse"\]\["crowdsecurity\/(?:auditd|laurel)-logs"\]\[(\d+)\]\.Evt\.Meta\["(\w+)"\] == "(.*)"$/.exec(
          line,
        ) ?? [];
      return value === undefined || value === '' ? [] : [[Number(at), key ?? '', value]];
    });
}
