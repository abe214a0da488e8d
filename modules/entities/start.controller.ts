// Where to start: type a name or an address, or take one of the busiest of the range.

import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { Permission } from '#src/portal/access/access.js';
import { STORE } from '#src/portal/deps.js';
import { withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { part, type Part } from '#src/portal/page/part.js';
import { soonOrNever } from '#src/portal/page/soon.js';
import type { EventReader } from '#src/store/event-store.js';
import { entityQuery } from './address.js';
import { EntityPage } from './entity-page.js';
import { busiest, find, type FoundList, guesses, onlyMatch } from './find.js';
import { rangeChoices, type RangeId } from './ranges.js';

const PATIENCE_MS = 200;

const startQuery = entityQuery.extend({ find: z.string().trim().max(1_000).catch('') });

@Controller('entities')
@Permission('entities.read')
export class StartController {
  constructor(
    private readonly page: EntityPage,
    @Inject(STORE) private readonly store: EventReader,
  ) {}

  @Get()
  @InTurn('wait', 'find')
  @Page('entities/views/start')
  async start(@Query() raw: unknown, @WhileThere() gone: AbortSignal): Promise<object | Redirect> {
    const { find: text, range, wait } = startQuery.parse(raw);
    // What was typed is waited for: it may lead on.
    const patience = wait || text !== '' ? Infinity : PATIENCE_MS;
    // What comes too late the page asks for anew, in its turn.
    const lists = await soonOrNever((signal) => this.#lists(text, range, signal), patience, gone);
    const only =
      text === '' || lists === undefined || !('value' in lists) ? undefined : onlyMatch(text, lists.value, range);
    return only === undefined ? { ...(await this.#frame(text, range)), lists } : redirect(only);
  }

  @Get('parts/lists')
  @InTurn()
  @Fragment('entities/views/_lists')
  async lists(@Query() raw: unknown, @WhileThere() gone: AbortSignal): Promise<object> {
    const { find: text, range } = startQuery.parse(raw);
    return { ...(await this.#frame(text, range)), lists: await this.#lists(text, range, gone) };
  }

  #lists(text: string, id: RangeId, signal: AbortSignal): Promise<Part<readonly FoundList[]>> {
    return part(async () => {
      const { range } = await this.page.range(id);
      const asked = { store: this.store, range, id, signal };
      return text === '' ? busiest(asked) : find(text, asked);
    });
  }

  async #frame(text: string, range: RangeId): Promise<object> {
    const href = (id: RangeId): string => withQuery('/entities', { find: text, range: id });
    return {
      title: 'Entities',
      find: text,
      shown: visibleText(text, 80),
      range,
      words: (await this.page.range(range)).words,
      ranges: rangeChoices(range, href),
      guesses: guesses(text, range),
      addresses: {
        lists: withQuery('/entities/parts/lists', { find: text, range }),
        wait: withQuery('/entities', { find: text, range, wait: '1' }),
        graph: withQuery('/entities/graph', { range }),
      },
      styles: ['entities/entities.css'],
    };
  }
}
