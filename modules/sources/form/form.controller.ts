// Making and changing a source. A mistake shows the form again with what was typed; who saves second is shown what differs.

import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { type Redirect, redirect, type WithStatus, withStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { ownNotes } from '#src/sources/kept-source.js';
import type { KnownSource } from '#src/sources/source-book.js';
import type { EventReader } from '#src/store/event-store.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { pageModel } from '../page-model.js';
import { sourceHref } from '../links.js';
import { looksOf, type Looks } from '../senders/looks.js';
import { refuseTaken } from '../senders/taken.js';
import { changesOf, differences, settingsOf } from './difference.js';
import { fieldGroups, fieldId, type Values, valuesOf } from './source-fields.js';
import { configOf, mistakesOf, readValues } from './source-input.js';
import { suggestion } from './suggestion.js';

const address = z.object({ sender: z.string().min(1).max(300).optional().catch(undefined) });
const versioned = z.object({ version: z.coerce.number().int().catch(0) });

interface FormState {
  readonly values: Values;
  readonly mistakes?: Readonly<Record<string, string>>;
  readonly conflict?: object;
  /** Of the source that is changed; undefined for a new one. */
  readonly known?: KnownSource;
  /** That is approved, as the ledger calls it. */
  readonly sender?: string | undefined;
}

@Controller('sources')
@Permission('sources.write')
export class FormController {
  constructor(
    private readonly directory: SourceDirectory,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('new')
  @Page('sources/views/form')
  async fresh(@Query() query: unknown, @WhileThere() gone: AbortSignal): Promise<object> {
    const { sender } = address.parse(query);
    // Somebody was faster: its page says which source it is.
    if (sender !== undefined && (await this.directory.takerOf(sender)) !== undefined)
      return redirect(sourceHref(sender));
    const taken = new Set((await this.directory.entries()).map(({ name }) => name));
    if (sender === undefined)
      return this.#form({ values: { ...valuesOf(suggestion('-', undefined, taken)), name: '' } });
    return this.#form({ values: valuesOf(suggestion(sender, await this.#looks(sender, gone), taken)), sender });
  }

  @Post()
  @Audited('sources.added')
  @Page('sources/views/form')
  async add(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const values = readValues(body);
    const { sender } = address.parse(body ?? {});
    try {
      refuseTaken(configOf(values), await this.directory.entries());
      const { id, config } = await this.directory.book.add(configOf(values), who.name);
      visit.audit = { target: config.name, details: { settings: settingsOf(config) } };
      this.directory.collector.reconfigure();
      return redirect(`/sources/${id}`, {
        flash: `${config.name} is a source now. Its next messages come under this name.`,
      });
    } catch (error) {
      return this.#again(error, { values, sender }, visit);
    }
  }

  @Get(':id/edit')
  @Page('sources/views/form')
  async edit(@Param('id') id: string): Promise<object> {
    const { known, config } = await this.directory.byId(id);
    return this.#form({ values: valuesOf({ ...config, notes: ownNotes(config.notes) }), known });
  }

  @Post(':id')
  @Audited('sources.changed')
  @Page('sources/views/form')
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const { known, config: before } = await this.directory.byId(id);
    const values = readValues(body);
    try {
      const { version } = versioned.parse(body ?? {});
      const others = (await this.directory.entries()).filter((entry) => entry.known?.id !== known.id);
      refuseTaken(configOf(values), others, before.match.peer);
      const { config } = await this.directory.book.change(known.id, version, configOf(values), who.name);
      visit.audit = { target: before.name, details: { changed: changesOf(before, config) } };
      this.directory.collector.reconfigure();
      return redirect(`/sources/${id}`, { flash: `${config.name} is saved and in force.` });
    } catch (error) {
      return this.#again(error, { values, known }, visit);
    }
  }

  #again(error: unknown, state: FormState, visit: Visit): WithStatus {
    visit.audit = { skip: true };
    const theirs = error instanceof Fault ? (error.details?.['theirs'] as KnownSource | undefined) : undefined;
    if (theirs !== undefined) {
      const conflict = {
        by: theirs.updatedBy,
        at: theirs.updatedAt,
        differences: differences(valuesOf(theirs.config), state.values),
      };
      return withStatus(409, this.#form({ ...state, conflict, known: theirs }));
    }
    const mistakes = mistakesOf(error);
    if (mistakes === undefined) throw error;
    return withStatus(422, this.#form({ ...state, mistakes }));
  }

  #form({ values, mistakes = {}, conflict, known, sender }: FormState): object {
    const offers = { parsers: this.directory.parsers(), retention: this.directory.retentionClasses() };
    const groups = fieldGroups(offers, values);
    const labels = new Map(groups.flatMap(({ fields }) => fields.map(({ name, label }) => [name, label])));
    return pageModel(known === undefined ? 'New source' : `Change ${known.config.name}`, {
      groups,
      values,
      mistakes,
      conflict,
      known,
      sender,
      zones: Intl.supportedValuesOf('timeZone'),
      // A problem of something the form has no field for must not be lost.
      other: Object.entries(mistakes).flatMap(([name, what]) => (labels.has(name) ? [] : [`${name}: ${what}`])),
      // In the order of the form.
      wrong: [...labels].flatMap(([name, label]) =>
        mistakes[name] === undefined ? [] : [{ label, id: fieldId(name) }],
      ),
    });
  }

  /** A store that is too slow only makes the suggestion poorer. */
  async #looks(sender: string, gone: AbortSignal): Promise<Looks | undefined> {
    try {
      return await looksOf(this.store, sender, this.clock.now(), gone);
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }
}
