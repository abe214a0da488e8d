// The Nest module: the days, and the pages.

import { Module } from '@nestjs/common';
import { DayBook } from './history/day-book.js';
import { DayNotices } from './history/day-notices.js';
import { ParsingController } from './pages/parsing.controller.js';
import { ParsingHealth } from './parsing-health.js';

@Module({ controllers: [ParsingController], providers: [DayBook, DayNotices, ParsingHealth] })
export class ParsingModule {}
