// The Nest module.

import { Module } from '@nestjs/common';
import { AlertController } from './alert/alert.controller.js';
import { AlertPage } from './alert/alert-page.js';
import { AlertPartsController } from './alert/alert-parts.controller.js';
import { AlertsApiController } from './api/alerts-api.controller.js';
import { AlertCards } from './cards/alert-cards.js';
import { IncidentsController } from './incidents/incidents.controller.js';
import { ListController } from './list/list.controller.js';
import { ListPage } from './list/list-page.js';
import { NavCount } from './nav-count.js';
import { PartsController } from './parts/parts.controller.js';
import { AlertRetention } from './retention.js';

// AlertController last: `:id` would take the others' paths.
@Module({
  controllers: [
    ListController,
    IncidentsController,
    PartsController,
    AlertPartsController,
    AlertController,
    AlertsApiController,
  ],
  providers: [ListPage, AlertPage, AlertCards, AlertRetention, NavCount],
})
export class AlertsModule {}
