// The view model of one source's page: of a configured source, of a sender that nobody named yet, or of a name that only keys use.

import { Inject, Injectable } from '@nestjs/common';
import type { SourceConfig } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { connectTo } from '#src/portal/connect/connect.js';
import { forKind } from '#src/portal/connect/recipes.js';
import { soonOrNever } from '#src/portal/page/soon.js';
import { isAddress } from '#src/sources/senders.js';
import type { EventReader } from '#src/store/event-store.js';
import { type Earlier, earlierOf } from '../directory/earlier.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { isOnlyNamed, type LedgerRow, type SourceEntry } from '../directory/source-entry.js';
import { stateOf } from '../directory/source-state.js';
import { SourceKeys } from '../keys/source-keys.js';
import { KINDS } from '../kinds.js';
import { eventsHref, sourceHref, withQuery } from '../links.js';
import { type Activity, activityOf } from './activity.js';
import { clockSheet, type ClockSheet } from './clock-sheet.js';
import { ledgerSheet } from './ledger-sheet.js';
import { settingsSheet } from './settings-sheet.js';

@Injectable()
export class SourcePage {
  constructor(
    private readonly directory: SourceDirectory,
    private readonly keys: SourceKeys,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `patienceMs`: how long to wait for what the store says, at most until nobody waits (`gone`). @throws Fault NOT_FOUND */
  async model(name: string, entry: SourceEntry | undefined, patienceMs: number, gone: AbortSignal): Promise<object> {
    const ledger = this.directory.ledger();
    const row = ledger?.get(name);
    const keys = await this.keys.of(name);
    if (entry === undefined && row === undefined && keys.length === 0) throw noSuchSource(ledger === undefined);
    const [activity, clock] = await Promise.all([
      soonOrNever((signal) => this.activity(name, signal), patienceMs, gone),
      this.#clock(name),
    ]);
    const taker = entry === undefined ? await this.directory.takerOf(name) : undefined;
    const earlier = entry && (await this.earlier(name));
    const config = entry?.config;
    const kind = KINDS[config?.kind ?? 'other'];
    return {
      name,
      origin: entry?.origin,
      known: entry?.known,
      kindIcon: kind.icon,
      kind: entry && kind.label,
      activity,
      clock,
      earlier,
      taker: taker && { name: taker.name, href: sourceHref(taker.name), isIgnored: taker.config.ignore },
      unknownHref: withQuery('/inbox', { source: name }),
      later: withQuery('/sources/activity', { name }),
      wait: withQuery('/sources/of', { name, wait: '1' }),
      events: eventsHref(name),
      tryHref: withQuery('/sources/try', { source: name }),
      connectHref: isRead(config) ? undefined : withQuery('/sources/connect', { name }),
      approve: withQuery('/sources/new', { sender: name }),
      state: entry && stateOf(entry, row, this.clock.now(), this.directory.listeningSince(), earlier !== undefined),
      settings: config && settingsSheet(config),
      notes: config?.notes ?? '',
      ledger: row && ledgerOf(row),
      away: ledger === undefined,
      keys,
      policy: this.directory.settings.config.senders.unknown,
      isRead: isRead(config),
      isAddress: isAddress(name),
      isOnlyNamed: config !== undefined && isOnlyNamed(config),
    };
  }

  activity(name: string, signal: AbortSignal): Promise<Activity> {
    return activityOf(this.store, name, this.clock.now(), signal);
  }

  /** What came before it was a source; undefined without any, or while the collector is away. */
  async earlier(name: string): Promise<Earlier | undefined> {
    const { earlier } = this.directory.told(await this.directory.entries());
    return earlierOf(name, earlier.get(name));
  }

  /** Lines that point this device here, those for its kind first. */
  connect(name: string, entry: SourceEntry | undefined, hostHeader: string | undefined, asked: string): object {
    const { settings, collector } = this.directory;
    const needsKey = entry !== undefined && isOnlyNamed(entry.config);
    const { recipes, ...rest } = connectTo(settings.atStart.config, collector.health(), hostHeader, asked, {
      needsKey,
    });
    const kind = entry?.config.kind ?? 'other';
    return {
      ...rest,
      name,
      recipes: forKind(recipes, kind),
      count: recipes.filter(({ kinds }) => kinds.includes(kind)).length,
    };
  }

  async #clock(name: string): Promise<ClockSheet | undefined> {
    const clock = await this.directory.clockOf(name);
    return clock && clockSheet(clock, this.directory.settings.atStart.config.time.zone, this.clock.now());
  }
}

/** It is read from a file here: nothing is sent, so there is nothing to point here, no key, no clock. */
function isRead(config: SourceConfig | undefined): boolean {
  return config?.pull !== undefined;
}

function ledgerOf(row: LedgerRow): object {
  return { received: row.received, lastReceived: row.lastReceived, balanced: row.balanced, entries: ledgerSheet(row) };
}

function noSuchSource(isAway: boolean): Fault {
  return new Fault(
    'NOT_FOUND',
    `There is no such source${isAway ? ' in the settings, and the collector, which knows the senders, is away' : ', and nobody sends under this name'}. The list of sources has those there are.`,
  );
}
