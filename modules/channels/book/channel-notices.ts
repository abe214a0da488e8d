// Has the channels read again when another portal changed them.

import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Notices } from '#src/cluster/notices.js';
import { ChannelBook } from './channel-book.js';

@Injectable()
export class ChannelNotices implements OnModuleInit, OnModuleDestroy {
  #stop: (() => void) | undefined;

  constructor(
    private readonly book: ChannelBook,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    this.#stop = this.notices.onChange(['channels'], () => this.book.forget());
  }

  onModuleDestroy(): void {
    this.#stop?.();
  }
}
