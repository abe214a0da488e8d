// OTLP's AnyValue and lists of attributes as plain values. Their depth is that of the JSON or protobuf around them, which is capped.

type Body = Readonly<Record<string, unknown>>;

/** Undefined for an empty or unknown one. Bytes become base64, as in JSON. */
export function toValue(value: unknown): unknown {
  if (!isObject(value)) return undefined;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (stringValue !== undefined) return typeof stringValue === 'string' ? stringValue : undefined;
  if (boolValue !== undefined) return boolValue === true;
  if (intValue !== undefined) return integerOf(intValue);
  if (doubleValue !== undefined) return typeof doubleValue === 'number' ? doubleValue : String(doubleValue as string);
  if (isObject(arrayValue)) return listIn(arrayValue).map(toValue);
  if (isObject(kvlistValue)) return toAttributes(kvlistValue['values']);
  if (Buffer.isBuffer(bytesValue)) return bytesValue.toString('base64');
  return typeof bytesValue === 'string' ? bytesValue : undefined;
}

/** `[{ key, value }]` as an object; later ones win. `toString` becomes `toString_`, as in json-text.ts. */
export function toAttributes(list: unknown): Body {
  if (!Array.isArray(list)) return {};
  const pairs = (list as unknown[])
    .filter(isObject)
    .map(({ key, value }) => [key === 'toString' ? 'toString_' : key, toValue(value)] as const);
  return Object.fromEntries(
    pairs.filter(([key, value]) => typeof key === 'string' && key !== '' && value !== undefined),
  );
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** JSON writes 64-bit integers as text. */
function integerOf(value: unknown): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function listIn(array: Body): readonly unknown[] {
  return Array.isArray(array['values']) ? (array['values'] as unknown[]) : [];
}
