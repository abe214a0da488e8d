// How many alerts nobody has looked at, beside the navigation's Alerts.

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AlertBook } from '#src/alerts/alert-book.js';
import { NavCounts } from '#src/portal/page/nav-counts.js';

@Injectable()
export class NavCount implements OnModuleInit {
  constructor(
    private readonly counts: NavCounts,
    private readonly book: AlertBook,
  ) {}

  onModuleInit(): void {
    this.counts.register('/alerts', 'open alerts', async () => (await this.book.counts()).states.open);
  }
}
