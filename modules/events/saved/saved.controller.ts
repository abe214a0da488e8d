// Saved searches: the list, and what can be done with each. The form that saves one stands in the search box.

import { Body, Controller, Get, Inject, Param, ParseIntPipe, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { CLOCK, CONFIG } from '#src/portal/deps.js';
import { searchHref } from '#src/portal/events/links.js';
import { redirect, type Redirect, withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { readSearch } from '../search/search-input.js';
import { mayChange, type SavedSearch, SavedSearches } from './saved-searches.js';

const checkbox = z
  .enum(['1', 'on'])
  .optional()
  .catch(undefined)
  .transform((value) => value !== undefined);
const nameField = z
  .string('Give it a name.')
  .trim()
  .min(1, 'Give it a name.')
  .max(100, 'A name has at most 100 characters.');
const time = z.string().trim().max(60).default('');
const saveForm = z.object({
  name: nameField,
  q: z.string().trim().max(4_000).default(''),
  from: time,
  to: time,
  shared: checkbox,
  pinned: checkbox,
});
const renameForm = z.object({ name: nameField });

const LIST = '/events/saved';

@Controller('events/saved')
@Permission('events.read')
export class SavedController {
  constructor(
    private readonly saved: SavedSearches,
    private readonly permissions: Permissions,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Page('events/views/saved')
  list(@Who() who: Principal): Promise<object> {
    return this.#model(who);
  }

  @Post()
  @Audited('events.search-saved')
  @Page('events/views/saved-form')
  async save(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const form = saveForm.safeParse(body);
    const mistake = form.success ? this.#queryMistake(form.data) : form.error.issues[0]!;
    if (!form.success || mistake !== undefined) {
      visit.audit = { skip: true };
      return withStatus(422, { ...this.#formModel(body), mistake });
    }
    const { name, q, from, to, pinned } = form.data;
    const shared = form.data.shared && this.permissions.holds(who, 'events.share');
    await this.saved.add({ name, input: { q, from, to }, shared, pinned }, who);
    visit.audit = { target: name, details: { q, shared, pinned } };
    const where = pinned ? 'It is on the dashboard' : 'It stands under Save, all saved searches';
    return redirect(searchHref({ q, from, to }), { flash: `Saved as ${name}. ${where}.` });
  }

  @Post(':id/rename')
  @Audited('events.search-renamed')
  @Page('events/views/saved')
  async rename(
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const form = renameForm.safeParse(body);
    if (!form.success) {
      visit.audit = { skip: true };
      const typed = (body as { name?: unknown } | undefined)?.name;
      const renaming = { id, name: typeof typed === 'string' ? typed : '', mistake: form.error.issues[0]!.message };
      return withStatus(422, { ...(await this.#model(who)), renaming });
    }
    const { name } = await this.saved.change(id, who, form.data);
    visit.audit = { target: name };
    return redirect(LIST, { flash: `It is called ${name} now.` });
  }

  @Post(':id/pin')
  @Audited('events.search-pinned')
  async pin(
    @Param('id', ParseIntPipe) id: number,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const { name } = await this.#change(id, who, visit, { pinned: true });
    return redirect(LIST, { flash: `${name} is on the dashboard.` });
  }

  @Post(':id/unpin')
  @Audited('events.search-unpinned')
  async unpin(
    @Param('id', ParseIntPipe) id: number,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const { name } = await this.#change(id, who, visit, { pinned: false });
    return redirect(LIST, { flash: `${name} is off the dashboard.` });
  }

  @Post(':id/share')
  @Permission('events.share')
  @Audited('events.search-shared')
  async share(
    @Param('id', ParseIntPipe) id: number,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const { name } = await this.#change(id, who, visit, { shared: true });
    return redirect(LIST, { flash: `Everybody who reads events sees ${name}.` });
  }

  @Post(':id/unshare')
  @Audited('events.search-unshared')
  async unshare(
    @Param('id', ParseIntPipe) id: number,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const { name, ownerName } = await this.#change(id, who, visit, { shared: false });
    return redirect(LIST, { flash: `Only ${ownerName} sees ${name} now.` });
  }

  @Post(':id/delete')
  @Audited('events.search-deleted')
  async remove(
    @Param('id', ParseIntPipe) id: number,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const { name } = await this.saved.remove(id, who);
    visit.audit = { target: name };
    return redirect(LIST, { flash: `${name} is deleted.` });
  }

  async #change(
    id: number,
    who: Principal,
    visit: Visit,
    changes: Partial<Pick<SavedSearch, 'shared' | 'pinned'>>,
  ): Promise<SavedSearch> {
    const search = await this.saved.change(id, who, changes);
    visit.audit = { target: search.name };
    return search;
  }

  async #model(who: Principal): Promise<object> {
    const searches = (await this.saved.visibleTo(who)).map((search) => ({
      ...search,
      href: searchHref(search.input),
      isOwn: who.kind === 'user' && search.ownerId === who.id,
      mayChange: mayChange(search, who),
      when: whenText(search.input),
      mistake: this.#queryMistake(search.input)?.message,
    }));
    return { title: 'Saved searches', styles: ['events/saved.css'], searches, renaming: undefined };
  }

  #formModel(body: unknown): object {
    const typed = body as Record<string, unknown> | undefined;
    const text = (name: string): string => (typeof typed?.[name] === 'string' ? typed[name] : '');
    return {
      title: 'Save this search',
      typed: Object.fromEntries(['name', 'q', 'from', 'to', 'shared', 'pinned'].map((name) => [name, text(name)])),
    };
  }

  /** Undefined when it can be searched with. */
  #queryMistake(input: SavedSearch['input']): { readonly path: PropertyKey[]; readonly message: string } | undefined {
    try {
      readSearch(input, { now: this.clock.now(), zone: this.config.time.zone });
      return undefined;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { path: [String(error.details?.['parameter'] ?? 'q')], message: error.message };
    }
  }
}

const UNITS: Readonly<Record<string, string>> = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };

/** `last 24 hours`; times stay as they were typed. */
function whenText({ from, to }: SavedSearch['input']): string {
  const [, count, unit = ''] = /^-(\d+)([smhdw])$/.exec(from) ?? [];
  if (to === '' && count !== undefined) return `last ${count} ${UNITS[unit]}`;
  if (to === '' && (from === '' || from === 'all')) return from === '' ? 'last 24 hours' : 'all times';
  return [from === '' || from === 'all' ? '' : `from ${from}`, to === '' ? '' : `to ${to}`].join(' ').trim();
}
