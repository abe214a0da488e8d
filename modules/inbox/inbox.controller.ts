// The list of unknown shapes, one shape, what people say of it, and the start of a parser for it.

import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { COLLECTOR } from '#src/portal/deps.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { type KnownShape, KnownShapes } from './known-shapes.js';
import { listHref, listPage } from './list-page.js';
import { parserStart } from './parser-start/parser-start.js';
import { templateText } from './shape/placeholder.js';
import { MAX_SAMPLE_CHARS } from './shape-report.js';
import { STATES } from './shape-table.js';
import { sampleViews, shapeView } from './shape-view.js';

const ASSETS = { styles: ['inbox/inbox.css'] };
const MAX_NOTE_CHARS = 1_000;

const listQuery = z.object({
  state: z.enum(STATES).catch('open'),
  sort: z.enum(['count', 'last']).catch('count'),
  source: z.string().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(1_000).catch(1),
});

const markForm = z.object({
  state: z.enum(STATES),
  note: z.string().transform(noteOf).pipe(z.string().max(MAX_NOTE_CHARS)).optional(),
  /** Of the shape's page: when the shape was last changed, 0 for never. */
  changedAt: z.coerce.number().int().optional().catch(undefined),
  /** Of the list: which part of it. */
  list: z.string().max(2_000).optional().catch(undefined),
});

const SAID = { open: 'open again', known: 'marked as known', ignored: 'ignored from now on' } as const;

@Controller('inbox')
@Permission('inbox.read')
export class InboxController {
  constructor(
    private readonly known: KnownShapes,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
  ) {}

  @Get()
  @Page('inbox/views/list')
  async list(@Query() query: unknown): Promise<object> {
    const isCollecting = this.collector.health() !== undefined;
    return { ...ASSETS, ...(await listPage(this.known, listQuery.parse(query))), isCollecting };
  }

  @Get(':key')
  @Page('inbox/views/shape')
  async show(@Param('key') key: string): Promise<object | WithStatus> {
    const shape = await this.known.byKey(key);
    return shape === undefined ? gone() : shapePage(shape);
  }

  @Get(':key/parser')
  @Page('inbox/views/parser')
  async parser(@Param('key') key: string, @Query('id') id: unknown): Promise<object | WithStatus> {
    const shape = await this.known.byKey(key);
    if (shape === undefined) return gone();
    const start = parserStart(shape, typeof id === 'string' ? id : undefined);
    return { ...ASSETS, title: 'Start a parser', shape: shapeView(shape), ...start };
  }

  @Post(':key')
  @Permission('inbox.write')
  @Audited('inbox.marked')
  @Page('inbox/views/shape')
  async mark(
    @Param('key') key: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const shape = await this.known.byKey(key);
    if (shape === undefined) return gone();
    const form = markForm.safeParse(body);
    if (!form.success) return this.#refused(shape, body);
    const { state, note, changedAt: seenAt, list } = form.data;
    visit.audit = { target: templateText(shape.template).slice(0, 120), details: { state, note } };
    if (!(await this.known.mark(key, { state, note, seenAt }, who.name))) return this.#overtaken(key, note);
    const back = list === undefined ? `/inbox/${key}` : listHref(listQuery.parse(Object.fromEntries(new URLSearchParams(list)))); // prettier-ignore
    return redirect(back, { flash: `The shape is ${SAID[state]}.` });
  }

  /** Somebody else said something of it since the form was made, or it is gone. */
  async #overtaken(key: string, typed: string | undefined): Promise<WithStatus> {
    const shape = await this.known.byKey(key);
    if (shape === undefined) return gone();
    const { changedBy, state, note } = shape;
    const noted = note === '' ? 'no note' : `the note “${visibleText(note, 200)}”`;
    const invalid = `${changedBy} changed it meanwhile: it is ${state}, with ${noted}. Save again to replace that.`;
    return withStatus(409, { ...shapePage(shape), typed, invalid });
  }

  #refused(shape: KnownShape, body: unknown): WithStatus {
    const given = (body as { note?: unknown } | undefined)?.note;
    const note = typeof given === 'string' ? noteOf(given) : '';
    if (note.length <= MAX_NOTE_CHARS)
      throw new Fault('BAD_REQUEST', `Choose one of ${STATES.join(', ')} as the state.`);
    const invalid = `${note.length} characters; at most ${MAX_NOTE_CHARS} fit.`;
    return withStatus(422, { ...shapePage(shape), typed: note, invalid });
  }
}

/** Browsers send CR LF for each line end, and count one character. No text of PostgreSQL holds a NUL. */
function noteOf(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\0', '').trim();
}

function shapePage(shape: KnownShape): object {
  const text = templateText(shape.template);
  return {
    ...ASSETS,
    title: text.slice(0, 80) || 'Unknown message',
    shape: shapeView(shape),
    samples: sampleViews(shape, MAX_SAMPLE_CHARS),
    typed: undefined,
    invalid: undefined,
  };
}

function gone(): WithStatus {
  return withStatus(404, { ...ASSETS, title: 'No such shape', shape: undefined });
}
