// Who and what matches are about, as far as all of them agree: of a burst against one host by one address over many users, host and
// address remain.

import type { AlertEntity, EntityKind } from '#src/alerts/alert.js';
import type { MatchedEvent } from './matched-event.js';
import { ownText } from './own-text.js';

const MAX_VALUE_CHARS = 300;

export class SharedEntity {
  #isBegun = false;
  #user: string | undefined;
  #address: string | undefined;
  #target: string | undefined;
  #host: string | undefined;
  #domain: string | undefined;
  #source: string | undefined;

  add(event: MatchedEvent): void {
    if (!this.#isBegun) return this.#begin(event);
    if (this.#source !== event.source) this.#source = undefined;
    if (this.#user !== undefined && !isSame(event.user, this.#user)) this.#user = undefined;
    if (this.#address !== undefined && !isSame(event.address, this.#address)) this.#address = undefined;
    if (this.#target !== undefined && !isSame(event.target, this.#target)) this.#target = undefined;
    if (this.#host !== undefined && !isSame(event.host, this.#host)) this.#host = undefined;
    if (this.#domain !== undefined && !isSame(event.domain, this.#domain)) this.#domain = undefined;
  }

  get entity(): AlertEntity {
    const entity: { [kind in EntityKind]?: string } = {};
    if (this.#user !== undefined) entity.user = this.#user;
    if (this.#address !== undefined) entity.src_ip = this.#address;
    if (this.#target !== undefined) entity.dst_ip = this.#target;
    if (this.#host !== undefined) entity.host = this.#host;
    if (this.#domain !== undefined) entity.domain = this.#domain;
    return entity;
  }

  /** The device that sent them, when it is one. */
  get source(): string | undefined {
    return this.#source;
  }

  #begin({ user, address, target, host, domain, source }: MatchedEvent): void {
    this.#isBegun = true;
    this.#source = source;
    this.#user = own(user);
    this.#address = own(address);
    this.#target = own(target);
    this.#host = own(host);
    this.#domain = own(domain);
  }
}

function own(value: string | undefined): string | undefined {
  return value === undefined ? undefined : ownText(value, MAX_VALUE_CHARS);
}

function isSame(value: string | undefined, held: string): boolean {
  return value === held || (value !== undefined && value.length > MAX_VALUE_CHARS && value.startsWith(held));
}
