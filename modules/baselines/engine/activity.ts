// What one event says, in the terms of the baselines: who did what, from where, to what. Made by identity/observer.ts from the fields of
// an event, whatever parser filled them; the engine knows no parser and no field.

import type { Entity } from './entity.js';

const ACTIVITY_KINDS = [
  'logon', // a credential was checked: console, network, remote desktop, SSH, VPN; `outcome` tells how it ended
  'session', // a session began or ended below a logon; an account was active, and nothing more
  'privilege', // something only administrators may do: sudo, special privileges, explicit credentials, a change of accounts or groups
  'process', // a program was started
  'file', // a file or share was touched
  'dns', // a name was asked for
  'network', // a connection that a firewall saw
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export interface Activity {
  /** ms since 1970: event time, as the clock (clock.ts) took it. */
  readonly time: number;
  /** Hour since 1970 in the installation’s zone; `hour % 24` is the hour of the day, `Math.floor(hour / 24)` the day. */
  readonly hour: number;
  /** 0 (Monday 00h) .. 167, in the installation’s zone. */
  readonly hourOfWeek: number;
  /** 0..59, in the installation’s zone (some are half an hour off); only for sentences. */
  readonly minute?: number;
  readonly kind: ActivityKind;
  readonly outcome: 'success' | 'failure' | 'unknown';
  /**
   * Who acts: the account that the event names, else the owner of the device, else the device itself. Undefined: nobody one could learn;
   * only a failed logon comes so, of an account that is not known (never succeeded): its `sourceIp` and `target` tell the noise.
   */
  readonly actor: Entity | undefined;
  /** The actor was inferred (lease, workstation, owner); the event names no account. */
  readonly isInferred: boolean;
  /** What was done, finer than event.action: with logon type, authentication package, outcome (`logged_in/Network/NTLM`). */
  readonly action: string;
  /** The address it came from, canonical; loopback and unspecified addresses are left out. */
  readonly sourceIp?: string;
  /** Its network: /24 of private IPv4, /16 of public IPv4, /48 of IPv6. */
  readonly sourceNet?: string;
  /** ISO 3166-1 alpha-2, of a public source address, where GeoIP knows it. */
  readonly country?: string;
  /** Degrees; of a public source address. */
  readonly place?: { readonly lat: number; readonly lon: number };
  /** The machine it came from, by short name: said by the event, or known from a lease. */
  readonly sourceHost?: string;
  /** The machine acted on (logged on to, where the program ran, whose share it is), by short name. */
  readonly host?: string;
  /** Somebody sat at `host`: an interactive logon or an unlock at the console. */
  readonly isPresence: boolean;
  /** With isPresence: the machine is in the house, by a DHCP lease that it holds; absent: it may be anywhere. */
  readonly isOnSite?: boolean;
  /** Base name of the program, lower case, without `.exe`; of sudo the command’s. */
  readonly program?: string;
  /** Registered domain (public suffix and one label; without a list: the last two labels, three where the last but one is short). */
  readonly domain?: string;
  /** What stands left of it, with dots. */
  readonly subdomain?: string;
  readonly share?: string;
  /** Path below the share, or the file’s name. */
  readonly file?: string;
  /** The account acted on, canonical, where it is another one; without an actor: the unknown account that was tried. */
  readonly target?: string;
}
