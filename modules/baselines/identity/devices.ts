// From an address to a person: lease -> device -> owner. And from what logs say to that knowledge.

import type { LogEvent } from '#src/event/event.js';
import { type Entity, MAX_NAME_CHARS } from '../engine/entity.js';
import { saidIn } from './details.js';
import { interned } from '#src/event/interned.js';
import { Leases } from './leases.js';
import { Machines } from './machines.js';
import { hostName } from './names.js';
import { sourceAddress } from './networks.js';
import type { People } from './people.js';

export interface Holder {
  /** An account, where the address is a VPN user’s or the device has an owner. */
  readonly owner?: string | undefined;
  /** Short name of the device. */
  readonly host?: string | undefined;
  /** The address was leased by the house’s DHCP. */
  readonly isOnSite: boolean;
}

export class Devices {
  readonly leases = new Leases();
  readonly machines = new Machines();

  constructor(public people: People) {}

  /** Who is behind a private address now. */
  holderOf(ip: string, time: number): Holder {
    const lease = this.leases.at(ip, time);
    if (lease === undefined) {
      const owner = this.people.ownerOf(ip);
      return owner === undefined ? NOBODY_KNOWN : { owner, isOnSite: false };
    }
    const user = lease.user === undefined ? undefined : this.people.account(lease.user);
    const owner = user ?? this.people.ownerOf(ip) ?? this.#ownerOfDevice(lease.mac, lease.host);
    return { owner, host: lease.host ?? lease.mac, isOnSite: lease.kind === 'dhcp' };
  }

  ownerOfHost(host: string): string | undefined {
    return this.#ownerOfDevice(undefined, host);
  }

  /** The entity where no account is known behind it. */
  entityOf(ip: string, { owner, host }: Holder): Entity {
    if (owner !== undefined) return { kind: 'user', name: owner };
    return host === undefined ? { kind: 'ip', name: ip } : { kind: 'host', name: host };
  }

  /**
   * Leases and their ends, whichever product tells them; but not JSON or key=value that merely uses our words: what an application logs
   * may be what its visitors sent.
   */
  learnLease(event: LogEvent, time: number): void {
    if (event['lanwarden.family'] === 'generic') return;
    switch (event['event.action']) {
      case 'dhcp_ack':
        return this.#learnDhcp(event, time);
      case 'dhcp_release':
        return this.#withAddress(event['source.ip'], (ip) => this.leases.release(ip));
      case 'vpn_login':
        // OpenVPN and firewalls tell the logon and the address in one line.
        return event['event.outcome'] === 'success' ? this.#learnVpn(event, time) : undefined;
      case 'vpn_lease':
        return this.#learnVpn(event, time);
      case 'vpn_logout': {
        const user = event['user.name'] === undefined ? undefined : this.people.account(event['user.name']);
        if (user !== undefined) this.leases.vpnLogout(user, peerOf(event));
      }
    }
  }

  #learnDhcp(event: LogEvent, time: number): void {
    const mac = saidIn(event['source.mac'])?.toLowerCase().replaceAll('-', ':');
    const name = saidIn(event['source.domain']);
    const host = name === undefined ? undefined : hostName(name);
    this.#withAddress(event['source.ip'], (ip) =>
      this.leases.dhcp(
        ip,
        mac === undefined ? undefined : interned(mac.slice(0, MAX_NAME_CHARS)),
        host && interned(host),
        time,
      ),
    );
  }

  /** An address of a pool may be public, too. */
  #learnVpn(event: LogEvent, time: number): void {
    const inner = event['source.nat.ip'];
    const user = event['user.name'] === undefined ? undefined : this.people.account(event['user.name']);
    if (typeof inner !== 'string' || user === undefined) return;
    this.#withAddress(inner, (ip) => this.leases.vpn(ip, user, peerOf(event), time));
  }

  #withAddress(text: string | undefined, use: (ip: string) => void): void {
    const address = text === undefined ? undefined : sourceAddress(text);
    if (address !== undefined) use(address.ip);
  }

  #ownerOfDevice(mac: string | undefined, host: string | undefined): string | undefined {
    const ofMac = mac === undefined ? undefined : this.people.ownerOf(mac);
    const said = ofMac ?? (host === undefined ? undefined : this.people.ownerOf(host));
    if (said !== undefined || host === undefined) return said;
    const owner = this.machines.ownerOf(host);
    return owner === undefined ? undefined : this.people.person(owner);
  }
}

const NOBODY_KNOWN: Holder = { owner: undefined, isOnSite: false };

function peerOf(event: LogEvent): string | undefined {
  const [ip, port] = [event['source.ip'], event['source.port']];
  return ip === undefined || port === undefined ? undefined : interned(`${ip} ${port}`);
}
