// Identity on disk: accounts, leases and machines as one record of plain JSON.

import type { ModelRecord } from '../engine/record.js';
import type { Accounts, SavedAccount } from './accounts.js';
import type { Devices } from './devices.js';
import type { Lease } from './leases.js';
import type { SavedMachine } from './machines.js';

interface SavedIdentity {
  readonly version: typeof VERSION;
  readonly accounts: readonly SavedAccount[];
  readonly leases: readonly (readonly [ip: string, lease: Lease])[];
  readonly machines: readonly SavedMachine[];
  /** Of each machine: day it was seen last, on how many days. */
  readonly machineDays?: readonly (readonly [day: number, days: number])[];
  /** See Leases.saveHolders. */
  readonly holders: readonly (readonly [holder: string, ip: string])[];
}

const VERSION = 2;

export function savedIdentity(accounts: Accounts, { leases, machines }: Devices): ModelRecord {
  const data: SavedIdentity = {
    version: VERSION,
    accounts: accounts.save(),
    leases: [...leases.save()],
    machines: [...machines.save()],
    holders: [...leases.saveHolders()],
    machineDays: [...machines.saveDays()],
  };
  return { kind: 'engine', name: 'identity', data };
}

/** @throws Error when the data is not what it should be; nothing was taken over then */
export function restoreIdentity({ data }: ModelRecord, accounts: Accounts, { leases, machines }: Devices): void {
  const saved = data as Partial<SavedIdentity> | null;
  if (saved?.version !== VERSION) throw new Error(`identity of version ${String(saved?.version)}, not ${VERSION}`);
  if (!isSound(saved)) throw new Error('identity is damaged');
  for (const account of saved.accounts) accounts.restore(account);
  for (const [ip, lease] of saved.leases) leases.restore(ip, lease);
  for (const [holder, ip] of saved.holders) leases.restoreHolder(holder, ip);
  saved.machines.forEach((machine, i) => machines.restore(machine, saved.machineDays?.[i]));
}

function isSound(saved: Partial<SavedIdentity>): saved is SavedIdentity {
  const { accounts, leases, machines, holders, machineDays = [] } = saved;
  return (
    isList(accounts, ([name, day]) => typeof name === 'string' && typeof day === 'number') &&
    isList(leases, ([ip, lease]) => typeof ip === 'string' && isLease(lease)) &&
    isList(holders, (entry) => entry.length === 2 && entry.every((each) => typeof each === 'string')) &&
    isList(machineDays, (numbers) => numbers.every(Number.isFinite)) &&
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
