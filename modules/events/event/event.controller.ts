// One event: all its fields, its text as it came, and what happened around it.

import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { SearchInTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { Page } from '#src/portal/page/page.js';
import { withStatus, type WithStatus } from '#src/portal/page/answers.js';
import type { EventReader } from '#src/store/event-store.js';
import { searchHref } from '#src/portal/events/links.js';
import { eventPage, NEIGHBOURS } from './event-page.js';

const text = z.string().catch('');
const address = z.object({
  q: text,
  from: text,
  to: text,
  around: z.coerce.number().pipe(z.literal(NEIGHBOURS)).catch(NEIGHBOURS[0]),
});

@Controller('events')
@Permission('events.read')
export class EventController {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id')
  @SearchInTurn()
  @Page('events/views/event')
  async show(
    @Param('id') id: string,
    @Query() raw: unknown,
    @WhileThere() signal: AbortSignal,
  ): Promise<object | WithStatus> {
    const { around: n, ...found } = address.parse(raw);
    const assets = {
      styles: ['events/search.css', 'event-rows.css', 'events/event.css'],
      scripts: ['event-rows.js', 'events/events.js'],
    };
    const event = await this.store.get(id);
    if (event === undefined)
      return withStatus(404, { ...assets, title: 'No such event', row: undefined, back: searchHref(found) });
    return {
      ...assets,
      ...eventPage(event, { around: await this.#around(id, n, signal), n }, found, this.clock.now()),
    };
  }

  /** The event is what was asked for: without its neighbours the page is still of use. */
  async #around(id: string, n: number, signal: AbortSignal): Promise<Awaited<ReturnType<EventReader['around']>>> {
    try {
      return await this.store.around(id, n, { signal });
    } catch (error) {
      if (error instanceof Fault && error.code === 'QUERY_DEADLINE') return [];
      throw error;
    }
  }
}
