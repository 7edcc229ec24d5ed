"""Standard columns of the objects that CRMs export, as their documentation names them; `read` are those that KPIs need.

Columns that nearly all of Salesforce's objects have are left out; the tests add them. A list of YAML is no properties
file of dbt, which reads every one below tests/.
"""

from __future__ import annotations

import yaml

OBJECTS: dict[str, dict[str, dict[str, list[str] | str]]] = yaml.safe_load("""
salesforce:
  read:
    Account: MasterRecordId Name Type RecordTypeId ParentId BillingStreet BillingCity BillingState BillingPostalCode BillingCountry ShippingCity ShippingCountry Phone Fax AccountNumber Website Sic Industry AnnualRevenue NumberOfEmployees Ownership TickerSymbol Description Rating Site OwnerId LastActivityDate Jigsaw AccountSource
    Contact: MasterRecordId AccountId Salutation FirstName LastName OtherCity OtherCountry MailingStreet MailingCity MailingCountry Phone MobilePhone ReportsToId Email Title Department LeadSource Birthdate OwnerId HasOptedOutOfEmail LastActivityDate Jigsaw
    Event: WhoId WhatId WhoCount WhatCount Subject Location IsAllDayEvent ActivityDateTime ActivityDate DurationInMinutes Description AccountId OwnerId Type IsPrivate ShowAs IsChild IsGroupEvent GroupEventType IsArchived IsRecurrence ReminderDateTime IsReminderSet
    EventRelation: RelationId EventId IsWhat IsParent IsInvitee AccountId Status RespondedDate Response
    Lead: MasterRecordId Salutation FirstName LastName Title Company Street City State PostalCode Country Phone MobilePhone Email Website Description LeadSource Status Industry Rating AnnualRevenue NumberOfEmployees OwnerId HasOptedOutOfEmail IsConverted ConvertedDate ConvertedAccountId ConvertedContactId ConvertedOpportunityId IsUnreadByOwner LastActivityDate
    Opportunity: AccountId IsPrivate Name Description StageName Amount Probability ExpectedRevenue CloseDate Type NextStep LeadSource IsClosed IsWon ForecastCategory ForecastCategoryName CampaignId HasOpportunityLineItem Pricebook2Id OwnerId LastActivityDate FiscalYear ContactId SyncedQuoteId ContractId
    OpportunityHistory: OpportunityId StageName Amount ExpectedRevenue CloseDate Probability ForecastCategory ValidThroughDate PrevAmount PrevCloseDate
    Task: WhoId WhatId WhoCount WhatCount Subject ActivityDate Status Priority OwnerId Description Type AccountId IsClosed IsArchived EmailMessageId CallDurationInSeconds CallType CallDisposition CallObject ReminderDateTime IsReminderSet IsRecurrence CompletedDateTime
    User: Username FirstName LastName Name CompanyName Division Department Title Street City State PostalCode Country Email Phone Fax MobilePhone Alias CommunityNickname IsActive TimeZoneSidKey UserRoleId LocaleSidKey EmailEncodingKey ProfileId UserType LanguageLocaleKey EmployeeNumber ManagerId LastLoginDate ContactId AccountId CallCenterId FederationIdentifier AboutMe
  other:
    AcceptedEventRelation: RelationId EventId RespondedDate Response Type
    AccountContactRelation: AccountId ContactId Roles IsDirect IsActive StartDate EndDate
    AccountContactRole: AccountId ContactId Role IsPrimary
    AccountHistory: AccountId Field OldValue NewValue
    AccountPartner: AccountFromId OpportunityId AccountToId Role IsPrimary ReversePartnerId
    AccountShare: AccountId UserOrGroupId AccountAccessLevel OpportunityAccessLevel CaseAccessLevel RowCause
    AccountTeamMember: AccountId UserId TeamMemberRole PhotoUrl Title AccountAccessLevel
    ActionPlan: Name TargetId ActionPlanTemplateVersionId StartDate OwnerId ActionPlanState
    Asset: ContactId AccountId ParentId Product2Id IsCompetitorProduct Name SerialNumber InstallDate PurchaseDate UsageEndDate Status Price Quantity Description OwnerId AssetLevel ProductCode
    AssignmentRule: Name SobjectType Active
    Attachment: ParentId Name IsPrivate ContentType BodyLength Body OwnerId Description
    BusinessHours: Name IsActive IsDefault SundayStartTime SundayEndTime MondayStartTime MondayEndTime TimeZoneSidKey
    BusinessProcess: Name NamespacePrefix Description TableEnumOrId IsActive
    CallCenter: Name InternalName Version AdapterUrl
    Campaign: Name ParentId Type Status StartDate EndDate ExpectedRevenue BudgetedCost ActualCost ExpectedResponse NumberSent IsActive Description NumberOfLeads NumberOfConvertedLeads NumberOfContacts NumberOfResponses NumberOfOpportunities NumberOfWonOpportunities AmountAllOpportunities OwnerId
    CampaignMember: CampaignId LeadId ContactId Status HasResponded FirstRespondedDate Salutation Name FirstName LastName Title CompanyOrAccount LeadSource Type City Country Email Phone
    CampaignMemberStatus: CampaignId Label SortOrder IsDefault HasResponded
    Case: MasterRecordId CaseNumber ContactId AccountId ParentId SuppliedName SuppliedEmail SuppliedCompany Type Status Reason Origin Subject Priority Description IsClosed ClosedDate IsEscalated OwnerId IsClosedOnCreate
    CaseComment: ParentId IsPublished CommentBody
    CaseContactRole: CasesId ContactId Role
    CaseHistory: CaseId Field OldValue NewValue
    CaseSolution: CaseId SolutionId
    CaseStatus: MasterLabel ApiName SortOrder IsDefault IsClosed
    CaseTeamMember: ParentId MemberId TeamTemplateMemberId TeamRoleId
    CaseTeamRole: Name AccessLevel PreferencesVisibleInCSP
    CategoryData: CategoryNodeId RelatedSobjectId
    CategoryNode: ParentId MasterLabel SortOrder SortStyle
    CollaborationGroup: Name MemberCount OwnerId CollaborationType Description HasPrivateFieldsAccess
    CollaborationGroupMember: CollaborationGroupId MemberId CollaborationRole NotificationFrequency
    Community: Name Description IsActive IsPublished
    ContentDocument: Title OwnerId PublishStatus LatestPublishedVersionId ParentId FileType IsArchived
    ContentDocumentLink: LinkedEntityId ContentDocumentId ShareType Visibility
    ContentVersion: ContentDocumentId IsLatest VersionNumber Title Description PathOnClient OwnerId FileType VersionData ContentModifiedDate FirstPublishLocationId
    ContentWorkspace: Name Description TagModel DefaultRecordTypeId
    Contract: AccountId Pricebook2Id OwnerExpirationNotice StartDate EndDate BillingStreet BillingCity BillingCountry ContractTerm OwnerId Status CompanySignedId CustomerSignedId CustomerSignedTitle ActivatedById ActivatedDate StatusCode Description Name ContractNumber LastActivityDate
    ContractContactRole: ContractId ContactId Role IsPrimary
    ContractLineItem: LineItemNumber ServiceContractId Product2Id AssetId StartDate EndDate Description PricebookEntryId Quantity UnitPrice Discount ListPrice Subtotal TotalPrice Status
    ContractStatus: MasterLabel SortOrder IsDefault StatusCode
    CronTrigger: CronJobDetailId NextFireTime State StartTime CronExpression TimeZoneSidKey OwnerId
    CurrencyType: IsoCode ConversionRate DecimalPlaces IsActive IsCorporate
    Dashboard: FolderId Title DeveloperName Description LeftSize MiddleSize RightSize Type RunningUserId
    DatedConversionRate: IsoCode StartDate NextStartDate ConversionRate
    Document: FolderId Name DeveloperName ContentType Type IsPublic BodyLength Body Url Description Keywords IsInternalUseOnly AuthorId IsBodySearchable
    Domain: DomainType Domain HttpsOption
    DuplicateRecordItem: Name DuplicateRecordSetId RecordId
    DuplicateRecordSet: Name DuplicateRuleId RecordCount
    EmailMessage: ParentId ActivityId TextBody HtmlBody Headers Subject FromName FromAddress ToAddress CcAddress Incoming HasAttachment Status MessageDate MessageIdentifier ThreadIdentifier RelatedToId IsTracked EmailTemplateId
    EmailMessageRelation: EmailMessageId RelationId RelationType RelationAddress RelationObjectType
    EmailTemplate: Name DeveloperName OwnerId FolderId TemplateStyle IsActive TemplateType Encoding Description Subject HtmlValue Body TimesUsed
    Entitlement: Name AccountId Type ServiceContractId ContractLineItemId AssetId StartDate EndDate SlaProcessId BusinessHoursId IsPerIncident CasesPerEntitlement RemainingCases Status
    EntitlementContact: EntitlementId ContactId Name
    EntitySubscription: ParentId SubscriberId
    EventFeed: ParentId Type LikeCount CommentCount Title Body LinkUrl
    ExternalEvent: ExternalId EventId Title Location Notes Time
    FeedAttachment: FeedEntityId Type RecordId Title Value
    FeedComment: FeedItemId ParentId CommentBody CommentType RelatedRecordId Status IsRichText
    FeedItem: ParentId Type LikeCount CommentCount Title Body LinkUrl IsRichText RelatedRecordId BestCommentId Status
    FiscalYearSettings: PeriodId StartDate EndDate Name IsStandardYear YearType
    Folder: ParentId Name DeveloperName AccessType IsReadonly Type
    ForecastingItem: ForecastingTypeId OwnerId PeriodId ForecastCategoryName ForecastAmount AmountWithoutAdjustments OwnerOnlyAmount
    ForecastingQuota: QuotaOwnerId StartDate QuotaAmount ForecastingTypeId
    Group: Name DeveloperName RelatedId Type Email OwnerId DoesSendEmailToMembers DoesIncludeBosses
    GroupMember: GroupId UserOrGroupId
    Holiday: Name Description IsAllDay ActivityDate StartTimeInMinutes EndTimeInMinutes IsRecurrence
    Idea: Title RecordTypeId CommunityId Body NumComments VoteScore VoteTotal Categories Status LastCommentDate LastCommentId ParentIdeaId IsHtml IsMerged
    IdeaComment: IdeaId CommunityId CommentBody IsHtml
    Individual: OwnerId LastName FirstName Salutation Name HasOptedOutTracking HasOptedOutProfiling HasOptedOutProcessing ShouldForget BirthDate
    LeadHistory: LeadId Field OldValue NewValue
    LeadShare: LeadId UserOrGroupId LeadAccessLevel RowCause
    LeadStatus: MasterLabel ApiName SortOrder IsDefault IsConverted
    ListEmail: OwnerId Name Subject HtmlBody TextBody FromName FromAddress Status HasAttachment ScheduledDate TotalSent CampaignId
    LiveChatTranscript: OwnerId Name LiveChatVisitorId LiveChatButtonId CaseId ContactId LeadId AccountId Body Status StartTime EndTime CallDuration
    LoginHistory: UserId LoginTime LoginType SourceIp Status Browser Platform Application
    Macro: Name OwnerId Description IsAlohaSupported IsLightningSupported StartingContext
    MailmergeTemplate: Name Description Filename BodyLength Body LastUsedDate
    MilestoneType: Name Description RecurrenceType
    Note: ParentId Title IsPrivate Body OwnerId
    ObjectTerritory2Association: ObjectId Territory2Id AssociationCause SobjectType
    OpportunityCompetitor: OpportunityId CompetitorName Strengths Weaknesses
    OpportunityContactRole: OpportunityId ContactId Role IsPrimary
    OpportunityFieldHistory: OpportunityId Field OldValue NewValue
    OpportunityLineItem: OpportunityId SortOrder PricebookEntryId Product2Id ProductCode Name Quantity Discount TotalPrice UnitPrice ListPrice ServiceDate Description
    OpportunityLineItemSchedule: OpportunityLineItemId Type Revenue Quantity Description ScheduleDate
    OpportunityPartner: OpportunityId AccountToId Role IsPrimary ReversePartnerId
    OpportunitySplit: OpportunityId SplitPercentage SplitNote SplitTypeId SplitOwnerId SplitAmount
    OpportunityStage: MasterLabel ApiName IsActive SortOrder IsClosed IsWon ForecastCategory ForecastCategoryName DefaultProbability Description
    OpportunityTeamMember: OpportunityId UserId Name PhotoUrl Title TeamMemberRole OpportunityAccessLevel
    Order: OwnerId ContractId AccountId Pricebook2Id OriginalOrderId OpportunityId QuoteId EffectiveDate EndDate IsReductionOrder Status Description Type BillingStreet BillingCity BillingCountry ShippingCity ShippingCountry Name PoNumber ActivatedDate StatusCode OrderNumber TotalAmount
    OrderItem: Product2Id OrderId PricebookEntryId OriginalOrderItemId AvailableQuantity Quantity UnitPrice ListPrice TotalPrice ServiceDate EndDate Description OrderItemNumber
    Organization: Name Division Street City State PostalCode Country Phone Fax PrimaryContact DefaultLocaleSidKey TimeZoneSidKey LanguageLocaleKey OrganizationType NamespacePrefix InstanceName IsSandbox TrialExpirationDate
    OrgWideEmailAddress: Address DisplayName IsAllowAllProfiles Purpose
    Partner: OpportunityId AccountFromId AccountToId Role IsPrimary ReversePartnerId
    PartnerRole: MasterLabel ApiName SortOrder ReverseRole
    Period: FiscalYearSettingsId Type StartDate EndDate IsForecastPeriod QuarterLabel PeriodLabel Number FullyQualifiedLabel
    PermissionSet: Name Label LicenseId ProfileId IsOwnedByProfile PermissionsApiEnabled Description
    PermissionSetAssignment: PermissionSetId PermissionSetGroupId AssigneeId IsActive
    Pricebook2: Name IsActive IsArchived Description IsStandard
    PricebookEntry: Name Pricebook2Id Product2Id UnitPrice IsActive UseStandardPrice ProductCode IsArchived
    ProcessInstance: ProcessDefinitionId TargetObjectId Status CompletedDate LastActorId ElapsedTimeInDays SubmittedById
    ProcessInstanceStep: ProcessInstanceId StepStatus OriginalActorId ActorId Comments StepNodeId
    Product2: Name ProductCode Description IsActive Family ExternalId DisplayUrl QuantityUnitOfMeasure IsArchived StockKeepingUnit
    Profile: Name UserLicenseId UserType Description PermissionsEmailSingle PermissionsApiEnabled
    QueueSobject: QueueId SobjectType
    Quote: OwnerId Name OpportunityId Pricebook2Id ContactId QuoteNumber IsSyncing ShippingHandling Tax Status ExpirationDate Description Subtotal TotalPrice LineItemCount BillingStreet BillingCity BillingCountry QuoteToCity BillingName Email Phone AccountId Discount GrandTotal
    QuoteDocument: QuoteId Name Document ContentVersionDocumentId
    QuoteLineItem: LineNumber QuoteId PricebookEntryId OpportunityLineItemId Quantity UnitPrice Discount Description ServiceDate Product2Id SortOrder ListPrice Subtotal TotalPrice
    RecordType: Name DeveloperName NamespacePrefix Description BusinessProcessId SobjectType IsActive
    Report: OwnerId FolderName Name Description DeveloperName LastRunDate Format
    ResourceAbsence: AbsenceNumber ResourceId Type Description Start End DurationInMinutes
    SelfServiceUser: LastName FirstName Name Username Email IsActive TimeZoneSidKey LocaleSidKey ContactId LanguageLocaleKey SuperUser LastLoginDate
    ServiceAppointment: OwnerId AppointmentNumber ParentRecordId AccountId ContactId Status Duration DurationInMinutes EarliestStartTime DueDate SchedStartTime Street City Country Subject
    ServiceContract: OwnerId Name AccountId ContactId Term StartDate EndDate BillingStreet BillingCity BillingCountry Pricebook2Id ContractNumber Status ApprovalStatus ParentServiceContractId GrandTotal
    ServiceResource: Name RelatedRecordId ResourceType IsActive AccountId OwnerId IsCapacityBased
    Site: Name Subdomain UrlPathPrefix GuestUserId Status AdminId SiteType MasterLabel
    SlaProcess: Name NameNorm Description IsActive StartDateField
    SocialPersona: Name ParentId Provider ExternalId IsDefault ProfileUrl RealName Followers
    Solution: SolutionNumber SolutionName IsPublished IsPublishedInPublicKb Status IsReviewed SolutionNote OwnerId TimesUsed
    StaticResource: Name ContentType BodyLength Body Description CacheControl
    TaskPriority: MasterLabel ApiName SortOrder IsDefault IsHighPriority
    TaskRelation: TaskId RelationId IsWhat AccountId
    TaskStatus: MasterLabel ApiName SortOrder IsDefault IsClosed
    Territory2: Name Territory2TypeId Territory2ModelId ParentTerritory2Id Description DeveloperName
    TimeSheetEntry: TimeSheetEntryNumber TimeSheetId StartTime EndTime DurationInMinutes Subject Status Type
    Topic: Name Description TalkingAbout ManagedTopicType
    TopicAssignment: TopicId EntityId EntityKeyPrefix EntityType
    UserLicense: LicenseDefinitionKey TotalLicenses Status UsedLicenses Name MasterLabel
    UserLogin: UserId IsFrozen IsPasswordLocked
    UserPreference: UserId Preference Value
    UserRole: Name ParentRoleId RollupDescription OpportunityAccessForAccountOwner CaseAccessForAccountOwner DeveloperName PortalType
    UserTeamMember: OwnerId UserId TeamMemberRole AccountAccessLevel OpportunityAccessLevel
    UserTerritory2Association: UserId Territory2Id IsActive RoleInTerritory2
    Vote: ParentId Type
    WebLink: PageOrSobjectType Name IsProtected Url EncodingKey LinkType OpenType Description
    WorkOrder: OwnerId WorkOrderNumber AccountId ContactId CaseId Street City Country Subject Description Priority Status StartDate EndDate Discount GrandTotal DurationInMinutes
    WorkType: OwnerId Name Description EstimatedDuration DurationType DurationInMinutes ShouldAutoCreateSvcAppt
    # an object of one's own
    Machine__c: OwnerId Name Status__c Amount__c Account__c Close_Date__c

hubspot:
  read:
    companies: [Record ID, Company name, Company owner, Create Date, Country/Region, Industry, Company Domain Name, Phone Number, City, Lifecycle Stage, Parent Company]
    contacts: [Record ID, First Name, Last Name, Email, Phone Number, Contact owner, Primary Company, Last Activity Date, Lead Status, Marketing contact status, Create Date, Lifecycle Stage, Original Traffic Source]
    deals: [Record ID, Deal Name, Deal Stage, Close Date, Deal owner, Amount, Pipeline, Create Date, Deal Type, Priority, Associated Contact IDs, Associated Company IDs]
    calls: [Record ID, Call title, Activity date, Activity assigned to, Call outcome, Call direction, Call duration, Call notes, Create date]
    meetings: [Record ID, Meeting name, Meeting outcome, Meeting start time, Meeting end time, Activity assigned to, Create date]
    tasks: [Record ID, Task Title, Task status, Task type, Due date, Assigned to, Completion date, Create date, Priority]
  other:
    leads: [Record ID, Lead Name, Lead Pipeline, Lead Pipeline Stage, Lead Type, Lead Label, Lead owner, Create date, Associated Contact, Associated Company]
    line items: [Record ID, Name, Quantity, Unit price, Net price, Currency, Term, Unit discount, Create Date, SKU, Associated Deal, Associated Deal IDs]
    products: [Record ID, Name, SKU, Product description, Unit price, Unit cost, Create Date, Product type, Folder, URL]
    tickets: [Record ID, Ticket name, Pipeline, Ticket status, Create date, Close date, Priority, Ticket owner, Source, Associated Company, Associated Contact, Associated Deal]
    quotes: [Record ID, Quote Title, Title, Status, Quote Status, Amount, Currency, Create Date, Expiration Date, Owner, Associated Deal]
    emails: [Record ID, Email subject, Email body, Email direction, Email send status, Activity date, Activity assigned to, Create date]
    notes: [Record ID, Note body, Activity date, Activity assigned to, Create date, Associated Contact IDs]
    postal mail: [Record ID, Postal Mail Title, Postal Mail Body, Activity date, Activity assigned to, Create date]
    communications: [Record ID, Channel Type, Communication Body, Activity date, Activity assigned to, Create date]
    invoices: [Record ID, Invoice Number, Invoice Status, Amount billed, Balance due, Currency, Invoice date, Due date, Create date, Owner]
    payments: [Record ID, Payment ID, Payment method, Payment status, Gross amount, Net amount, Customer email, Payment date, Create Date]
    subscriptions: [Record ID, Name, Subscription status, Recurring billing start date, Last payment amount, Next payment date, Currency, Create Date, Email]
    orders: [Record ID, Order Name, Pipeline, Order Status, Fulfillment status, Total price, Currency, Create date, Order owner]
    carts: [Record ID, Cart Name, Cart Discount, Currency, Total Price, Create date]
    feedback submissions: [Record ID, Survey Name, Survey Type, Sentiment, Rating, Response, Survey submission date, Contact email, Email]
    marketing events: [Record ID, Event Name, Event Organizer, Event URL, Start date, End date, Registrants, Attendees, Create Date]
    goals: [Record ID, Goal Name, Target Amount, Start Date, End Date, Assignee, Status]
    appointments: [Record ID, Appointment Name, Appointment Start, Appointment End, Appointment Status, Create date, Owner]
    services: [Record ID, Service Name, Pipeline, Status, Start date, Target end date, Service owner, Amount, Create date]
    courses: [Record ID, Course Name, Description, Status, Price, Create date]
    listings: [Record ID, Listing Name, Price, Address, City, Listing Type, Status, Owner, Create date]
    projects: [Record ID, Project Name, Project Status, Owner, Create date, Target date]
    cars: [Record ID, Name, Model, Status, Amount, Object create date/time, Owner, HubSpot Team, Associated Contact IDs]

zoho:
  read:
    Accounts: [Record Id, Account Owner.id, Account Owner, Account Name, Phone, Website, Account Type, Industry, Billing Country, Parent Account.id, Parent Account, Created By.id, Created By, Modified By.id, Modified By, Created Time, Modified Time, Tag]
    Calls: [Record Id, Subject, Call Type, Call Purpose, Contact Name.id, Contact Name, Related To.id, Related To, Call Start Time, Call Duration, Call Owner.id, Call Owner, Outgoing Call Status, Created By.id, Created By, Created Time, Modified By.id]
    Contacts: [Record Id, Contact Owner.id, Contact Owner, Lead Source, First Name, Last Name, Account Name.id, Account Name, Email, Phone, Created By.id, Created By, Modified By.id, Created Time]
    Deals: [Record Id, Deal Owner.id, Deal Owner, Amount, Deal Name, Closing Date, Account Name.id, Account Name, Stage, Type, Probability (%), Lead Source, Contact Name.id, Contact Name, Created By.id, Created By, Modified By.id, Created Time, Currency]
    Events: [Record Id, Title, From, To, Host.id, Host, Participants, Related To.id, Related To, Contact Name.id, Contact Name, Created By.id, Created By, Modified By.id, Created Time, Location]
    Leads: [Record Id, Lead Owner.id, Lead Owner, Is Converted, Company, First Name, Last Name, Email, Lead Source, Lead Status, Created By.id, Created By, Modified By.id, Modified By, Created Time, Converted Date Time, Converted Account.id, Converted Deal.id]
    Tasks: [Record Id, Task Owner.id, Task Owner, Subject, Due Date, Contact Name.id, Contact Name, Related To.id, Related To, Status, Priority, Closed Time, Created By.id, Created By, Modified By.id, Created Time]
  other:
    Products: [Record Id, Product Owner.id, Product Owner, Product Name, Product Code, Vendor Name.id, Vendor Name, Product Active, Manufacturer, Product Category, Unit Price, Qty in Stock, Created By.id, Created By, Modified By.id, Created Time]
    Price_Books: [Record Id, Price Book Owner.id, Price Book Owner, Price Book Name, Active, Pricing Model, Description, Created By.id, Modified By.id, Created Time]
    Quotes: [Record Id, Quote Number, Subject, Quote Stage, Deal Name.id, Deal Name, Valid Till, Contact Name.id, Account Name.id, Account Name, Quote Owner.id, Quote Owner, Grand Total, Sub Total, Created By.id, Modified By.id, Created Time]
    Sales_Orders: [Record Id, SO Number, Subject, Deal Name.id, Purchase Order, Due Date, Contact Name.id, Account Name.id, Account Name, Status, Sales Order Owner.id, Sales Order Owner, Grand Total, Created By.id, Modified By.id, Created Time]
    Purchase_Orders: [Record Id, PO Number, Subject, Vendor Name.id, Vendor Name, Requisition Number, Due Date, Status, Purchase Order Owner.id, Grand Total, Created By.id, Modified By.id, Created Time]
    Invoices: [Record Id, Invoice Number, Subject, Sales Order.id, Invoice Date, Due Date, Status, Account Name.id, Account Name, Contact Name.id, Invoice Owner.id, Invoice Owner, Grand Total, Created By.id, Modified By.id, Created Time]
    Vendors: [Record Id, Vendor Name, Phone, Email, Website, GL Account, Category, Vendor Owner.id, Vendor Owner, Country, Created By.id, Modified By.id, Created Time]
    Campaigns: [Record Id, Campaign Owner.id, Campaign Owner, Type, Campaign Name, Status, Start Date, End Date, Expected Revenue, Budgeted Cost, Actual Cost, Created By.id, Modified By.id, Created Time]
    Cases: [Record Id, Case Number, Case Owner.id, Case Owner, Product Name.id, Status, Type, Priority, Case Origin, Case Reason, Subject, Related To.id, Account Name.id, Account Name, Email, Created By.id, Modified By.id, Created Time]
    Solutions: [Record Id, Solution Number, Solution Owner.id, Solution Owner, Solution Title, Published, Status, Product Name.id, Question, Answer, Created By.id, Modified By.id, Created Time]
    Notes: [Record Id, Note Owner.id, Note Owner, Note Title, Note Content, Parent ID.id, Parent ID, Created By.id, Modified By.id, Created Time]
    Attachments: [Record Id, Attachment Owner.id, File Name, Parent ID.id, Size, Created By.id, Modified By.id, Created Time]
    Appointments: [Record Id, Appointment Name, Appointment For.id, Service Name.id, Status, Appointment Start Time, Appointment End Time, Owner.id, Created By.id, Modified By.id, Created Time]
    Services: [Record Id, Service Name, Duration, Price, Status, Owner.id, Created By.id, Modified By.id, Created Time]
    Contact_Roles: [Record Id, Contact Role, Deal Name.id, Deal Name, Contact Name.id, Created By.id, Modified By.id]
    Machines: [Record Id, Machine Name, Machine Owner.id, Machine Owner, Email, Status, Amount, Currency, Account Name.id, Account Name, Created By.id, Created By, Modified By.id, Modified By, Created Time, Modified Time]

zoho analytics:
  read:
    Accounts: [ACCOUNTID, Account Name, Account Owner, SMOWNERID, Industry, Billing Country, Created Time]
    Calls: [CALLID, Subject, Call Type, Call Start Time, Call Duration (in seconds), SMOWNERID, Call Owner, LEADID, CONTACTID, ACCOUNTID, POTENTIALID, Created Time]
    Contacts: [CONTACTID, First Name, Last Name, Email, ACCOUNTID, Contact Owner, SMOWNERID, Lead Source, Created Time]
    Events: [EVENTID, Title, Start DateTime, End DateTime, SMOWNERID, Event Owner, LEADID, CONTACTID, ACCOUNTID, POTENTIALID, Created Time]
    Leads: [LEADID, Lead Owner, SMOWNERID, Company, First Name, Last Name, Email, Lead Source, Lead Status, Created Time, Is Converted, ACCOUNTID, CONTACTID, POTENTIALID]
    Potentials: [POTENTIALID, Potential Name, Potential Owner, SMOWNERID, Amount, Closing Date, Stage, Type, ACCOUNTID, CONTACTID, LEADID, Created Time]
    Tasks: [TASKID, Subject, Due Date, Status, Task Owner, SMOWNERID, CONTACTID, ACCOUNTID, POTENTIALID, Created Time]
    Users: [USER_ID, First Name, Last Name, Email]
  other:
    Campaigns: [CAMPAIGNID, Campaign Name, Campaign Owner, Type, Status, Start Date, End Date, Expected Revenue, Created Time]
    Cases: [CASEID, Case Number, Case Owner, Status, Subject, ACCOUNTID, CONTACTID, Created Time]
    Invoices: [INVOICEID, Subject, Invoice Number, Invoice Owner Id, Invoice Owner, Invoice Status, Created Time, ACCOUNTID, CONTACTID, Grand Total]
    Products: [PRODUCTID, Product Name, Product Code, Unit Price, Product Owner, Created Time]
    Quotes: [QUOTEID, Subject, Quote Stage, Quote Owner, POTENTIALID, ACCOUNTID, Grand Total, Created Time]
    Vendors: [VENDORID, Vendor Name, Email, Phone, Created Time]

pipedrive:
  read:
    deals: [Deal - ID, Deal - Title, Deal - Owner, Deal - Value, Deal - Currency of Value, Deal - Organization, Deal - Organization ID, Deal - Pipeline, Deal - Contact person, Deal - Stage, Deal - Status, Deal - Deal created, Deal - Won time, Deal - Lost time, Deal - Product name, Deal - Product quantity]
    people: [Person - ID, Person - Name, Person - Organization, Person - Email - Work, Person - Owner, Person - Person created, Person - Open deals]
    organizations: [Organization - ID, Organization - Name, Organization - Owner, Organization - Address, Organization - Organization created, Organization - People]
    leads: [Lead - ID, Lead - Title, Lead - Owner, Lead - Label, Lead - Contact person, Lead - Organization, Lead - Lead created, Lead - Archive status]
    activities: [Activity - ID, Activity - Subject, Activity - Type, Activity - Due date, Activity - Done, Activity - Assigned to user, Activity - Deal, Activity - Contact person]
  other:
    products: [Product - ID, Product - Name, Product - Product code, Product - Unit, Product - Tax, Product - Owner, Product - Active]
    notes: [Note - ID, Note - Content, Note - User, Note - Deal, Note - Person, Organization - Name, Note - Add time]
    projects: [Project - ID, Project - Title, Project - Status, Project - Phase, Project - Owner, Organization - Name, Person - Name]

fxiaoke:
  read:
    客户: [唯一性ID（必填）, 客户名称（必填）, 负责人（必填）, 客户级别, 国家, 创建时间, 生命状态]
    销售线索: [唯一性ID（必填）, 姓名（必填）, 公司, 邮件, 来源, 线索阶段, 业务状态, 负责人, 创建时间, 转换时间]
    商机: [唯一性ID（必填）, 商机名称（必填）, 客户名称（必填）, 销售阶段, 商机金额, 预计成交日期, 负责人, 创建时间]
    员工: [员工编号, 姓名, 主属部门, 邮箱, 状态, 入职日期]
  other:
    联系人: [唯一性ID（必填）, 姓名（必填）, 客户名称, 手机, 邮件, 职务, 负责人, 创建时间, 生命状态]
    产品: [唯一性ID（必填）, 产品名称（必填）, 产品编码, 标准价格, 状态, 创建时间]
    价目表: [唯一性ID（必填）, 价目表名称（必填）, 启用状态, 负责人, 创建时间]
    报价单: [唯一性ID（必填）, 报价单编号, 客户名称, 商机名称, 报价金额, 报价日期, 负责人, 创建时间, 生命状态]
    商机明细: [唯一性ID（必填）, 商机名称（必填）, 客户名称, 产品名称, 数量, 单价, 销售阶段, 负责人, 创建时间, 生命状态]
    销售订单: [唯一性ID（必填）, 销售订单编号, 客户名称（必填）, 销售订单金额(元), 下单日期, 负责人, 创建时间, 生命状态]
    回款: [唯一性ID（必填）, 回款编号, 客户名称, 回款金额, 回款日期, 负责人, 创建时间, 生命状态]
    工单: [唯一性ID（必填）, 工单编号, 客户名称, 工单状态, 负责人, 创建时间, 生命状态]
    市场活动: [唯一性ID（必填）, 活动名称, 活动类型, 活动预算, 负责人, 创建时间, 生命状态]
""")
