// The observer: an event to an activity, by its fields alone. It remembers who holds which address (leases), which machine is whose
// (interactive logons) and which accounts exist; all of it bounded.

import type { LogEvent } from '#src/event/event.js';
import type { GeoIp } from '#src/geoip/geoip.js';
import type { Activity, ActivityKind } from '../engine/activity.js';
import type { Entity } from '../engine/entity.js';
import type { ModelRecord } from '../engine/record.js';
import { Accounts } from './accounts.js';
import { fileOf, isAtConsole, isFromAfar, outcomeOf, programOf, saidIn, shareOf } from './details.js';
import { Draft } from './draft.js';
import { Devices, type Holder } from './devices.js';
import { domainParts } from './domains.js';
import type { IdentitySettings } from './identity-settings.js';
import { kindOf } from './kinds.js';
import { AT_CONSOLE, FROM_AFAR } from './machines.js';
import { isSystemDomain } from './names.js';
import type { SourceAddress } from './networks.js';
import { People } from './people.js';
import { restoreIdentity, savedIdentity } from './saved.js';
import { addressIn, putAddress, Where } from './where.js';

export interface ObserverOptions {
  readonly zone: string;
  readonly identity: IdentitySettings;
  readonly geoip?: GeoIp | undefined;
}

export interface ObserverCounts {
  /** Names too long to be learned. */
  readonly namesRefused: number;
  /** Accounts, addresses or machines that the bounds of identity made it forget. */
  readonly identitiesForgotten: number;
}

export class Observer {
  readonly #accounts = new Accounts();
  readonly #devices: Devices;
  readonly #where: Where;
  #refusedBefore = 0;
  readonly #draft = new Draft();

  constructor(protected readonly options: ObserverOptions) {
    this.#devices = new Devices(new People(options.identity));
    this.#where = new Where(this.#devices, options.geoip);
  }

  /**
   * Learns who is who from the event, adds `lanwarden.owner` to it, and says what it means.
   * @param time ms, of the clock
   * @returns valid until the next call
   */
  observe(event: LogEvent, time: number): Activity | undefined {
    this.#devices.learnLease(event, time);
    const kind = kindOf(event);
    if (event['user.name'] === undefined) return this.#ofDevice(event, kind, time);
    return kind === undefined ? undefined : this.#ofAccount(event, kind, time, event['user.name']);
  }

  /** From now on. */
  configure(identity: IdentitySettings, geoip: GeoIp | undefined): void {
    this.#refusedBefore += this.#devices.people.refused;
    this.#devices.people = new People(identity);
    this.#where.geoip = geoip;
  }

  get counts(): ObserverCounts {
    const { people, leases, machines } = this.#devices;
    return {
      namesRefused: this.#refusedBefore + people.refused,
      identitiesForgotten: this.#accounts.forgotten + leases.forgotten + machines.forgotten,
    };
  }

  /** One record, `{ kind: 'engine', name: 'identity' }`. */
  *save(): Iterable<ModelRecord> {
    yield savedIdentity(this.#accounts, this.#devices);
  }

  /** Into a fresh one. @throws Error when the data is not what it should be */
  restore(record: ModelRecord): void {
    restoreIdentity(record, this.#accounts, this.#devices);
  }

  #ofAccount(event: LogEvent, kind: ActivityKind, time: number, spelling: string): Activity | undefined {
    const domain = event['user.domain'];
    if (typeof domain === 'string' && isSystemDomain(domain)) return undefined;
    const name = this.#devices.people.account(spelling);
    if (name === undefined) return undefined;
    const outcome = outcomeOf(event, kind);
    const address = addressIn(event['source.ip']);
    const activity = this.#draft.begin(event, kind, outcome, time, this.options.zone);
    activity.actor = isProof(kind, outcome)
      ? this.#accounts.see(name, Math.floor(activity.hour / 24))
      : this.#accounts.find(name);
    if (activity.actor === undefined) {
      if (kind !== 'logon' || address === undefined) return undefined;
      activity.target = name;
    }
    this.#where.add(activity, event, address, time);
    if (kind === 'network') this.#where.addDestination(activity, event, time);
    this.#addWhat(activity, event, name);
    if (kind === 'logon' || kind === 'session') this.#learnLogon(activity, event, name, address);
    return activity;
  }

  /** The event names no account: whoever has the device is meant. */
  #ofDevice(event: LogEvent, kind: ActivityKind | undefined, time: number): Activity | undefined {
    const isTraffic = event['event.category']?.includes('network') === true;
    if (kind === 'logon') return this.#ofNobody(event, time);
    if (!isTraffic && kind !== 'file') return undefined;
    const address = addressIn(event['source.ip']);
    const holder = this.#where.holderOf(event, address, time);
    if (holder?.owner !== undefined && !isLease(event)) event['lanwarden.owner'] = holder.owner;
    if (kind === undefined || holder === undefined) return undefined;
    const parts = kind === 'dns' ? domainParts(event['dns.question.name'] ?? '') : undefined;
    if (kind === 'dns' && parts === undefined) return undefined;
    const activity = this.#draft.begin(event, kind, outcomeOf(event, kind), time, this.options.zone);
    activity.actor = address === undefined ? ownerEntity(holder) : this.#devices.entityOf(address.ip, holder);
    if (activity.actor === undefined) return undefined;
    activity.isInferred = true;
    if (address !== undefined) putAddress(activity, address);
    activity.sourceHost = holder.host;
    activity.domain = parts?.domain;
    activity.subdomain = parts?.subdomain;
    if (kind === 'network') this.#where.addDestination(activity, event, time);
    if (kind === 'file') this.#addWhat(activity, event, undefined);
    return activity;
  }

