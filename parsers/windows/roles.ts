// Who is who in an event: which event data name the account that acts or logs on, the account acted on, and the group.

/** Event data with the name, with its domain, with its SID; alternatives separated by `|`, of which the first with a value counts. */
export type Party = readonly [name: string, domain?: string, sid?: string];

export interface Roles {
  readonly user?: Party;
  readonly target?: Party;
  readonly group?: Party;
  /** The event data name who logs on: the account that wrote the event is somebody else. */
  readonly isLogon?: true;
  /** The event data name nobody; the account in whose name the event was written is the one who acts. */
  readonly isWriter?: true;
}

const SUBJECT: Party = ['SubjectUserName', 'SubjectDomainName', 'SubjectUserSid'];
const TARGET: Party = ['TargetUserName', 'TargetDomainName', 'TargetUserSid|TargetSid'];
const GROUP: Party = ['TargetUserName', 'TargetDomainName', 'TargetSid'];

/** The rest of the events: the Subject acts where there is one. */
export const NOBODY: Roles = { user: SUBJECT };
export const SUBJECT_ACTS: Roles = { user: SUBJECT };
export const TARGET_LOGS_ON: Roles = { user: TARGET, isLogon: true };
export const SUBJECT_ON_TARGET: Roles = { user: SUBJECT, target: TARGET };
/** 4740: TargetDomainName holds the calling computer, not a domain. */
export const SUBJECT_LOCKS_TARGET: Roles = { user: SUBJECT, target: ['TargetUserName', undefined, 'TargetSid'] };
export const SUBJECT_RENAMES: Roles = { user: SUBJECT, target: ['OldTargetUserName', 'TargetDomainName', 'TargetSid'] };
export const SUBJECT_ON_GROUP: Roles = { user: SUBJECT, group: GROUP };
export const SUBJECT_ON_MEMBER: Roles = { user: SUBJECT, target: ['MemberName', undefined, 'MemberSid'], group: GROUP };
/** 4778 and 4779 name the account without Subject or Target. */
export const ACCOUNT: Roles = { user: ['AccountName|MappedName', 'AccountDomain'], isLogon: true };
/** AD CS: who asked for a certificate. */
export const REQUESTER: Roles = { user: ['Requester|SubjectUserName'] };
/** Sysmon, TerminalServices, WMI: `CORP\alice` in one field. */
export const USER: Roles = { user: ['User'], isLogon: true };
export const USER_NAME: Roles = { user: ['UserName|User|UserContext', undefined, 'UserSid'] };
/** As USER, where the process that wrote the event ran as the user. */
export const USER_ACTS: Roles = { user: ['User|UserName|Username'] };
export const SOURCE_ON_TARGET_USER: Roles = { user: ['SourceUser'], target: ['TargetUser'], isLogon: true };
/** 1149: the account, its domain and the address as Param1, Param2, Param3. */
export const PARAMS: Roles = { user: ['Param1|param1', 'Param2|param2'], isLogon: true };
/** 307: job, document, account, computer, printer, port, bytes, pages. */
export const PRINTS: Roles = { user: ['Param3|param3'] };
export const DETECTION_USER: Roles = { user: ['Detection User|User|Process User'], isLogon: true };
export const DEFENDER_USER: Roles = { user: ['User', 'Domain'], isLogon: true };
/** The account that wrote the event is the one who acts: NXLog's AccountName, the UserID of System. */
export const EVENT_ACCOUNT: Roles = { isWriter: true };
/** USER32: the values are numbered. */
export const PARAM2_ACTS: Roles = { user: ['param2'] };
export const PARAM5_ACTS: Roles = { user: ['param5|param6'] };
export const PARAM7_ACTS: Roles = { user: ['param7'] };
/** NETLOGON 5827 and on: the machine account, its domain. */
export const MEMBER_PARAMS: Roles = { user: ['param1', 'param2'], isLogon: true };
/** SQL Server, classic providers: the account is the first value. */
export const PARAM1_LOGS_ON: Roles = { user: ['param1'], isLogon: true };
/** WinRM, SMB, NTLM: account and domain under these names. */
export const USER_DOMAIN: Roles = {
  user: ['UserName|Username|ClientUserName|username', 'DomainName|ClientDomainName|domain'],
  isLogon: true,
};
/** LDAP 2889: `192.0.2.9:49170`, `CORP\svc`. */
export const PARAM2_LOGS_ON: Roles = { user: ['param2'], isLogon: true };
/** The firewall's own log: the service writes, somebody else changed; there is only his SID. */
export const MODIFIER: Roles = { user: ['ModifyingUserName', undefined, 'ModifyingUser'], isLogon: true };
export const JOB_OWNER: Roles = { user: ['jobOwner|User|jobCreator|owner'] };
