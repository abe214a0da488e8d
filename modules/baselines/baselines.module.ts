// The Nest module.

import { Module } from '@nestjs/common';
import { BaselineApiController } from './api/baseline-api.controller.js';
import { FindingsApiController } from './api/findings-api.controller.js';
import { TrainingApiController } from './api/training-api.controller.js';
import { PAGE_CONTROLLERS, PAGE_PROVIDERS } from './pages/pages.js';
import { baselinesProviders } from './providers.js';
import { Suggestions } from './who/suggestions.js';
import { WhoController } from './who/who.controller.js';

@Module({
  // The pages’ last: `:kind` would take the others' paths.
  controllers: [
    BaselineApiController,
    FindingsApiController,
    TrainingApiController,
    WhoController,
    ...PAGE_CONTROLLERS,
  ],
  providers: [...baselinesProviders, Suggestions, ...PAGE_PROVIDERS],
})
export class BaselinesModule {}
