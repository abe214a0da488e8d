// Who holds which private address now: a VPN user, a device with a DHCP lease, or the machine that a logon from there named. A lease of
// the address by somebody else ends it, so does a release, a logout, the device’s lease of another address, and time.

import { RecentMap } from './recent-map.js';

export interface Lease {
  readonly kind: 'vpn' | 'dhcp' | 'logon';
  /** VPN: the account. */
  readonly user?: string | undefined;
  readonly mac?: string | undefined;
  /** Short name of the device. */
  readonly host?: string | undefined;
  /** VPN: the address and port outside. */
  readonly peer?: string | undefined;
  /** ms; not in force from then on. */
  readonly until: number;
}

const HOUR_MS = 3_600_000;
/** Windows Server leases for 8 days and renews after 4, the common home routers for one. */
const DHCP_MS = 8 * 24 * HOUR_MS;
/** A line that told the logout may be lost. */
const VPN_MS = 3 * 24 * HOUR_MS;
/** Addresses without a lease that is told here: they may be anybody’s tomorrow. */
const LOGON_MS = 12 * HOUR_MS;
const MAX_LEASES = 65_536;

export class Leases {
  readonly #byAddress = new RecentMap<Lease>(MAX_LEASES);
  /** MAC and family, host, VPN peer or VPN user -> address; may point to one that is somebody else’s by now. */
  readonly #holders = new RecentMap<string>(4 * MAX_LEASES);

  at(ip: string, time: number): Lease | undefined {
    const lease = this.#byAddress.get(ip);
    return lease === undefined || lease.until <= time ? undefined : lease;
  }

  dhcp(ip: string, mac: string | undefined, host: string | undefined, time: number): void {
    if (mac !== undefined) {
      const holder = deviceOf(ip, mac);
      const before = this.#holders.get(holder);
      if (before !== undefined && before !== ip && this.#byAddress.get(before)?.mac === mac)
        this.#byAddress.delete(before);
      this.#holders.set(holder, ip);
    }
    if (host !== undefined) this.#holders.set(`host ${host}`, ip);
    this.#byAddress.set(ip, { kind: 'dhcp', mac, host, until: time + DHCP_MS });
  }

  /** A DHCP lease is in force for a device of that name. */
  isDevice(host: string, time: number): boolean {
    const ip = this.#holders.get(`host ${host}`);
    const lease = ip === undefined ? undefined : this.at(ip, time);
    return lease?.kind === 'dhcp' && lease.host === host;
  }

  release(ip: string): void {
    if (this.#byAddress.get(ip)?.kind === 'dhcp') this.#byAddress.delete(ip);
  }

  vpn(ip: string, user: string, peer: string | undefined, time: number): void {
    if (peer !== undefined) this.#holders.set(`vpn ${peer}`, ip);
    this.#holders.set(`vpn ${user}`, ip);
    const before = this.at(ip, time);
    const host = before?.kind === 'vpn' && before.user === user ? before.host : undefined;
    this.#byAddress.set(ip, { kind: 'vpn', user, peer, host, until: time + VPN_MS });
  }

  /** The session of that peer ended; without one, the latest of that user. */
  vpnLogout(user: string, peer: string | undefined): void {
    const ip = this.#holders.get(`vpn ${peer ?? user}`);
    const lease = ip === undefined ? undefined : this.#byAddress.get(ip);
    if (lease?.kind !== 'vpn' || lease.user !== user || (peer !== undefined && lease.peer !== peer)) return;
    this.#byAddress.delete(ip!);
  }

  /** A logon of `user` from the address said which machine it is on; a lease counts more. */
  logon(ip: string, host: string, user: string, time: number): void {
    const lease = this.at(ip, time);
    if (lease?.kind === 'dhcp') return;
    if (lease?.kind === 'vpn') {
      if (lease.user === user && lease.host !== host) this.#byAddress.set(ip, { ...lease, host });
      return;
    }
    const until = time + LOGON_MS;
    if (lease?.host === host && until - lease.until < HOUR_MS) return;
    this.#byAddress.set(ip, { kind: 'logon', host, until });
  }

  get forgotten(): number {
    return this.#byAddress.forgotten;
  }

  /** Plain JSON, oldest first. */
  *save(): Iterable<readonly [ip: string, lease: Lease]> {
    yield* this.#byAddress.entries();
  }

  /** Holders whose latest address is not that of their newest lease (it ended, or another was touched since): what `save` cannot tell. */
  *saveHolders(): Iterable<readonly [holder: string, ip: string]> {
    const newest = new Map<string, string>();
    for (const [ip, lease] of this.#byAddress.entries())
      for (const holder of holdersOf(ip, lease)) newest.set(holder, ip);
    for (const [holder, ip] of newest) {
      const latest = this.#holders.get(holder) ?? '';
      if (latest !== ip) yield [holder, latest];
    }
  }

  restore(ip: string, lease: Lease): void {
    this.#byAddress.set(ip, lease);
    for (const holder of holdersOf(ip, lease)) this.#holders.set(holder, ip);
  }

  /** After all leases. */
  restoreHolder(holder: string, ip: string): void {
    this.#holders.set(holder, ip);
  }
}

/** Under which a lease is found again. */
function holdersOf(ip: string, { kind, mac, host, peer, user }: Lease): string[] {
  const holders = [];
  if (mac !== undefined) holders.push(deviceOf(ip, mac));
  if (kind === 'dhcp' && host !== undefined) holders.push(`host ${host}`);
  if (peer !== undefined) holders.push(`vpn ${peer}`);
  if (user !== undefined) holders.push(`vpn ${user}`);
  return holders;
}

/** It has an address of each family. */
function deviceOf(ip: string, mac: string): string {
  return `${ip.includes(':') ? 6 : 4} ${mac}`;
}
