// An empty event to fill, as V8 likes it: with room for its fields in the object itself. An object that grows gets its fields beside it, in
// a list that is copied again for each three more; and behind the twelfth that was put there under a computed name V8 makes a hash table of
// it, which is several times as large and slow for everybody who looks at the event. (Windows events have more than 50 fields.)

import type { Fields } from './event.js';

/**
 * No object literal either: V8 watches where literals are made, and when those of one place live long it puts all later ones into old
 * space, where each keeps its line alive until a full collection. Tables make thousands of events that live for ever, and then lines make
 * millions that do not: that took half of the speed. What a constructor makes is not watched.
 */
export function newFields(): Fields {
  return new RoomyFields() as Fields;
}

/**
 * V8 leaves room for as many properties as it reads assignments to `this` in the constructor, 8 more, and takes back what the first
 * instances do not use: those are models, which use all of it. Nobody else has these properties.
 */
class RoomyFields {
  [name: string]: unknown;

  constructor(model?: 'model') {
    if (model === undefined) return;
    this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = 0;
    this.i = this.j = this.k = this.l = this.m = this.n = this.o = this.p = 0;
    this.q = this.r = this.s = this.t = this.u = this.v = this.w = this.x = 0;
    for (let at = 0; at < 8; at += 1) this[`more${at}`] = 0;
  }
}

for (let at = 0; at < 10; at += 1) new RoomyFields('model');
