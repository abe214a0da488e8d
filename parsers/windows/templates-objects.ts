// Templates (templates.ts tells the notation) of audit events about objects, policies, directories, shares and connections.
// https://learn.microsoft.com/windows/security/threat-protection/auditing/event-<id>

const SUBJECT =
  'Subject:|Security ID:=SubjectUserSid|Account Name:=SubjectUserName|Account Domain:=SubjectDomainName|Logon ID:=SubjectLogonId';
const TARGET = 'Security ID:=TargetSid|Account Name:=TargetUserName|Account Domain:=TargetDomainName';
const PROCESS = 'Process Information:|Process ID:=ProcessId|Process Name:=ProcessName';
const OBJECT =
  'Object:|Object Server:=ObjectServer|Object Type:=ObjectType|Object Name:=ObjectName*|Handle ID:=HandleId|?Resource Attributes:=ResourceAttributes';
const DESCRIPTORS = 'Original Security Descriptor:=OldSd|New Security Descriptor:=NewSd';
const DIRECTORY = `${SUBJECT}|Directory Service:|Name:=DSName|Type:=DSType`;
const CORRELATION = 'Correlation ID:=OpCorrelationID|Application Correlation ID:=AppCorrelationID';
const KEY = `${SUBJECT}|?Process Information:|?Process ID:=ClientProcessId|?Process Creation Time:=ClientCreationTime|Cryptographic Parameters:|Provider Name:=ProviderName|Algorithm Name:=AlgorithmName|Key Name:=KeyName*|Key Type:=KeyType`;
const FILTER = 'Filter Information:|Filter Run-Time ID:=FilterRTID|Layer Name:=LayerName|Layer Run-Time ID:=LayerRTID';
const BIND = `Application Information:|Process ID:=ProcessId|Application Name:=Application|Network Information:|Source Address:=SourceAddress|Source Port:=SourcePort|Protocol:=Protocol|${FILTER}`;
const BLOCKED = `Application Information:|Process ID:=ProcessId|Application Name:=Application|Network Information:|Direction:=Direction|Source Address:=SourceAddress|Source Port:=SourcePort|Destination Address:=DestAddress|Destination Port:=DestPort|Protocol:=Protocol|${FILTER}`;
const NPS =
  'User:|Security ID:=SubjectUserSid|Account Name:=SubjectUserName*|Account Domain:=SubjectDomainName*|' +
  'Fully Qualified Account Name:=FullyQualifiedSubjectUserName*|Client Machine:|Security ID:=SubjectMachineSID|' +
  'Account Name:=SubjectMachineName*|Fully Qualified Account Name:=FullyQualifiedSubjectMachineName*|' +
  '?OS-Version:=MachineInventory|Called Station Identifier:=CalledStationID*|Calling Station Identifier:=CallingStationID*|NAS:|' +
  'NAS IPv4 Address:=NASIPv4Address|NAS IPv6 Address:=NASIPv6Address|NAS Identifier:=NASIdentifier|NAS Port-Type:=NASPortType|' +
  'NAS Port:=NASPort|RADIUS Client:|Client Friendly Name:=ClientName|Client IP Address:=ClientIPAddress|Authentication Details:|' +
  'Connection Request Policy Name:=ProxyPolicyName|Network Policy Name:=NetworkPolicyName|' +
  'Authentication Provider:=AuthenticationProvider|Authentication Server:=AuthenticationServer|' +
  'Authentication Type:=AuthenticationType|EAP Type:=EAPType|Account Session Identifier:=AccountSessionIdentifier|' +
  '?Logging Results:=LoggingResult|?Reason Code:=ReasonCode|?Reason:=Reason';
const DEVICE = `${SUBJECT}|Device ID:=DeviceId|Device Name:=DeviceDescription*|Class ID:=ClassId|Class Name:=ClassName|`;

