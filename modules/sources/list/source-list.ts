// A page of the configured sources: state and counters at once, figures of the store when they come in time.

import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { format } from '#src/portal/page/format.js';
import { soonOrNever } from '#src/portal/page/soon.js';
import type { EventReader } from '#src/store/event-store.js';
import { SourceDirectory } from '../directory/source-directory.js';
import type { LedgerRow, SourceEntry } from '../directory/source-entry.js';
import { earlierOf } from '../directory/earlier.js';
import { type SourceState, stateOf } from '../directory/source-state.js';
import { KINDS } from '../kinds.js';
import { eventsHref, sourceHref, withQuery } from '../links.js';
import { type Figures, figuresOf } from './figures.js';
import { SPARK, sparkline } from './sparkline.js';

const PAGE_ROWS = 50;

@Injectable()
export class SourceList {
  constructor(
    private readonly directory: SourceDirectory,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `page` from 1; `patienceMs`: how long to wait for the figures; `gone`: nobody waits for the page any more. */
  async page(page: number, patienceMs: number, gone: AbortSignal): Promise<object> {
    const entries = await this.directory.entries();
    const ledger = this.directory.ledger();
    const { earlier } = this.directory.told(entries, ledger);
    const pages = Math.max(1, Math.ceil(entries.length / PAGE_ROWS));
    const at = Math.min(page, pages);
    const shown = entries.slice((at - 1) * PAGE_ROWS, at * PAGE_ROWS);
    const names = shown.map(({ name }) => name);
    const figures = await soonOrNever((signal) => this.#figures(names, signal), patienceMs, gone);
    const own = entries.filter(({ origin }) => origin === 'portal');
    return {
      total: entries.length,
      page: at,
      pages,
      spark: SPARK,
      later: figures === undefined ? withQuery('/sources/rows', { page: String(at) }) : undefined,
      trouble: figures !== undefined && 'trouble' in figures ? figures.trouble : undefined,
      rows: shown.map((entry) => ({
        ...this.#row(entry, ledger?.get(entry.name), earlier.get(entry.name)),
        ...(entry.origin === 'portal' && isInFile(entries, entry.name) && { state: SHADOWED }),
        ...figureCells(figures !== undefined && 'value' in figures ? figures.value.get(entry.name) : undefined),
        isFirst: entry.name === own[0]?.name,
        isLast: entry.name === own.at(-1)?.name,
      })),
    };
  }

  #row(
    { name, config, known, origin }: SourceEntry,
    row: LedgerRow | undefined,
    under: readonly LedgerRow[] | undefined,
  ): object {
    const earlier = earlierOf(name, under);
    return {
      name,
      origin,
      id: known?.id,
      icon: KINDS[config.kind].icon,
      kind: KINDS[config.kind].label,
      href: known === undefined ? sourceHref(name) : `/sources/${known.id}`,
      unknownHref: withQuery('/inbox', { source: name }),
      events: eventsHref(name),
      received: row?.received ?? 0,
      missing: missingOf(row),
      earlier,
      lastReceived: row?.lastReceived ?? earlier?.lastReceived,
      state: stateOf({ config, known }, row, this.clock.now(), this.directory.listeningSince(), earlier !== undefined),
    };
  }

  async #figures(
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly value: ReadonlyMap<string, Figures> } | { readonly trouble: string }> {
    try {
      return { value: await figuresOf(this.store, names, this.clock.now(), signal) };
    } catch (error) {
      if (error instanceof Fault) return { trouble: error.message };
      throw error;
    }
  }
}

/** What came of it, or was sent, and is not stored although nobody asked for that. What was refused may be wanted so: Health knows. */
function missingOf(row: LedgerRow | undefined): number {
  return row === undefined ? 0 : row.failed + row.lost + row.dropped;
}

/** The file may get a source of a name that the portal has already; the collector leaves the portal's out then. */
function isInFile(entries: readonly SourceEntry[], name: string): boolean {
  return entries.some((entry) => entry.origin === 'file' && entry.name === name);
}

const SHADOWED: SourceState = { kind: 'ignored', text: 'not used: the configuration file has a source of this name' };

function figureCells(figures: Figures | undefined): object {
  return {
    understood: figures?.understoodShare === undefined ? undefined : percent(figures.understoodShare),
    isUnknown: figures !== undefined && isMostlyUnknown(figures.unclaimedShare),
    line: figures === undefined ? '' : sparkline(figures.halfHours),
    lineText: figures === undefined ? '' : `${format.number(figures.total)} in 24 hours`,
  };
}

/** Whether parsers claim so little of it that somebody should look. `unclaimedShare`: 0..1. */
export function isMostlyUnknown(unclaimedShare: number): boolean {
  return unclaimedShare > 0.5;
}

/** Rounded down: 100 % is said only when nothing is missing. */
export function percent(share: number): string {
  return share > 0 && share < 0.01 ? 'under 1 %' : `${Math.floor(share * 100)} %`;
}
