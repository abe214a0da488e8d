// Who is who in an event: which event data name the account that acts or logs on, the account acted on, and the group.

/** The field with the name and, where there is one, the field with its domain. */
export type Party = readonly [name: string, domain?: string];

export interface Roles {
  readonly user?: Party;
  readonly target?: Party;
  readonly group?: Party;
}

const SUBJECT: Party = ['SubjectUserName', 'SubjectDomainName'];
const TARGET: Party = ['TargetUserName', 'TargetDomainName'];

/** The rest of the events: the Subject acts where there is one. */
export const NOBODY: Roles = { user: SUBJECT };
export const SUBJECT_ACTS: Roles = { user: SUBJECT };
export const TARGET_LOGS_ON: Roles = { user: TARGET };
export const SUBJECT_ON_TARGET: Roles = { user: SUBJECT, target: TARGET };
/** 4740: TargetDomainName holds the calling computer, not a domain. */
export const SUBJECT_LOCKS_TARGET: Roles = { user: SUBJECT, target: ['TargetUserName'] };
export const SUBJECT_RENAMES: Roles = { user: SUBJECT, target: ['OldTargetUserName', 'TargetDomainName'] };
export const SUBJECT_ON_GROUP: Roles = { user: SUBJECT, group: TARGET };
export const SUBJECT_ON_MEMBER: Roles = { user: SUBJECT, target: ['MemberName'], group: TARGET };
/** 4778 and 4779 name the account without Subject or Target. */
export const ACCOUNT: Roles = { user: ['AccountName', 'AccountDomain'] };
/** Sysmon and TerminalServices: `CORP\alice` in one field. */
export const USER: Roles = { user: ['User'] };
export const SOURCE_ON_TARGET_USER: Roles = { user: ['SourceUser'], target: ['TargetUser'] };
/** 1149: the account, its domain and the address as Param1, Param2, Param3. */
export const PARAMS: Roles = { user: ['Param1', 'Param2'] };
export const DETECTION_USER: Roles = { user: ['Detection User'] };