/** Ids -> template. */
export const OBJECT_TEXTS: Readonly<Record<string, string>> = {
  '4616': `${SUBJECT}|Process Information:|Process ID:=ProcessId|Name:=ProcessName|Previous Time:=PreviousTime|New Time:=NewTime`,
  '4627': `${SUBJECT}|Logon Type:=LogonType|New Logon:|Security ID:=TargetUserSid|Account Name:=TargetUserName|Account Domain:=TargetDomainName|Logon ID:=TargetLogonId|Event in sequence:=EventIdx|Group Membership:=GroupMembership`,
  '4656': `${SUBJECT}|${OBJECT}|${PROCESS}|Access Request Information:|Transaction ID:=TransactionId|Accesses:=AccessList|?Access Reasons:=AccessReason|Access Mask:=AccessMask|Privileges Used for Access Check:=PrivilegeList|Restricted SID Count:=RestrictedSidCount`,
  '4657': `${SUBJECT}|Object:|Object Name:=ObjectName*|Object Value Name:=ObjectValueName*|Handle ID:=HandleId|Operation Type:=OperationType|${PROCESS}|Change Information:|Old Value Type:=OldValueType|Old Value:=OldValue*|New Value Type:=NewValueType|New Value:=NewValue*`,
  '4658': `${SUBJECT}|Object:|Object Server:=ObjectServer|Handle ID:=HandleId|${PROCESS}`,
  '4660': `${SUBJECT}|Object:|Object Server:=ObjectServer|Handle ID:=HandleId|${PROCESS}|Transaction ID:=TransactionId`,
  '4661': `${SUBJECT}|${OBJECT}|${PROCESS}|Access Request Information:|Transaction ID:=TransactionId|Accesses:=AccessList|?Access Reasons:=AccessReason|Access Mask:=AccessMask|Privileges Used for Access Check:=PrivilegeList|Properties:=Properties|Restricted SID Count:=RestrictedSidCount`,
  '4662': `${SUBJECT}|${OBJECT}|Operation:|Operation Type:=OperationType|Accesses:=AccessList|Access Mask:=AccessMask|Properties:=Properties|Additional Information:|Parameter 1:=AdditionalInfo|Parameter 2:=AdditionalInfo2`,
  '4663': `${SUBJECT}|${OBJECT}|${PROCESS}|Access Request Information:|Accesses:=AccessList|Access Mask:=AccessMask`,
  '4664': `${SUBJECT}|Link Information:|File Name:=FileName*|Link Name:=LinkName*|Transaction ID:=TransactionId`,
  '4670': `${SUBJECT}|${OBJECT}|Process:|Process ID:=ProcessId|Process Name:=ProcessName|Permissions Change:|${DESCRIPTORS}`,
  '4674': `${SUBJECT}|Object:|Object Server:=ObjectServer|Object Type:=ObjectType|Object Name:=ObjectName*|Object Handle:=HandleId|${PROCESS}|Requested Operation:|Desired Access:=AccessMask|Privileges:=PrivilegeList`,
  '4703': `${SUBJECT}|Target Account:|Security ID:=TargetUserSid|Account Name:=TargetUserName|Account Domain:=TargetDomainName|Logon ID:=TargetLogonId|${PROCESS}|Enabled Privileges:=EnabledPrivilegeList|Disabled Privileges:=DisabledPrivilegeList`,
  '4704': `${SUBJECT}|Target Account:|Account Name:=TargetSid|New Right:|User Right:=PrivilegeList`,
  '4705': `${SUBJECT}|Target Account:|Account Name:=TargetSid|Removed Right:|User Right:=PrivilegeList`,
  '4706': `${SUBJECT}|Trusted Domain:|Domain Name:=DomainName|Domain ID:=DomainSid|Trust Information:|Trust Type:=TdoType|Trust Direction:=TdoDirection|Trust Attributes:=TdoAttributes|SID Filtering:=SidFilteringEnabled`,
  '4707': `${SUBJECT}|Domain Information:|Domain Name:=DomainName|Domain ID:=DomainSid`,
  '4717': `${SUBJECT}|Account Modified:|Account Name:=TargetSid|Access Granted:|Access Right:=AccessGranted`,
  '4718': `${SUBJECT}|Account Modified:|Account Name:=TargetSid|Access Removed:|Access Right:=AccessRemoved`,
  '4770': `Account Information:|Account Name:=TargetUserName|Account Domain:=TargetDomainName|Service Information:|Service Name:=ServiceName|Service ID:=ServiceSid|Network Information:|Client Address:=IpAddress|Client Port:=IpPort|Additional Information:|Ticket Options:=TicketOptions|Ticket Encryption Type:=TicketEncryptionType`,
  '4777':
    'Authentication Package:=PackageName|Logon Account:=TargetUserName*|Source Workstation:=Workstation*|Error Code:=Status',
  '4780': `${SUBJECT}|Target Account:|${TARGET}|Additional Information:|Privileges:=PrivilegeList`,
  '4781': `${SUBJECT}|Target Account:|Security ID:=TargetSid|Account Domain:=TargetDomainName|Old Account Name:=OldTargetUserName*|New Account Name:=NewTargetUserName*|Additional Information:|Privileges:=PrivilegeList`,
  '4782': `${SUBJECT}|Target Account:|Account Name:=TargetUserName|Account Domain:=TargetDomainName`,
  '4793': `${SUBJECT}|Additional Information:|Caller Workstation:=Workstation|Provided Account Name (unauthenticated):=TargetUserName*|Status Code:=Status`,
  '4794': `${SUBJECT}|Additional Information:|Caller Workstation:=Workstation|Status Code:=Status`,
  '4797': `${SUBJECT}|Additional Information:|Caller Workstation:=Workstation|Target Account Name:=TargetUserName|Target Account Domain:=TargetDomainName`,
  '4798': `${SUBJECT}|User:|${TARGET}|${PROCESS.replace('=ProcessId', '=CallerProcessId').replace('=ProcessName', '=CallerProcessName')}`,
  '4907': `${SUBJECT}|${OBJECT}|${PROCESS}|Auditing Settings:|${DESCRIPTORS}`,
  '4985': `${SUBJECT}|Transaction Information:|RM Transaction ID:=TransactionId|New State:=NewState|Resource Manager:=ResourceManager|${PROCESS}`,
  '5058': `${KEY}|Key File Operation Information:|File Path:=KeyFilePath*|Operation:=Operation|Return Code:=ReturnCode`,
  '5059': `${KEY}|Additional Information:|Operation:=Operation|Return Code:=ReturnCode`,
  '5061': `${KEY}|Cryptographic Operation:|Operation:=Operation|Return Code:=ReturnCode`,
  '5136': `${DIRECTORY}|Object:|DN:=ObjectDN*|GUID:=ObjectGUID|Class:=ObjectClass|Attribute:|LDAP Display Name:=AttributeLDAPDisplayName|Syntax (OID):=AttributeSyntaxOID|Value:=AttributeValue*|Operation:|Type:=OperationType|${CORRELATION}`,
  '5137': `${DIRECTORY}|Object:|DN:=ObjectDN*|GUID:=ObjectGUID|Class:=ObjectClass|Operation:|${CORRELATION}`,
  '5138': `${DIRECTORY}|Object:|Old DN:=OldObjectDN*|New DN:=NewObjectDN*|GUID:=ObjectGUID|Class:=ObjectClass|Operation:|${CORRELATION}`,
  '5139': `${DIRECTORY}|Object:|Old DN:=OldObjectDN*|New DN:=NewObjectDN*|GUID:=ObjectGUID|Class:=ObjectClass|Operation:|${CORRELATION}`,
  '5141': `${DIRECTORY}|Object:|DN:=ObjectDN*|GUID:=ObjectGUID|Class:=ObjectClass|Operation:|Tree Delete:=TreeDelete|${CORRELATION}`,
  '5142': `${SUBJECT}|Share Information:|Share Name:=ShareName*|Share Path:=ShareLocalPath*`,
  '5144': `${SUBJECT}|Share Information:|Share Name:=ShareName*|Share Path:=ShareLocalPath*`,
  '5152': BLOCKED,
  '5153': BLOCKED,
  '5154': BIND,
  '5158': BIND,
  '5376': SUBJECT,
  '5377': SUBJECT,
  '5378': `${SUBJECT}|Credential Delegation Information:|Security Package:=Package|User's UPN:=UserUPN|Target Server:=TargetServer|Credential Type:=CredType`,
  '6272': NPS,
  '6273': NPS,
  '6274': NPS,
  '6278': NPS,
  '6416': `${DEVICE}Vendor IDs:=VendorIds|Compatible IDs:=CompatibleIds|Location Information:=LocationInformation`,
};
