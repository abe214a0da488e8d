// The Nest module.

import { Module } from '@nestjs/common';
import { ExceptionsApiController } from './api/exceptions-api.controller.js';
import { RulesApiController } from './api/rules-api.controller.js';
import { detection } from './detect/detection.provider.js';
import { Raiser } from './detect/raiser.js';
import { ExceptionPreview } from './exceptions/exception-preview.js';
import { ExceptionsController } from './exceptions/exceptions.controller.js';
import { FormController } from './form/form.controller.js';
import { KnownValues } from './form/known-values.js';
import { Scores } from './form/scores.js';
import { RuleTrial } from './form/rule-trial.js';
import { ListController } from './pages/list.controller.js';
import { RuleController } from './pages/rule.controller.js';
import { AllEvents } from './pages/all-events.js';
import { Figures } from './pages/rule-figures.js';
import { ruleBook } from './rule-book.provider.js';
import { watch } from './watch/watch.provider.js';

@Module({
  controllers: [
    ListController,
    FormController,
    ExceptionsController,
    RuleController,
    ExceptionsApiController,
    RulesApiController,
  ],
  providers: [ruleBook, RuleTrial, KnownValues, Scores, AllEvents, Figures, ExceptionPreview, Raiser, detection, watch],
})
export class RulesModule {}
