// The Nest module: one page, its fragments, and the card about sources.

import { Module } from '@nestjs/common';
import { Board } from './board.js';
import { DashboardController } from './dashboard.controller.js';
import { Devices } from './devices.js';
import { Silence } from './silence.js';
import { SourcesCard } from './sources-card.js';

@Module({ controllers: [DashboardController], providers: [Board, Devices, Silence, SourcesCard] })
export class DashboardModule {}
