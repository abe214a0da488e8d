// Controllers and providers of the pages, for the module.

import { EntityController } from './entity/entity.controller.js';
import { BaselineEntityPage } from './entity/entity-page.js';
import { FindingController } from './finding/finding.controller.js';
import { FindingPageModel } from './finding/finding-page.js';
import { HowController } from './how/how.controller.js';
import { FindingsPage } from './list/findings-page.js';
import { ListsController } from './list/lists.controller.js';
import { RiskPage } from './list/risk-page.js';
import { RiskCard } from './risk-card.js';
import { TrainingController } from './training/training.controller.js';
import { TrainingPage } from './training/training-page.js';
import { VerdictsController } from './verdict/verdicts.controller.js';

/** EntityController stays last: `:kind` would take the others' paths. */
export const PAGE_CONTROLLERS = [
  ListsController,
  FindingController,
  VerdictsController,
  TrainingController,
  HowController,
  EntityController,
];
export const PAGE_PROVIDERS = [RiskPage, FindingsPage, BaselineEntityPage, FindingPageModel, TrainingPage, RiskCard];
