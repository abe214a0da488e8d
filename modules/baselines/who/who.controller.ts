// Who is who: accounts of one person, shared accounts, owners of devices, accounts that are left out. Each change is one live setting,
// in force from the next event on.

import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { type Redirect, redirect, type WithStatus, withStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { readBaselinesSettings } from '../settings.js';
import { checkEntry, type Mistakes, sameName } from './check-entry.js';
import { type Entry, entriesOf, type ListId, LISTS, pathOf, settingOf } from './lists.js';
import { Suggestions } from './suggestions.js';
import { whoModel } from './who-page.js';

const text = z.preprocess((value) => (Array.isArray(value) ? value.at(-1) : value), z.string().max(2_000).catch(''));
const form = z.object({ name: text, is: text });
const listId = z.enum(LISTS);

@Controller('baselines/who')
@Permission('baselines.read')
export class WhoController {
  constructor(
    private readonly settings: LiveConfig,
    private readonly suggestions: Suggestions,
  ) {}

  @Get()
  @Page('baselines/views/who')
  show(): object {
    return whoModel(this.settings);
  }

  /** Reads the store: asked for by the page once it is there; a page of its own without script. */
  @Get('suggestions')
  @InTurn()
  @Page('baselines/views/who-suggestions')
  async suggest(@WhileThere() signal: AbortSignal): Promise<object> {
    return { title: 'Who might be who', styles: ['baselines/who.css'], ...(await this.suggestions.find(signal)) };
  }

  @Post(':list')
  @Permission('baselines.who')
  @Audited('baselines.who-changed')
  @Page('baselines/views/who')
  async add(
    @Param('list') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const list = known(id);
    const sent = form.parse(body ?? {});
    const isPair = list === 'aliases' || list === 'owners';
    const entry: Entry = { name: sent.name.trim(), ...(isPair && { is: sent.is.trim() }) };
    let mistakes: Mistakes = {};
    await this.#change(list, who, (before, all) => {
      mistakes = checkEntry(list, entry, all);
      return Object.keys(mistakes).length > 0 ? undefined : [...before, entry];
    });
    if (Object.keys(mistakes).length > 0) {
      visit.audit = { skip: true };
      return withStatus(422, whoModel(this.settings, { list, typed: entry, mistakes }));
    }
    visit.audit = { target: entry.name, details: { list, ...entry } };
    return redirect(`/baselines/who#${list}`, { flash: `${said(list, entry)} From the next event on.` });
  }

  @Post(':list/remove')
  @Permission('baselines.who')
  @Audited('baselines.who-changed')
  async remove(
    @Param('list') id: string,
    @Query('name') name: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const list = known(id);
    const asked = text.parse(name);
    let gone: Entry | undefined;
    await this.#change(list, who, (before) => {
      gone = before.find((each) => each.name === asked) ?? before.find((each) => sameName(list, each.name, asked));
      return gone === undefined ? undefined : before.filter((each) => each !== gone);
    });
    if (gone === undefined) {
      visit.audit = { skip: true };
      return redirect(`/baselines/who#${list}`, { flash: 'It was not in the list (any more).' });
    }
    visit.audit = { target: gone.name, details: { list, removed: true, ...gone } };
    return redirect(`/baselines/who#${list}`, { flash: `${gone.name} is out of the list.` });
  }

  /** One after the other, so that of two people who change a list at once none undoes the other’s. `step`: undefined changes nothing. */
  async #change(
    list: ListId,
    who: Principal,
    step: (before: readonly Entry[], all: ReturnType<typeof readBaselinesSettings>) => readonly Entry[] | undefined,
  ): Promise<void> {
    const path = pathOf(list);
    await this.settings.change(({ modules }) => {
      const all = readBaselinesSettings(modules['baselines']);
      const after = step(entriesOf(list, all), all);
      return after === undefined ? {} : { [path]: settingOf(list, after) };
    }, who.name);
  }
}

/** @throws Fault NOT_FOUND */
function known(id: string): ListId {
  const list = listId.safeParse(id);
  if (!list.success) throw new Fault('NOT_FOUND', 'There is no such list. They are all on “Who is who”.');
  return list.data;
}

function said(list: ListId, { name, is }: Entry): string {
  switch (list) {
    case 'aliases':
      return `${name} is ${is}.`;
    case 'shared':
      return `${name} is shared.`;
    case 'owners':
      return `${name} belongs to ${is}.`;
    case 'ignored':
      return `${name} is not learned.`;
  }
}
