// Trying a message: a form, and each step of what the collector would do with it. Nothing is stored or counted.

import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import { NotAudited, Permission } from '#src/portal/access/access.js';
import { TRIAL } from '#src/portal/deps.js';
import { personKey } from '#src/portal/limits/person.js';
import { Turns } from '#src/portal/limits/turns.js';
import { withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { type Principal, Who } from '#src/portal/session/visit.js';
import type { Trial } from '#src/trial/trial.js';
import { resultView } from './result-view.js';
import { Suggestions } from './suggestions.js';
import { readTryForm, TRANSPORTS, type TryForm } from './try-form.js';

@Controller('sources/try')
@Permission('sources.read')
export class TryController {
  /** The trial takes ten in all, one after the other: they are not one person's. */
  readonly #trying = new Turns(
    { perPerson: 2, inAll: Infinity, waiting: 0 },
    'Two messages of yours are being tried already. Try again in a moment.',
  );

  constructor(
    private readonly suggestions: Suggestions,
    @Inject(TRIAL) private readonly trial: Trial,
  ) {}

  /** `event`: the id of one; `source`: the last message of this source. */
  @Get()
  @Page('sources/views/try/try')
  async form(@Query() query: unknown, @Who() who: Principal): Promise<object> {
    const { event, source } = query as { event?: unknown; source?: unknown };
    const { form, note } = await this.suggestions.suggest({ event: text(event), source: text(source) }, who);
    return page(form, { note });
  }

  @Post()
  @NotAudited('changes nothing')
  @Page('sources/views/try/try')
  async run(@Body() body: unknown, @Who() who: Principal): Promise<object | WithStatus> {
    const read = readTryForm(await this.suggestions.complete(body));
    if (read.request === undefined) return withStatus(422, page(read.form, { mistakes: read.mistakes }));
    let end: (() => void) | undefined;
    try {
      end = this.#trying.take(personKey(who));
      return page(read.form, { result: resultView(await this.trial.run(read.request)) });
    } catch (error) {
      if (!(error instanceof Fault) || error.code === 'BUG') throw error;
      return withStatus(error.code === 'THROTTLED' ? 429 : 422, page(read.form, { problem: error.message }));
    } finally {
      end?.();
    }
  }
}

function page(form: TryForm, more: object): object {
  const none = { result: undefined, problem: undefined, note: undefined, mistakes: {} };
  return {
    title: 'Try a message',
    styles: ['sources/try.css'],
    form,
    transports: TRANSPORTS,
    ...none,
    ...more,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
