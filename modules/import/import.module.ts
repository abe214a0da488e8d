// The Nest module. What reads and sends is src/import; here are its files, its queue and its pages.

import { Module } from '@nestjs/common';
import { ImportController } from './import.controller.js';
import { ImportFiles } from './import-files.js';
import { ImportPage } from './import-page.js';
import { ImportQueue } from './import-queue.js';
import { ImportSettings } from './import-settings.js';
import { ThisNode } from './this-node.js';
import { UploadDesk } from './upload-desk.js';
import { Uploads } from './uploads.js';

@Module({
  controllers: [ImportController],
  providers: [ImportFiles, ImportPage, ImportQueue, ImportSettings, ThisNode, UploadDesk, Uploads],
})
export class ImportModule {}
