// The dashboard's page, its grid (which a browser asks for again), and single cards that took too long for the page.

import { performance } from 'node:perf_hooks';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { Permission } from '#src/portal/access/access.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { type Principal, Who } from '#src/portal/session/visit.js';
import { Board } from './board.js';
import { type BoardRange, rangeNamed, RANGES } from './ranges.js';
import { summaryOf } from './summary.js';

/** How long the page waits for its cards. */
const PATIENCE_MS = 150;
/** A late card is asked for anew after so long: a browser has few connections, and they are not held for minutes. */
const LATE_PATIENCE_MS = 10_000;
const REFRESH_SECONDS = 30;

interface Asked {
  readonly range?: unknown;
  readonly refresh?: unknown;
  readonly wait?: unknown;
}

@Controller('dashboard')
@Permission('dashboard.read')
export class DashboardController {
  constructor(private readonly board: Board) {}

  @Get()
  @Page('dashboard/views/dashboard')
  async page(@Query() asked: Asked, @Who() who: Principal): Promise<object> {
    return {
      ...(await this.#model(asked, who)),
      title: 'Dashboard',
      styles: ['uplot.css', 'timeline.css', 'cards.css', 'dashboard/dashboard.css'],
      scripts: ['uplot.js', 'timeline.js', 'series.js', 'dashboard/dashboard.js'],
    };
  }

  @Get('grid')
  @Fragment('dashboard/views/_grid')
  grid(@Query() asked: Asked, @Who() who: Principal): Promise<object> {
    return this.#model(asked, who);
  }

  @Get('cards/:id')
  @Fragment('dashboard/views/_cards')
  async card(@Param('id') id: string, @Query() asked: Asked, @Who() who: Principal): Promise<object> {
    const card = await this.board.card(id, who, rangeNamed(asked.range), LATE_PATIENCE_MS);
    return { cards: card === undefined ? [] : [card], ...this.#frame(rangeNamed(asked.range), asked) };
  }

  async #model(asked: Asked, who: Principal): Promise<object> {
    const range = rangeNamed(asked.range);
    const frame = this.#frame(range, asked);
    if (await this.board.isEmpty()) return { ...frame, empty: true, cards: [] };
    const cards = await this.board.cardsFor(who, range, asked.wait === '1' ? LATE_PATIENCE_MS : PATIENCE_MS);
    return { ...frame, empty: false, cards, summary: summaryOf(cards) };
  }

  #frame(range: BoardRange, { refresh }: Asked): object {
    const refreshing = refresh !== 'off';
    const address = (text: string, more: Record<string, string> = {}): string =>
      `/dashboard?${new URLSearchParams({ range: text, ...(refreshing ? {} : { refresh: 'off' }), ...more }).toString()}`;
    return {
      range,
      refreshing,
      refreshSeconds: REFRESH_SECONDS,
      ranges: RANGES.map(({ text, label }) => ({ label, href: address(text), active: text === range.text })),
      addresses: {
        grid: `/dashboard/grid?range=${range.text}${refreshing ? '' : '&refresh=off'}`,
        wait: address(range.text, { wait: '1' }),
        still: address(range.text, { refresh: 'off' }),
        moving: `/dashboard?range=${range.text}`,
      },
      // Tells the placeholders of late cards from those before, which htmx would take for the same.
      stamp: `${performance.now()}`.replace('.', ''),
    };
  }
}
