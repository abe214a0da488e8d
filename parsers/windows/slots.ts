// Which keys of a flat record are the system part of an event, and which are the agent's envelope. Everything else is event data.
// NXLog: https://docs.nxlog.co/refman/current/im/msvistalog.html#fields
// fluent-bit: https://docs.fluentbit.io/manual/pipeline/inputs/windows-event-log-winevtlog
// Azure: https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityevent and .../windowsevent, .../event

export interface Slot {
  readonly kind:
    | 'code'
    | 'channel'
    | 'provider'
    | 'host'
    | 'record'
    | 'time'
    | 'keywords'
    | 'event-type'
    | 'level'
    | 'task'
    | 'opcode'
    | 'version'
    | 'pid'
    | 'tid'
    | 'activity'
    | 'related'
    | 'message'
    | 'account'
    | 'sid'
    | 'number'
    | 'data'
    | 'user-data'
    | 'inserts'
    | 'correlation'
    | 'execution'
    | 'security'
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
  'SuccessAudit',
  'FailureAudit',
  'Information',
  'Warning',
  'Error',
]);

const KEYS: Readonly<Record<Slot['kind'], string>> = {
  code: 'EventID EventId event_id winlog.event_id EventCode event.code',
  channel: 'Channel channel LogName log_name winlog.channel EventLog Logfile LogFile',
  provider:
    'SourceName ProviderName Provider provider_name source_name provider winlog.provider_name EventSourceName event.provider Source',
  host: 'Hostname Computer ComputerName computer_name winlog.computer_name computer MachineName hostname host.name host host.hostname',
  record:
    'RecordNumber EventRecordID EventRecordId RecordId RecordID record_id record_number winlog.record_id eventRecordID',
  time:
    'TimeCreated EventTime SystemTime time_created event_time winlog.time_created system_time timeCreated TimeGenerated time_generated ' +
    'event.created @timestamp timestamp',
  keywords: 'Keywords keywords winlog.keywords event.outcome',
  'event-type': 'EventType',
  level: 'Level level LevelDisplayName EventLevel EventLevelName winlog.level log.level levelText',
  // words before numbers
  task: 'Category TaskDisplayName TaskCategory task_name taskText winlog.task Task TaskValue task',
  opcode: 'OpcodeDisplayName Opcode OpCode opcode_name opCodeText winlog.opcode OpcodeValue opcode opCode',
  version: 'Version winlog.version version',
  pid: 'ExecutionProcessID SystemProcessId winlog.process.pid process_id',
  tid: 'ExecutionThreadID SystemThreadId winlog.process.thread.id thread_id',
  activity: 'ActivityID ActivityId activity_id winlog.activity_id',
  related: 'RelatedActivityID RelatedActivityId related_activity_id winlog.related_activity_id',
  message: 'Message message RenderedDescription Description Activity full_message short_message',
  account: 'AccountName Domain AccountType',
  sid: 'UserID UserId user_id Sid SystemUserId winlog.user.identifier user_identifier',
  number: 'ProcessID ThreadID ProcessId ThreadId',
  data: 'EventData event_data',
  'user-data': 'UserData user_data',
  inserts: 'StringInserts string_inserts ReplacementStrings Properties',
  correlation: 'correlation Correlation',
  execution: 'execution Execution',
  security: 'security Security winlog.user user',
  user: 'username',
  address: 'source_ip',
  skip:
    'EventReceivedTime EventTypeOrignal EventTypeOriginal SeverityValue Severity severity ProviderGuid provider_guid ProviderGUID ' +
    'ProviderId SourceModuleName SourceModuleType MessageSourceAddress SyslogFacility SyslogSeverity ' +
    'SyslogFacilityValue SyslogSeverityValue ERROR_EVT_UNRESOLVED @version tags port type os_type event_type agent ecs ' +
    'event log input beat Qualifiers qualifiers TimeWritten time_written Bookmark MatchedQueryIds ContainerLog ' +
    'KeywordsDisplayNames level_value winlog.api winlog.provider_guid winlog.task_id event_category EventCategory ' +
    'source_type TenantId SourceSystem Type ManagementGroupName SourceComputerId EventOriginId _ResourceId TimeCollected',
};

export const SLOTS: ReadonlyMap<string, Slot> = new Map(
  Object.entries(KEYS).flatMap(([kind, names]) =>
    names.split(' ').map((name, rank) => [name, { kind: kind as Slot['kind'], rank }] as const),
  ),
);
