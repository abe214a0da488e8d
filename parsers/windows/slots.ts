// Which keys of a flat record are the system part of an event, and which are the agent's envelope. Everything else is event data.
// NXLog: https://docs.nxlog.co/refman/current/im/msvistalog.html#fields

export interface Slot {
  readonly kind:
    | 'code'
    | 'channel'
    | 'provider'
    | 'host'
    | 'record'
    | 'time'
    | 'audit'
    | 'event-type'
    | 'message'
    | 'account'
    | 'number'
    | 'data'
    | 'user'
    | 'address'
    | 'skip';
  /** Among keys of one kind the lowest wins. */
  readonly rank: number;
}

/** NXLog's EventType; Sysmon has event data of the same name (`SetValue`), which stays event data. */
export const EVENT_TYPES: ReadonlySet<string> = new Set([
  'AUDIT_SUCCESS',
  'AUDIT_FAILURE',
  'INFO',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'VERBOSE',
  'DEBUG',
]);

const KEYS: Readonly<Record<Slot['kind'], string>> = {
  code: 'EventID EventId event_id winlog.event_id',
  channel: 'Channel channel LogName log_name winlog.channel',
  provider: 'SourceName ProviderName Provider provider_name source_name provider winlog.provider_name',
  host: 'Hostname Computer ComputerName computer_name winlog.computer_name computer MachineName hostname host.name host host.hostname',
  record: 'RecordNumber EventRecordID RecordId RecordID record_id record_number winlog.record_id',
  time: 'TimeCreated EventTime SystemTime time_created event_time winlog.time_created @timestamp timestamp',
  audit: 'Keywords keywords winlog.keywords event.outcome',
  'event-type': 'EventType',
  message: 'Message message',
  account: 'AccountName Domain UserID AccountType',
  number: 'ProcessID ThreadID',
  data: 'EventData event_data UserData user_data',
  user: 'username',
  address: 'source_ip',
  skip:
    'EventReceivedTime EventTypeOrignal EventTypeOriginal SeverityValue Severity severity ProviderGuid provider_guid Version version Task ' +
    'TaskValue task Category OpcodeValue Opcode opcode Level level ActivityID RelatedActivityID activity_id ExecutionProcessID ' +
    'ExecutionThreadID process_id thread_id SourceModuleName SourceModuleType MessageSourceAddress SyslogFacility SyslogSeverity ' +
    'SyslogFacilityValue SyslogSeverityValue ERROR_EVT_UNRESOLVED @version tags port type os_type event_type user_identifier agent ecs ' +
    'event log input',
};

export const SLOTS: ReadonlyMap<string, Slot> = new Map(
  Object.entries(KEYS).flatMap(([kind, names]) =>
    names.split(' ').map((name, rank) => [name, { kind: kind as Slot['kind'], rank }] as const),
  ),
);
