// Where an activity came from and which machine it was about: addresses, networks, places, names of machines.

import type { LogEvent } from '#src/event/event.js';
import type { GeoIp } from '#src/geoip/geoip.js';
import { saidIn } from './details.js';
import type { Devices, Holder } from './devices.js';
import type { Draft } from './draft.js';
import { interned } from '#src/event/interned.js';
import { remembered } from './remembered.js';
import { hostName } from './names.js';
import { type SourceAddress, sourceAddress } from './networks.js';

export class Where {
  constructor(
    private readonly devices: Devices,
    public geoip: GeoIp | undefined,
  ) {}

  /** Address, network, place, and the machines at both ends. */
  add(activity: Draft, event: LogEvent, address: SourceAddress | undefined, time: number): void {
    activity.host = machineActedOn(event);
    if (address !== undefined) {
      putAddress(activity, address);
      if (!address.isPrivate) this.#addPlace(activity, address.ip);
    }
    const said = saidIn(event['source.domain']);
    const isNear = address === undefined || address.isPrivate;
    const source = said !== undefined && isNear ? machineName(said) : undefined;
    const from = source ?? (address === undefined ? undefined : this.devices.holderOf(address.ip, time).host);
    if (from !== activity.host) activity.sourceHost = from;
  }

  /** Of a firewall’s connection: the machine in the house that it went to. */
  addDestination(activity: Draft, event: LogEvent, time: number): void {
    const to = addressIn(event['destination.ip']);
    if (to?.isPrivate === true) activity.host = this.devices.holderOf(to.ip, time).host ?? to.ip;
  }

  /** Who has the device that the event, which names no account, came from. Undefined: a stranger, or nobody knows. */
  holderOf(event: LogEvent, address: SourceAddress | undefined, time: number): Holder | undefined {
    if (address === undefined) {
      const holder = event['source.ip'] === undefined ? this.#holderOfHost(event) : undefined;
      return holder?.owner === undefined ? undefined : holder;
    }
    const holder = this.devices.holderOf(address.ip, time);
    const isOwn = event['winlog.channel'] !== undefined && event['network.direction'] === 'outbound';
    if (isOwn && holder.host === undefined) return this.#holderOfHost(event) ?? holder;
    return address.isPrivate || holder.owner !== undefined || holder.host !== undefined ? holder : undefined;
  }

  /** A machine that tells of itself. */
  #holderOfHost(event: LogEvent): Holder | undefined {
    const host = machineName(event['host.name']);
    return host === undefined ? undefined : { owner: this.devices.ownerOfHost(host), host, isOnSite: false };
  }

  #addPlace(activity: Draft, ip: string): void {
    const place = this.geoip?.lookup(ip);
    if (place === undefined) return;
    activity.country = place.country;
    if (place.lat !== undefined && place.lon !== undefined) activity.place = { lat: place.lat, lon: place.lon };
  }
}

export function addressIn(text: string | undefined): SourceAddress | undefined {
  return text === undefined ? undefined : sourceAddress(text);
}

export function putAddress(activity: Draft, { ip, net }: SourceAddress): void {
  activity.sourceIp = ip;
  activity.sourceNet = net;
}

/** Explicit credentials and Kerberos tickets name the machine that they are for. */
function machineActedOn(event: LogEvent): string | undefined {
  const service = event['event.code'] === '4769' ? saidIn(event['winlog.event_data.ServiceName']) : undefined;
  const said = service?.endsWith('$') === true ? service : saidIn(event['winlog.event_data.TargetServerName']);
  return machineName(said) ?? machineName(event['host.name']);
}

function machineName(text: string | undefined): string | undefined {
  return text === undefined ? undefined : machineCalled(text);
}

const machineCalled = remembered((text) => {
  const name = hostName(text);
  return name === undefined ? undefined : interned(name);
});
