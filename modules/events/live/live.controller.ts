// The live page. Its rows come over the live gateway (tail-topic.ts); without script it points to a page that loads itself anew.

import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Permission } from '#src/portal/access/access.js';
import { Page } from '#src/portal/page/page.js';
import { QUERY_HELP } from '#src/query/help.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';

const address = z.object({ q: z.string().catch('') });

@Controller('live')
@Permission('events.read')
export class LiveController {
  @Get()
  @Page('events/views/live')
  live(@Query() raw: unknown): object {
    const { q } = address.parse(raw);
    return {
      title: 'Live',
      q,
      search: searchHref({ q }),
      refreshing: searchHref({ q, from: '-15m' }, { refresh: '10' }),
      help: QUERY_HELP.map(({ example, means }) => ({ example, means, href: withQuery('/live', { q: example }) })),
      styles: ['events/search.css', 'event-rows.css', 'events/live.css'],
      scripts: ['event-rows.js', 'events/events.js', 'events/live.js'],
    };
  }
}
