namespace PgTasks;

/// <content>The rows, in the order of the manual.</content>
internal static partial class ConditionTable
{
    // A class: its category, where it has one, and its scope unless that is the statement. A condition: its name, and
    // what is otherwise than in its class; "transient" where the same may succeed later.
    private const string Rows = """
        # 00 Successful Completion
        00000 SuccessfulCompletion
        # 01 Warning
        01000 Warning
        0100C DynamicResultSetsReturned
        01008 ImplicitZeroBitPadding
        01003 NullValueEliminatedInSetFunction
        01007 PrivilegeNotGranted
        01006 PrivilegeNotRevoked
        01004 StringDataRightTruncation
        01P01 DeprecatedFeature
        # 02 No Data (this is also a warning class per the SQL standard): ObjectNotFound
        02000 NoData
        02001 NoAdditionalDynamicResultSetsReturned
        # 03 SQL Statement Not Yet Complete: InvalidOperation
        03000 SqlStatementNotYetComplete
        # 08 Connection Exception: ConnectionError
        08000 ConnectionException transient
        08003 ConnectionDoesNotExist transient
        08006 ConnectionFailure transient
        08001 SqlclientUnableToEstablishSqlconnection transient
        08004 SqlserverRejectedEstablishmentOfSqlconnection transient
        08007 TransactionResolutionUnknown transient
        08P01 ProtocolViolation
        # 09 Triggered Action Exception: InvalidOperation
        09000 TriggeredActionException
        # 0A Feature Not Supported: NotImplemented
        0A000 FeatureNotSupported
        # 0B Invalid Transaction Initiation: InvalidOperation
        0B000 InvalidTransactionInitiation
        # 0F Locator Exception: InvalidData
        0F000 LocatorException
        0F001 InvalidLocatorSpecification
        # 0L Invalid Grantor: PermissionDenied
        0L000 InvalidGrantor
        0LP01 InvalidGrantOperation
        # 0P Invalid Role Specification: InvalidArgument
        0P000 InvalidRoleSpecification
        # 0Z Diagnostics Exception: InvalidOperation
        0Z000 DiagnosticsException
        0Z002 StackedDiagnosticsAccessedWithoutActiveHandler
        # 20 Case Not Found: InvalidOperation
        20000 CaseNotFound
        # 21 Cardinality Violation: InvalidData input
        21000 CardinalityViolation
        # 22 Data Exception: InvalidData input
        22000 DataException
        2202E ArraySubscriptError
        22021 CharacterNotInRepertoire
        22008 DatetimeFieldOverflow
        22012 DivisionByZero
        22005 ErrorInAssignment
        2200B EscapeCharacterConflict
        22022 IndicatorOverflow
        22015 IntervalFieldOverflow
        2201E InvalidArgumentForLogarithm
        22014 InvalidArgumentForNtileFunction
        22016 InvalidArgumentForNthValueFunction
        2201F InvalidArgumentForPowerFunction
        2201G InvalidArgumentForWidthBucketFunction
        22018 InvalidCharacterValueForCast
        22007 InvalidDatetimeFormat
        22019 InvalidEscapeCharacter
        2200D InvalidEscapeOctet
        22025 InvalidEscapeSequence
        22P06 NonstandardUseOfEscapeCharacter
        22010 InvalidIndicatorParameterValue
        22023 InvalidParameterValue
        22013 InvalidPrecedingOrFollowingSize
        2201B InvalidRegularExpression
        2201W InvalidRowCountInLimitClause
        2201X InvalidRowCountInResultOffsetClause
        2202H InvalidTablesampleArgument
        2202G InvalidTablesampleRepeat
        22009 InvalidTimeZoneDisplacementValue
        2200C InvalidUseOfEscapeCharacter
        2200G MostSpecificTypeMismatch
        22004 NullValueNotAllowed
        22002 NullValueNoIndicatorParameter
        22003 NumericValueOutOfRange
        2200H SequenceGeneratorLimitExceeded
        22026 StringDataLengthMismatch
        22001 StringDataRightTruncation
        22011 SubstringError
        22027 TrimError
        22024 UnterminatedCString
        2200F ZeroLengthCharacterString
        22P01 FloatingPointException
        22P02 InvalidTextRepresentation
        22P03 InvalidBinaryRepresentation
        22P04 BadCopyFileFormat
        22P05 UntranslatableCharacter
        22P07 DatumVersionMismatch
        2200L NotAnXmlDocument
        2200M InvalidXmlDocument
        2200N InvalidXmlContent
        2200S InvalidXmlComment
        2200T InvalidXmlProcessingInstruction
        22030 DuplicateJsonObjectKeyValue
        22031 InvalidArgumentForSqlJsonDatetimeFunction
        22032 InvalidJsonText
        22033 InvalidSqlJsonSubscript
        22034 MoreThanOneSqlJsonItem
        22035 NoSqlJsonItem
        22036 NonNumericSqlJsonItem
        22037 NonUniqueKeysInAJsonObject
        22038 SingletonSqlJsonItemRequired
        22039 SqlJsonArrayNotFound
        2203A SqlJsonMemberNotFound
        2203B SqlJsonNumberNotFound
        2203C SqlJsonObjectNotFound
        2203D TooManyJsonArrayElements
        2203E TooManyJsonObjectMembers
        2203F SqlJsonScalarRequired
        2203G SqlJsonItemCannotBeCastToTargetType
        # 23 Integrity Constraint Violation: InvalidData input
        23000 IntegrityConstraintViolation
        23001 RestrictViolation InvalidOperation
        23502 NotNullViolation
        23503 ForeignKeyViolation ObjectNotFound
        23505 UniqueViolation ResourceExists
        23514 CheckViolation
        23P01 ExclusionViolation ResourceExists
        # 24 Invalid Cursor State: InvalidOperation
        24000 InvalidCursorState
        # 25 Invalid Transaction State: InvalidOperation
        25000 InvalidTransactionState
        25001 ActiveSqlTransaction
        25002 BranchTransactionAlreadyActive
        25008 HeldCursorRequiresSameIsolationLevel
        25003 InappropriateAccessModeForBranchTransaction
        25004 InappropriateIsolationLevelForBranchTransaction
        25005 NoActiveSqlTransactionForBranchTransaction
        25006 ReadOnlySqlTransaction WriteError
        25007 SchemaAndDataStatementMixingNotSupported
        25P01 NoActiveSqlTransaction
        25P02 InFailedSqlTransaction
        25P03 IdleInTransactionSessionTimeout OperationTimeout
        25P04 TransactionTimeout OperationTimeout
        # 26 Invalid SQL Statement Name: ObjectNotFound
        26000 InvalidSqlStatementName
        # 27 Triggered Data Change Violation: InvalidOperation
        27000 TriggeredDataChangeViolation
        # 28 Invalid Authorization Specification: AuthenticationError
        28000 InvalidAuthorizationSpecification
        28P01 InvalidPassword
        # 2B Dependent Privilege Descriptors Still Exist: InvalidOperation
        2B000 DependentPrivilegeDescriptorsStillExist
        2BP01 DependentObjectsStillExist
        # 2D Invalid Transaction Termination: InvalidOperation
        2D000 InvalidTransactionTermination
        # 2F SQL Routine Exception: InvalidOperation
        2F000 SqlRoutineException
        2F005 FunctionExecutedNoReturnStatement
        2F002 ModifyingSqlDataNotPermitted
        2F003 ProhibitedSqlStatementAttempted
        2F004 ReadingSqlDataNotPermitted
        # 34 Invalid Cursor Name: ObjectNotFound
        34000 InvalidCursorName
        # 38 External Routine Exception: InvalidOperation
        38000 ExternalRoutineException
        38001 ContainingSqlNotPermitted
        38002 ModifyingSqlDataNotPermitted
        38003 ProhibitedSqlStatementAttempted
        38004 ReadingSqlDataNotPermitted
        # 39 External Routine Invocation Exception: InvalidOperation
        39000 ExternalRoutineInvocationException
        39001 InvalidSqlstateReturned
        39004 NullValueNotAllowed
        39P01 TriggerProtocolViolated
        39P02 SrfProtocolViolated
        39P03 EventTriggerProtocolViolated
        # 3B Savepoint Exception: InvalidOperation
        3B000 SavepointException
        3B001 InvalidSavepointSpecification
        # 3D Invalid Catalog Name: ObjectNotFound
        3D000 InvalidCatalogName
        # 3F Invalid Schema Name: ObjectNotFound
        3F000 InvalidSchemaName
        # 40 Transaction Rollback: InvalidOperation
        40000 TransactionRollback
        40002 TransactionIntegrityConstraintViolation
        40001 SerializationFailure ResourceBusy transaction transient
        40003 StatementCompletionUnknown
        40P01 DeadlockDetected DeadlockDetected transaction transient
        # 42 Syntax Error or Access Rule Violation: InvalidArgument
        42000 SyntaxErrorOrAccessRuleViolation
        42601 SyntaxError SyntaxError
        42501 InsufficientPrivilege PermissionDenied
        42846 CannotCoerce InvalidType
        42803 GroupingError
        42P20 WindowingError
        42P19 InvalidRecursion
        42830 InvalidForeignKey
        42602 InvalidName SyntaxError
        42622 NameTooLong
        42939 ReservedName
        42804 DatatypeMismatch InvalidType
        42P18 IndeterminateDatatype
        42P21 CollationMismatch
        42P22 IndeterminateCollation
        42809 WrongObjectType
        428C9 GeneratedAlways
        42703 UndefinedColumn ObjectNotFound
        42883 UndefinedFunction ObjectNotFound
        42P01 UndefinedTable ObjectNotFound
        42P02 UndefinedParameter ObjectNotFound
        42704 UndefinedObject ObjectNotFound
        42701 DuplicateColumn ResourceExists
        42P03 DuplicateCursor ResourceExists
        42P04 DuplicateDatabase ResourceExists
        42723 DuplicateFunction ResourceExists
        42P05 DuplicatePreparedStatement ResourceExists
        42P06 DuplicateSchema ResourceExists
        42P07 DuplicateTable ResourceExists
        42712 DuplicateAlias ResourceExists
        42710 DuplicateObject ResourceExists
        42702 AmbiguousColumn
        42725 AmbiguousFunction
        42P08 AmbiguousParameter
        42P09 AmbiguousAlias
        42P10 InvalidColumnReference
        42611 InvalidColumnDefinition
        42P11 InvalidCursorDefinition
        42P12 InvalidDatabaseDefinition
        42P13 InvalidFunctionDefinition
        42P14 InvalidPreparedStatementDefinition
        42P15 InvalidSchemaDefinition
        42P16 InvalidTableDefinition
        42P17 InvalidObjectDefinition
        # 44 WITH CHECK OPTION Violation: InvalidData input
        44000 WithCheckOptionViolation
        # 53 Insufficient Resources: LimitsExceeded
        53000 InsufficientResources transient
        53100 DiskFull ResourceUnavailable transient
        53200 OutOfMemory ResourceUnavailable transient
        53300 TooManyConnections transient
        53400 ConfigurationLimitExceeded transient
        # 54 Program Limit Exceeded: LimitsExceeded
        54000 ProgramLimitExceeded input
        54001 StatementTooComplex input
        54011 TooManyColumns
        54023 TooManyArguments
        # 55 Object Not In Prerequisite State: InvalidOperation
        55000 ObjectNotInPrerequisiteState transient
        55006 ObjectInUse ResourceBusy moment transient
        55P02 CantChangeRuntimeParam
        55P03 LockNotAvailable ResourceBusy moment transient
        55P04 UnsafeNewEnumValueUsage
        # 57 Operator Intervention: ResourceUnavailable
        57000 OperatorIntervention
        57014 QueryCanceled OperationTimeout
        57P01 AdminShutdown transient
        57P02 CrashShutdown transient
        57P03 CannotConnectNow transient
        57P04 DatabaseDropped
        57P05 IdleSessionTimeout OperationTimeout transient
        # 58 System Error (errors external to PostgreSQL itself): DeviceError
        58000 SystemError transient
        58030 IoError transient
        58P01 UndefinedFile
        58P02 DuplicateFile
        58P03 FileNameTooLong
        # 72 Snapshot Failure: ResourceUnavailable
        72000 SnapshotTooOld
        # F0 Configuration File Error: ReadError
        F0000 ConfigFileError
        F0001 LockFileExists
        # HV Foreign Data Wrapper Error (SQL/MED): InvalidOperation
        HV000 FdwError
        HV005 FdwColumnNameNotFound
        HV002 FdwDynamicParameterValueNeeded
        HV010 FdwFunctionSequenceError
        HV021 FdwInconsistentDescriptorInformation
        HV024 FdwInvalidAttributeValue
        HV007 FdwInvalidColumnName
        HV008 FdwInvalidColumnNumber
        HV004 FdwInvalidDataType
        HV006 FdwInvalidDataTypeDescriptors
        HV091 FdwInvalidDescriptorFieldIdentifier
        HV00B FdwInvalidHandle
        HV00C FdwInvalidOptionIndex
        HV00D FdwInvalidOptionName
        HV090 FdwInvalidStringLengthOrBufferLength
        HV00A FdwInvalidStringFormat
        HV009 FdwInvalidUseOfNullPointer
        HV014 FdwTooManyHandles
        HV001 FdwOutOfMemory
        HV00P FdwNoSchemas
        HV00J FdwOptionNameNotFound
        HV00K FdwReplyHandle
        HV00Q FdwSchemaNotFound
        HV00R FdwTableNotFound
        HV00L FdwUnableToCreateExecution
        HV00M FdwUnableToCreateReply
        HV00N FdwUnableToEstablishConnection
        # P0 PL/pgSQL Error: InvalidOperation input
        P0000 PlpgsqlError
        P0001 RaiseException
        P0002 NoDataFound ObjectNotFound
        P0003 TooManyRows
        P0004 AssertFailure
        # XX Internal Error: InvalidResult
        XX000 InternalError
        XX001 DataCorrupted
        XX002 IndexCorrupted
        """;
}
