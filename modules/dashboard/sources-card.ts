// Who sends: how many sources, which are new in the range, and which are silent although they should not be. It belongs to no other
// module: what it needs lies in the core.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { PortalModule } from '#src/plugin/module.js';
import { type CardContext, type CardModel, Cards, type Saying } from '#src/portal/cards/cards.js';
import type { TableCard } from '#src/portal/cards/shapes.js';
import { MODULES } from '#src/portal/deps.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { format } from '#src/portal/page/format.js';
import { termFor } from '#src/query/print.js';
import { Devices } from './devices.js';
import { Silence, type SilentSource } from './silence.js';

const ROWS = 5;
const MAX_NAME_CHARS = 60;

@Injectable()
export class SourcesCard implements OnModuleInit {
  constructor(
    private readonly cards: Cards,
    private readonly devices: Devices,
    private readonly silence: Silence,
    @Inject(MODULES) private readonly modules: readonly PortalModule[],
  ) {}

  onModuleInit(): void {
    this.cards.register({
      id: 'dashboard.sources',
      title: 'Sources',
      permission: 'events.read',
      size: 'small',
      order: 30,
      template: 'dashboard/views/_sources-card',
      load: (context) => this.#load(context),
    });
  }

  async #load(context: CardContext): Promise<CardModel> {
    const { rangeText, now } = context;
    const [{ active, isAtLeast, fresh, perhaps }, silent] = await Promise.all([
      this.devices.heard(context),
      this.silence.silent(now),
    ]);
    const eventsOf = (name: string): string => searchHref({ q: termFor('source', name), from: 'all' });
    const hasRooms = this.modules.some(({ id }) => id === 'sources');
    const pageOf = (name: string): string => (hasRooms ? withQuery('/sources/of', { name }) : eventsOf(name));
    const model = {
      active,
      isAtLeast,
      perhaps,
      freshCount: fresh?.length,
      silentCount: silent?.length,
      href: searchHref({ q: '', from: `-${rangeText}`, to: '' }),
      fresh: (fresh ?? [])
        .slice(0, ROWS)
        .map((name) => ({ name: visibleText(name, MAX_NAME_CHARS), href: pageOf(name) })),
      silent: tableOf(silent ?? [], pageOf),
      more: Math.max(0, (silent?.length ?? 0) - ROWS),
      says: sayings(fresh?.length ?? 0, silent?.length ?? 0),
    };
    return model;
  }
}

function tableOf(silent: readonly SilentSource[], href: (name: string) => string): TableCard {
  return {
    head: ['Silent', 'Last heard', 'Expected'],
    rows: silent
      .slice(0, ROWS)
      .map(({ name, lastReceived, expectEveryMinutes }) => [
        { text: visibleText(name, MAX_NAME_CHARS), href: href(name) },
        lastReceived === undefined ? { text: 'never' } : { timeMs: lastReceived },
        { text: `each ${format.duration(expectEveryMinutes * 60)}` },
      ]),
    empty: 'No source is silent.',
  };
}

function sayings(fresh: number, silent: number): readonly Saying[] {
  return [
    ...(fresh === 0 ? [] : [{ text: `${fresh} new ${fresh === 1 ? 'sender' : 'senders'}`, standsOut: false }]),
    ...(silent === 0 ? [] : [{ text: `${silent} ${silent === 1 ? 'source' : 'sources'} silent`, standsOut: true }]),
  ];
}