  /** A failed logon whose name was not told: noise of its source. */
  #ofNobody(event: LogEvent, time: number): Activity | undefined {
    const address = addressIn(event['source.ip']);
    if (address === undefined || event['event.outcome'] !== 'failure') return undefined;
    const activity = this.#draft.begin(event, 'logon', 'failure', time, this.options.zone);
    this.#where.add(activity, event, address, time);
    return activity;
  }

  #addWhat(activity: Draft, event: LogEvent, name: string | undefined): void {
    if (activity.kind === 'process' || activity.kind === 'privilege') activity.program = this.#program(activity, event);
    if (activity.kind === 'file') {
      activity.share = shareOf(event, activity.host);
      activity.file = fileOf(event);
    }
    if (activity.kind === 'dns') {
      const parts = domainParts(event['dns.question.name'] ?? '');
      activity.domain = parts?.domain;
      activity.subdomain = parts?.subdomain;
      activity.sourceHost ??= activity.host; // a machine that tells of its own questions (Sysmon)
      activity.host = undefined;
    }
    const target = event['user.target.name'];
    if (target === undefined || activity.target !== undefined) return;
    const whom = this.#devices.people.account(target);
    if (whom !== name) activity.target = whom;
  }

  /** Windows names the process that asked for a privilege: its own svchost. Of sudo and its like it is the command. */
  #program(activity: Draft, event: LogEvent): string | undefined {
    if (activity.kind === 'privilege' && event['winlog.channel'] !== undefined) return undefined;
    return programOf(event);
  }

  #learnLogon(activity: Draft, event: LogEvent, name: string, address: SourceAddress | undefined): void {
    if (activity.outcome !== 'success') return;
    const { leases, machines, people } = this.#devices;
    const atConsole = isAtConsole(event);
    if (activity.host !== undefined && (atConsole || isFromAfar(event)) && people.person(name) !== undefined) {
      machines.note(activity.host, name, atConsole ? AT_CONSOLE : FROM_AFAR, Math.floor(activity.hour / 24));
    }
    if (atConsole) {
      activity.isPresence = true;
      activity.isOnSite = activity.host !== undefined && leases.isDevice(activity.host, activity.time);
    }
    const machine = activity.sourceHost;
    const isTold = saidIn(event['source.domain']) !== undefined && event['winlog.logon.type'] !== undefined;
    if (isTold && machine !== undefined && address?.isPrivate === true) {
      leases.logon(address.ip, machine, name, activity.time);
    }
  }
}

/** That an account exists. Of a logon only that it succeeded; what else is told of it, somebody did under that name. */
function isProof(kind: ActivityKind, outcome: Activity['outcome']): boolean {
  return outcome === 'success' || (kind !== 'logon' && outcome === 'unknown');
}

function ownerEntity({ owner }: Holder): Entity | undefined {
  return owner === undefined ? undefined : { kind: 'user', name: owner };
}

/** A lease is told before it is known whose: an owner from the lease before would be wrong. */
function isLease(event: LogEvent): boolean {
  return event['event.action']?.startsWith('dhcp_') === true;
}
