// The Nest module: intake of the collector's reports, and the pages.

import { Module } from '@nestjs/common';
import { InboxController } from './inbox.controller.js';
import { InboxIntake } from './intake.js';
import { KnownShapes } from './known-shapes.js';

@Module({ controllers: [InboxController], providers: [KnownShapes, InboxIntake] })
export class InboxModule {}
