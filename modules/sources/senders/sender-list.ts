// A page of the new senders, with what each looks like when that is known in time.

import { Inject, Injectable } from '@nestjs/common';
import { TokensService } from '#src/accounts/tokens.service.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { soonOrNever } from '#src/portal/page/soon.js';
import type { EventReader } from '#src/store/event-store.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { KINDS } from '../kinds.js';
import { eventsHref, sourceHref, withQuery } from '../links.js';
import { type Looks, looksOf } from './looks.js';
import { explained, mergeTargets } from './new-senders.js';

const PAGE_ROWS = 10;
/** Names that are explained; there are few. */
const MOST_NAMES = 20;
/** Sources in the list to choose from. */
const MOST_TARGETS = 200;
const MAX_HOST_CHARS = 80;

@Injectable()
export class SenderList {
  constructor(
    private readonly directory: SourceDirectory,
    private readonly tokens: TokensService,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `page` from 1; `patienceMs`: how long to wait for what they look like; `gone`: nobody waits for the page any more. */
  async page(page: number, patienceMs: number, gone: AbortSignal): Promise<object> {
    const entries = await this.directory.entries();
    const ledger = this.directory.ledger();
    const keys = new Set((await this.tokens.list()).flatMap(({ source }) => source ?? []));
    const { senders, names } = this.directory.told(entries, ledger);
    const at = Math.min(page, Math.max(1, Math.ceil(senders.length / PAGE_ROWS)));
    const rows = senders.slice((at - 1) * PAGE_ROWS, at * PAGE_ROWS);
    const looking = (signal: AbortSignal): Promise<readonly (Looks | undefined)[]> =>
      Promise.all(rows.map(({ source }) => this.#looks(source, signal)));
    const looks = await soonOrNever(looking, patienceMs, gone);
    const targets = mergeTargets(entries);
    const titles = new Map(this.directory.parsers().map(({ id, title }) => [id, title]));
    return {
      total: senders.length,
      away: ledger === undefined,
      page: at,
      pages: Math.ceil(senders.length / PAGE_ROWS),
      later: looks === undefined ? withQuery('/sources/senders', { senders: String(at) }) : undefined,
      rows: rows.map((row, i) => ({
        name: row.source,
        received: row.received,
        refused: row.refused,
        lastReceived: row.lastReceived,
        href: sourceHref(row.source),
        approve: withQuery('/sources/new', { sender: row.source }),
        ...describe(looks?.[i], titles),
      })),
      targets: targets.slice(0, MOST_TARGETS).map(({ name, known }) => ({ id: known!.id, name })),
      moreTargets: Math.max(0, targets.length - MOST_TARGETS),
      names: explained(names.slice(0, MOST_NAMES), keys).map(({ row, why }) => ({
        name: visibleText(row.source),
        received: row.received,
        why,
        href: sourceHref(row.source),
        events: eventsHref(row.source),
      })),
      moreNames: Math.max(0, names.length - MOST_NAMES),
    };
  }

  /** A store that is too slow only makes the description poorer. */
  async #looks(source: string, signal: AbortSignal): Promise<Looks | undefined> {
    try {
      return await looksOf(this.store, source, this.clock.now(), signal);
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }
}

function describe(looks: Looks | undefined, titles: ReadonlyMap<string, string>): object {
  const parser = looks?.parser && (titles.get(looks.parser) ?? looks.parser);
  return {
    host: looks?.host && visibleText(looks.host, MAX_HOST_CHARS),
    firstSeen: looks?.firstSeen,
    icon: KINDS[looks?.kind ?? 'other'].icon,
    like: parser,
  };
}
