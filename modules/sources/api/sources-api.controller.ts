// Sources for programs.

import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { CLOCK } from '#src/portal/deps.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import type { KnownSource } from '#src/sources/source-book.js';
import { SourceDirectory } from '../directory/source-directory.js';
import type { LedgerRow, SourceEntry } from '../directory/source-entry.js';
import { stateOf } from '../directory/source-state.js';
import { changesOf, settingsOf } from '../form/difference.js';
import { refuseTaken } from '../senders/taken.js';
import { newSource, sourceAnswer, sourceChange, sourcesAnswer } from './shapes.js';

type SourceAnswer = z.infer<typeof sourceAnswer>;

/** What is known of the moment. */
interface Heard {
  /** Undefined, as `listeningSince`, while the collector is away. */
  readonly ledger: ReadonlyMap<string, LedgerRow> | undefined;
  /** Has the names of sources that were heard under their address before they were sources. */
  readonly earlier: ReadonlyMap<string, unknown>;
  /** ms since 1970. */
  readonly now: number;
  readonly listeningSince: number | undefined;
}

@Controller('api/v1/sources')
@Permission('sources.read')
export class SourcesApiController {
  constructor(
    private readonly directory: SourceDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Api({ summary: 'List sources, in the order of matching', response: sourcesAnswer })
  async list(): Promise<z.infer<typeof sourcesAnswer>> {
    const entries = await this.directory.entries();
    const heard = this.#heard(entries);
    return { sources: entries.map((entry) => answerOf(entry, heard)) };
  }

  @Get(':id')
  @Api({ summary: 'One source that was made in the portal', response: sourceAnswer })
  async show(@Param('id') id: string): Promise<SourceAnswer> {
    return this.#answerOne(await this.directory.byId(id));
  }

  @Post()
  @Permission('sources.write')
  @Audited('sources.added')
  @Api({
    summary: 'Make a source',
    description:
      '400 with `problems` (path and what is wrong) for settings that do not fit, and for an address that another source takes already; 409 when the name is taken.',
    body: newSource,
    response: sourceAnswer,
  })
  async add(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<SourceAnswer> {
    refuseTaken(body, await this.directory.entries());
    const known = await this.directory.book.add(body ?? {}, who.name);
    visit.audit = { target: known.config.name, details: { settings: settingsOf(known.config) } };
    this.directory.collector.reconfigure();
    return this.#answerOne(entryOf(known));
  }

  @Patch(':id')
  @Permission('sources.write')
  @Audited('sources.changed')
  @Api({
    summary: 'Change a source',
    description: '409 with `theirs` (the source as it is now) when `version` is not the latest.',
    body: sourceChange,
    response: sourceAnswer,
  })
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<SourceAnswer> {
    const { known, config } = await this.directory.byId(id);
    const given = sourceChange.safeParse(body);
    if (!given.success)
      throw new Fault('BAD_REQUEST', 'version: expected the whole number that was read with the source.', {
        details: { problems: [{ path: 'version', what: 'missing or no whole number' }] },
      });
    const { version, ...changes } = given.data;
    const others = (await this.directory.entries()).filter((entry) => entry.known?.id !== known.id);
    refuseTaken(merged(config, changes), others, config.match.peer);
    const changed = await this.directory.book.change(known.id, version, merged(config, changes), who.name);
    visit.audit = { target: config.name, details: { changed: changesOf(config, changed.config) } };
    this.directory.collector.reconfigure();
    return this.#answerOne(entryOf(changed));
  }

  @Delete(':id')
  @HttpCode(204)
  @Permission('sources.write')
  @Audited('sources.removed')
  @Api({
    summary: 'Delete a source',
    description: 'Its events stay, and so do its API keys until they are revoked.',
  })
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<void> {
    const { known, name, config } = await this.directory.byId(id);
    await this.directory.book.remove(known.id);
    visit.audit = { target: name, details: { settings: settingsOf(config) } };
    this.directory.collector.reconfigure();
  }

  async #answerOne(entry: SourceEntry): Promise<SourceAnswer> {
    return answerOf(entry, this.#heard(await this.directory.entries()));
  }

  /** Of all sources at once: the ledger is as long as the list may be. */
  #heard(entries: readonly SourceEntry[]): Heard {
    const ledger = this.directory.ledger();
    const { earlier } = this.directory.told(entries, ledger);
    return { ledger, earlier, now: this.clock.now(), listeningSince: this.directory.listeningSince() };
  }
}

function answerOf(entry: SourceEntry, { ledger, earlier, now, listeningSince }: Heard): SourceAnswer {
  const row = ledger?.get(entry.name);
  const { known } = entry;
  return {
    id: known?.id ?? null,
    origin: entry.origin,
    version: known?.version ?? null,
    updatedAt: isoOf(known?.updatedAt),
    updatedBy: known?.updatedBy ?? null,
    state: stateOf(entry, row, now, listeningSince, earlier.has(entry.name)).kind,
    received: ledger === undefined ? null : (row?.received ?? 0),
    lastReceived: isoOf(row?.lastReceived),
    settings: entry.config,
  };
}

function entryOf(known: KnownSource): SourceEntry {
  return { name: known.config.name, config: known.config, origin: 'portal', known };
}

/** null takes an optional setting back. */
function merged(config: SourceEntry['config'], { match, ...changes }: Readonly<Record<string, unknown>>): object {
  const isSection = typeof match === 'object' && match !== null && !Array.isArray(match);
  const all = {
    ...config,
    ...changes,
    ...(match !== undefined && { match: isSection ? { ...config.match, ...match } : match }),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function isoOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
