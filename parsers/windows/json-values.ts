// What all JSON shapes share.

export type JsonObject = Readonly<Record<string, unknown>>;
