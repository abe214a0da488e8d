// The Nest module: pages, API and the live topic over the event store's port.

import { Module } from '@nestjs/common';
import { AggregatesApiController } from './api/aggregates-api.controller.js';
import { EventsApiController } from './api/events-api.controller.js';
import { ExportController } from './api/export.controller.js';
import { EventController } from './event/event.controller.js';
import { LiveController } from './live/live.controller.js';
import { TailTopic } from './live/tail-topic.js';
import { SearchController } from './search/search.controller.js';
import { SearchPage } from './search/search-page.js';

@Module({
  controllers: [
    SearchController,
    EventController,
    LiveController,
    AggregatesApiController,
    ExportController,
    EventsApiController,
  ],
  providers: [SearchPage, TailTopic],
})
export class EventsModule {}
