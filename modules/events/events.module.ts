// The Nest module: pages, API and the live topic over the event store's port.

import { Module } from '@nestjs/common';
import { AggregatesApiController } from './api/aggregates-api.controller.js';
import { EventsApiController } from './api/events-api.controller.js';
import { ExportController } from './api/export.controller.js';
import { EventCards } from './cards/event-cards.js';
import { EventController } from './event/event.controller.js';
import { ExportJobs } from './export/export-jobs.js';
import { ExportPageController } from './export/export-page.controller.js';
import { LiveController } from './live/live.controller.js';
import { storeTail } from './live/store-tail.provider.js';
import { TailTopic } from './live/tail-topic.js';
import { SavedCards } from './saved/saved-cards.js';
import { SavedController } from './saved/saved.controller.js';
import { SavedSearches } from './saved/saved-searches.js';
import { SearchController } from './search/search.controller.js';
import { SearchPage } from './search/search-page.js';

@Module({
  controllers: [
    SearchController,
    SavedController,
    ExportPageController,
    EventController,
    LiveController,
    AggregatesApiController,
    ExportController,
    EventsApiController,
  ],
  providers: [SearchPage, storeTail, TailTopic, ExportJobs, EventCards, SavedSearches, SavedCards],
})
export class EventsModule {}
