// The Nest module.

import { Module } from '@nestjs/common';
import { SourcesApiController } from './api/sources-api.controller.js';
import { SourceDirectory } from './directory/source-directory.js';
import { FormController } from './form/form.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { SourceKeys } from './keys/source-keys.js';
import { ListController } from './list/list.controller.js';
import { SourceList } from './list/source-list.js';
import { PageController } from './page/page.controller.js';
import { SourcePage } from './page/source-page.js';
import { PolicyController } from './policy/policy.controller.js';
import { SenderList } from './senders/sender-list.js';
import { SendersController } from './senders/senders.controller.js';
import { Suggestions } from './try/suggestions.js';
import { TryController } from './try/try.controller.js';

@Module({
  controllers: [
    ListController,
    SendersController,
    PolicyController,
    KeysController,
    TryController,
    FormController,
    PageController,
    SourcesApiController,
  ],
  providers: [SourceDirectory, SourceList, SenderList, SourceKeys, SourcePage, Suggestions],
})
export class SourcesModule {}
