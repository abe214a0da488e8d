// Has the days read again when another portal added to them.

import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Notices } from '#src/cluster/notices.js';
import { DayBook } from './day-book.js';

@Injectable()
export class DayNotices implements OnModuleInit, OnModuleDestroy {
  #stop: (() => void) | undefined;

  constructor(
    private readonly book: DayBook,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    this.#stop = this.notices.onChange(['parser_days'], () => this.book.reread());
  }

  onModuleDestroy(): void {
    this.#stop?.();
  }
}
