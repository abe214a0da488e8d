// Recorded attacks sent to a running program as if they happened now: the alert for the right address is there within moments.

import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanwarden, startProgram, until } from '../helpers/program.mjs';

const DATA = fileURLToPath(new URL('../../../shared/data/crowdsec/', import.meta.url));

/** The other tables are in test/rules-crowdsec.spec.ts; these are sent again, one after the other to one program. */
const CASES: readonly (readonly [name: string, rule: string, address: string])[] = [
  ['ssh-bf', 'brute-force-ssh', '35.188.49.176'],
  ['ssh-slow-bf', 'brute-force-ssh', '103.100.210.198'],
  ['sshd-invalid-bf', 'brute-force-ssh', '179.43.183.98'],
  ['vsftpd-bf', 'brute-force-address', '93.24.101.89'],
  ['windows-bf', 'brute-force-address', '192.168.9.212'],
  ['mikrotik-bf', 'brute-force-address', '10.10.0.35'],
  ['mikrotik-scan-multi_ports', 'port-scan', '36.97.161.219'],
  ['pf-scan-multi-port', 'port-scan', '10.0.2.2'],
  ['iptables-scan-multi-port', 'port-scan', '62.34.17.168'],
  ['sshd-bad-keyexchange-bf', 'ssh-probing', '206.189.59.169'],
];
const PATIENCE_MS = 10_000;

interface Alert {
  readonly rule: { readonly id: string };
  readonly entity: { readonly src_ip?: string };
  readonly count: number;
}

describe.skipIf(!existsSync(DATA))('attacks replayed live (skipped where ../shared/data is missing)', () => {
  let program: Awaited<ReturnType<typeof startProgram>>;
  beforeAll(async () => {
    program = await startProgram();
    for (const name of new Set(CASES.map(([each]) => each))) replay(name);
  });
  afterAll(() => program.dispose());

  it.each(CASES)('%s raises %s for %s, once', async (_name, rule, address) => {
    const matching = async (): Promise<readonly Alert[]> => {
      const { alerts } = (await program.get('/api/v1/alerts?limit=200')) as { alerts: readonly Alert[] };
      return alerts.filter((alert) => alert.rule.id === rule && alert.entity.src_ip === address);
    };
    await until(async () => (await matching()).length > 0, PATIENCE_MS);
    expect(await matching()).toHaveLength(1);
  });

  it('counts every matching event of a stream', async () => {
    const count = async (): Promise<number | undefined> => {
      const { alerts } = (await program.get('/api/v1/alerts?limit=200')) as { alerts: readonly Alert[] };
      return alerts.find((alert) => alert.entity.src_ip === '103.100.210.198')?.count;
    };
    await until(async () => (await count()) === 22, PATIENCE_MS);
  });

  it('raises nothing for a stream that holds too few', async () => {
    replay('ssh-time-based-bf', 4);
    await until(() => program.search('src_ip:10.0.0.101').length === 1, PATIENCE_MS);
    const { alerts } = (await program.get('/api/v1/alerts?limit=200')) as { alerts: readonly Alert[] };
    expect(alerts.filter(({ entity }) => entity.src_ip?.startsWith('10.0.0.10') === true)).toEqual([]);
  });

  /** @param count only so many of its first lines */
  function replay(name: string, count?: number): void {
    const file = DATA + name + '/' + readdirSync(DATA + name).find((each) => each.endsWith('.log'));
    const limit = count === undefined ? [] : ['--count', count];
    const to = ['--transport', 'tcp', '--port', program.ports.syslog];
    lanwarden(['loggen', '--replay', file, '--retime', ...to, ...limit], program.env);
  }
});
