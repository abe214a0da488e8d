// What can be followed live. A module registers its topics when it starts; the gateway does connections, permissions and caps.

import { Injectable } from '@nestjs/common';
import { ModuleSwitches } from '../switches/module-switches.js';
import type { Principal } from '../session/visit.js';

export interface LiveFeed {
  readonly principal: Principal;
  /** Sends plain JSON. False: the browser is behind and this was not sent; leave it out or send a shorter one later. */
  send(data: unknown): boolean;
  /** Ends the topic; the browser gets the sentence. */
  end(why: string): void;
}

export interface LiveTopic {
  /** `<module>.<what>`, e.g. `events.tail`. */
  readonly name: string;
  readonly permission: string;
  /** Starts sending; the answer ends it. May throw a Fault, whose message the browser gets. */
  open(params: Readonly<Record<string, unknown>>, feed: LiveFeed): (() => void) | Promise<() => void>;
}

@Injectable()
export class LiveTopics {
  readonly #topics = new Map<string, LiveTopic>();

  constructor(private readonly switches: ModuleSwitches) {}

  /** In the module's onModuleInit. */
  register(topic: LiveTopic): void {
    if (this.#topics.has(topic.name)) throw new Error(`BUG: two live topics are named ${topic.name}`);
    this.#topics.set(topic.name, topic);
  }

  /** Undefined also while its module is switched off. */
  find(name: string): LiveTopic | undefined {
    return this.switches.isOffPart(name) ? undefined : this.#topics.get(name);
  }
}
