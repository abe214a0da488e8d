// The Nest module: pages over the event store's port. It keeps nothing.

import { Module } from '@nestjs/common';
import { EntityController } from './entity.controller.js';
import { EntityPage } from './entity-page.js';
import { GraphController } from './graph/graph.controller.js';
import { StartController } from './start.controller.js';

// GraphController and StartController first: `:kind` would take their paths.
@Module({ controllers: [StartController, GraphController, EntityController], providers: [EntityPage] })
export class EntitiesModule {}
