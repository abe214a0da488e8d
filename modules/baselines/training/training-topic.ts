// The training, live: whoever follows gets its state at once and at each change.

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LiveTopics } from '#src/portal/live/live-topics.js';
import { Trainer } from './trainer.js';

/** Sends a TrainingState. */
const TRAINING_TOPIC = 'baselines.training';

@Injectable()
export class TrainingTopic implements OnModuleInit {
  constructor(
    private readonly topics: LiveTopics,
    private readonly trainer: Trainer,
  ) {}

  onModuleInit(): void {
    this.topics.register({
      name: TRAINING_TOPIC,
      permission: 'baselines.read',
      open: (_params, feed) => {
        feed.send(this.trainer.state());
        return this.trainer.onChange((state) => feed.send(state));
      },
    });
  }
}
