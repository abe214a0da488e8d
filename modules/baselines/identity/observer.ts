// The observer: an event to an activity, by its fields alone. It remembers who holds which address (leases), which machine is whose
// (interactive logons) and which accounts exist; all of it bounded.

import type { LogEvent } from '#src/event/event.js';
import type { GeoIp } from '#src/geoip/geoip.js';
import type { Activity } from '../engine/activity.js';
import type { ModelRecord } from '../engine/record.js';
import type { IdentitySettings } from './identity-settings.js';

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
  constructor(protected readonly options: ObserverOptions) {}

  /** Learns who is who from the event, adds `lanwarden.owner` to it, and says what it means. @param time ms, of the clock */
  observe(_event: LogEvent, _time: number): Activity | undefined {
    return undefined;
  }

  /** From now on. */
  configure(_identity: IdentitySettings, _geoip: GeoIp | undefined): void {}

  get counts(): ObserverCounts {
    return { namesRefused: 0, identitiesForgotten: 0 };
  }

  /** One record, `{ kind: 'engine', name: 'identity' }`. */
  *save(): Iterable<ModelRecord> {}

  restore(_record: ModelRecord): void {}
}
