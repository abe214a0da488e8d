// Identity on disk: accounts, leases and machines as one record of plain JSON.

import type { ModelRecord } from '../engine/record.js';
import type { Accounts } from './accounts.js';
import type { Devices } from './devices.js';
import type { Lease } from './leases.js';
import type { SavedMachine } from './machines.js';

interface SavedIdentity {
  readonly version: typeof VERSION;
  readonly accounts: readonly (readonly [name: string, day: number])[];
  readonly leases: readonly (readonly [ip: string, lease: Lease])[];
  readonly machines: readonly SavedMachine[];
}

const VERSION = 1;

export function savedIdentity(accounts: Accounts, { leases, machines }: Devices): ModelRecord {
  const data: SavedIdentity = {
    version: VERSION,
    accounts: accounts.save(),
    leases: [...leases.save()],
    machines: [...machines.save()],
  };
  return { kind: 'engine', name: 'identity', data };
}

/** @throws Error when the data is not what it should be; nothing was taken over then */
export function restoreIdentity({ data }: ModelRecord, accounts: Accounts, { leases, machines }: Devices): void {
  const saved = data as Partial<SavedIdentity> | null;
  if (saved?.version !== VERSION) throw new Error(`identity of version ${String(saved?.version)}, not ${VERSION}`);
  if (!isSound(saved)) throw new Error('identity is damaged');
  for (const [name, day] of saved.accounts) accounts.see(name, day);
  for (const [ip, lease] of saved.leases) leases.restore(ip, lease);
  for (const machine of saved.machines) machines.restore(machine);
}

function isSound(saved: Partial<SavedIdentity>): saved is SavedIdentity {
  const { accounts, leases, machines } = saved;
  return (
    isList(accounts, ([name, day]) => typeof name === 'string' && typeof day === 'number') &&
    isList(leases, ([ip, lease]) => typeof ip === 'string' && isLease(lease)) &&
    isList(machines, ([host, ...candidates]) => typeof host === 'string' && isList(candidates, isCandidate))
  );
}

function isList(list: unknown, isGood: (entry: readonly unknown[]) => boolean): boolean {
  return Array.isArray(list) && list.every((entry) => Array.isArray(entry) && isGood(entry));
}

function isLease(value: unknown): boolean {
  const lease = value as Partial<Lease> | null;
  return typeof lease === 'object' && typeof lease?.kind === 'string' && typeof lease.until === 'number';
}

function isCandidate([user, ...numbers]: readonly unknown[]): boolean {
  return typeof user === 'string' && numbers.length === 3 && numbers.every((each) => typeof each === 'number');
}
