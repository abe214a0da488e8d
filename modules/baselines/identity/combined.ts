// Answers about three texts of an event, each worked out once and found again without putting the texts together: that would make a new
// text for each event. Bounded like remembered.ts.

import { interned } from '#src/event/interned.js';

const MAX_ANSWERS = 4_096;
/** With a longer text it is worked out each time. */
const MAX_CHARS = 256;

type Inner = Map<string | undefined, Map<string | undefined, string>>;

export class Combined {
  readonly #answers = new Map<string, Inner>();
  #size = 0;

  constructor(
    private readonly answer: (first: string, second: string | undefined, third: string | undefined) => string,
  ) {}

  of(first: string, second: string | undefined, third: string | undefined): string {
    return this.#answers.get(first)?.get(second)?.get(third) ?? this.#add(first, second, third);
  }

  #add(first: string, second: string | undefined, third: string | undefined): string {
    const answer = this.answer(first, second, third);
    if (Math.max(first.length, second?.length ?? 0, third?.length ?? 0) > MAX_CHARS) return answer;
    if (this.#size >= MAX_ANSWERS) {
      this.#answers.clear();
      this.#size = 0;
    }
    const inner = entryOf(this.#answers, interned(first), () => new Map() as Inner);
    entryOf(inner, own(second), () => new Map<string | undefined, string>()).set(own(third), answer);
    this.#size += 1;
    return answer;
  }
}

const own = (text: string | undefined): string | undefined => (text === undefined ? undefined : interned(text));

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
