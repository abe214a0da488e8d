// The list of alerts, what is new in it, and what is done with many at once.

import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { AlertBook } from '#src/alerts/alert-book.js';
import { MAX_NOTE_CHARS, type TriageStep } from '#src/alerts/triage.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { format } from '#src/portal/page/format.js';
import { listAddress } from './list-input.js';
import { ListPage } from './list-page.js';

const cursor = z.object({ after: z.string().max(60).catch('') });
const since = z.object({ since: z.coerce.number().int().min(0).catch(Number.MAX_SAFE_INTEGER) });

const many = z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(z.string().max(40)).max(500));
const bulkForm = z.object({
  id: many.catch([]),
  /** `enter`: no button was pressed, but Enter in a field. */
  do: z.enum(['acknowledge', 'mine', 'open', 'close', 'enter']),
  reason: z.enum(['true', 'benign', 'false']).catch('false'),
  note: z.string().trim().max(MAX_NOTE_CHARS).catch(''),
  /** Where the form stood: a page of this module, with its search. */
  back: z.string().regex(/^\/alerts(?:\/incidents\/al_[0-9a-z]{19})?(?:\?[^#\\]*)?$/).catch('/alerts'), // prettier-ignore
});
type BulkForm = z.infer<typeof bulkForm>;

const DONE = { acknowledge: 'acknowledged', mine: 'assigned to you', open: 'opened again', close: 'closed' } as const;
const NOTHING_DONE =
  'Nothing was done: press the button of what you mean. Enter closes the chosen alerts only with a note typed.';

@Controller('alerts')
@Permission('alerts.read')
export class ListController {
  constructor(
    private readonly page: ListPage,
    private readonly book: AlertBook,
  ) {}

  @Get()
  @Page('alerts/views/list')
  async list(@Query() raw: unknown, @Who() who: Principal): Promise<object> {
    const model = await this.page.model(listAddress.parse(raw), cursor.parse(raw).after, who.name);
    return { ...model, styles: ['alerts/alerts.css'], scripts: ['alerts/alerts.js'] };
  }

  @Get('news')
  @Fragment('alerts/views/_news')
  news(@Query() raw: unknown): Promise<object> {
    return this.page.news(listAddress.parse(raw), since.parse(raw).since);
  }

  @Post('bulk')
  @Permission('alerts.write')
  @Audited('alerts.triaged')
  async bulk(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const form = bulkForm.safeParse(body);
    if (!form.success)
      throw new Fault('BAD_REQUEST', 'Choose what to do with the alerts: acknowledge, mine, open or close.');
    const { id: ids, back } = form.data;
    const chosen = ids.filter((id) => id !== '');
    if (chosen.length === 0) {
      visit.audit = { skip: true };
      return redirect(back, {
        flash: { kind: 'warning', text: 'No alert was chosen: tick the boxes before them first.' },
      });
    }
    const done = meant(form.data);
    if (done === undefined) {
      visit.audit = { skip: true };
      return redirect(back, { flash: { kind: 'warning', text: NOTHING_DONE } });
    }
    const { changed, missing } = await this.book.triage(chosen, [stepOf(done, form.data, who.name)], who.name);
    const target = changed.length === 1 ? changed[0]!.title : `${changed.length} alerts`;
    visit.audit = { target, details: { done: DONE[done], alerts: changed.map(({ id }) => id).slice(0, 50) } };
    return redirect(back, {
      flash: said(changed.length, chosen.length - changed.length - missing.length, DONE[done]),
    });
  }
}

/** Who types a note and presses Enter closes with it; of Enter elsewhere nothing is known. */
function meant(form: BulkForm): keyof typeof DONE | undefined {
  if (form.do !== 'enter') return form.do;
  return form.note === '' ? undefined : 'close';
}

function stepOf(done: keyof typeof DONE, { reason, note }: BulkForm, own: string): TriageStep {
  if (done === 'close') return { kind: 'close', reason, note };
  return done === 'mine' ? { kind: 'assign', to: own } : { kind: done };
}

function said(changed: number, before: number, done: string): string {
  const what = `${format.number(changed)} ${changed === 1 ? 'alert is' : 'alerts are'} ${done}.`;
  return before === 0 ? what : `${what} ${format.number(before)} ${before === 1 ? 'was' : 'were'} so already.`;
}
