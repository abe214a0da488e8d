// opentelemetry-proto logs v1 as far as we read it, under the names of its JSON mapping.
// https://github.com/open-telemetry/opentelemetry-proto (common/v1, resource/v1, logs/v1, collector/logs/v1)

import type { Schema } from './protobuf.js';

const ARRAY: Schema = { 1: { name: 'values', kind: () => ANY_VALUE, many: true } };
const KEY_VALUES: Schema = { 1: { name: 'values', kind: () => KEY_VALUE, many: true } };
const ANY_VALUE: Schema = {
  1: { name: 'stringValue', kind: 'string' },
  2: { name: 'boolValue', kind: 'bool' },
  3: { name: 'intValue', kind: 'int64' },
  4: { name: 'doubleValue', kind: 'double' },
  5: { name: 'arrayValue', kind: () => ARRAY },
  6: { name: 'kvlistValue', kind: () => KEY_VALUES },
  7: { name: 'bytesValue', kind: 'bytes' },
};
const KEY_VALUE: Schema = { 1: { name: 'key', kind: 'string' }, 2: { name: 'value', kind: () => ANY_VALUE } };
const RESOURCE: Schema = { 1: { name: 'attributes', kind: () => KEY_VALUE, many: true } };
const SCOPE: Schema = {
  1: { name: 'name', kind: 'string' },
  2: { name: 'version', kind: 'string' },
  3: { name: 'attributes', kind: () => KEY_VALUE, many: true },
};
const RECORD: Schema = {
  1: { name: 'timeUnixNano', kind: 'fixed64' },
  2: { name: 'severityNumber', kind: 'int32' },
  3: { name: 'severityText', kind: 'string' },
  5: { name: 'body', kind: () => ANY_VALUE },
  6: { name: 'attributes', kind: () => KEY_VALUE, many: true },
  9: { name: 'traceId', kind: 'bytes' },
  10: { name: 'spanId', kind: 'bytes' },
  11: { name: 'observedTimeUnixNano', kind: 'fixed64' },
  12: { name: 'eventName', kind: 'string' },
};
const SCOPE_LOGS: Schema = {
  1: { name: 'scope', kind: () => SCOPE },
  2: { name: 'logRecords', kind: () => RECORD, many: true },
};
const RESOURCE_LOGS: Schema = {
  1: { name: 'resource', kind: () => RESOURCE },
  2: { name: 'scopeLogs', kind: () => SCOPE_LOGS, many: true },
};

/** ExportLogsServiceRequest */
export const LOGS: Schema = { 1: { name: 'resourceLogs', kind: () => RESOURCE_LOGS, many: true } };
