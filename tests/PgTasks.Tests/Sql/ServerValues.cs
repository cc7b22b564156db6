namespace PgTasks.Tests.Store;

/// <summary>Values at the boundaries of every built-in type, as the server's own input reads them.</summary>
internal static class ServerValues
{
    private static readonly string[] s_times =
    [
        "infinity", "-infinity", "2000-01-01", "0001-01-01", "0001-01-02", "9999-12-31", "9999-12-30", "10000-01-01",
        "0001-12-31 BC", "4713-01-01 BC", "1850-06-01", "2024-02-29", "1969-12-31",
    ];

    private static readonly string[] s_stamps =
    [
        .. s_times, "9999-12-31 23:59:59.999999", "9999-12-31 12:00:00", "0001-01-01 00:00:00.000001", "0001-01-01 14:00",
        "2024-03-31 02:30:00", "2024-10-27 02:30:00", "1893-03-31 23:55:00", "1850-01-01 00:00:01", "2024-01-01 12:00:00.000001",
        "294276-12-31 23:59:59.999999+00",
    ];

    private static readonly string[] s_texts =
        ["", " ", "x", "NULL", "null", "\\N", "\\.", "a\tb\nc\rd", "\"q\"", "it's", "{1,2}", "a,b", "ü€😀", "\\x41", "\\\\", "1"];

    /// <summary>By the type's name as SQL writes it.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ByType = new Dictionary<string, string[]>
    {
        ["boolean"] = ["t", "f"],
        ["smallint"] = ["0", "-32768", "32767"],
        ["integer"] = ["0", "-2147483648", "2147483647"],
        ["bigint"] = ["0", "1", "-9223372036854775808", "9223372036854775807", "2147483648"],
        ["oid"] = ["0", "4294967295", "2147483648"],
        ["real"] = ["0", "-0", "1.1", "NaN", "Infinity", "-Infinity", "3.4028235e38", "1e-45", "16777216"],
        ["double precision"] = ["0", "-0", "1.1", "NaN", "Infinity", "-Infinity", "1.7976931348623157e308", "5e-324", "1e15", "0.1"],
        ["numeric"] =
        [
            "0", "0.00", "1.50", "-1.50", "NaN", "Infinity", "-Infinity", "12345678901234.5678", "10000", "0.0001", "100000000",
            "79228162514264337593543950335", "79228162514264337593543950336", "-79228162514264337593543950335",
            "123456789012345678901234567890", "123456789012345678901234567890.5", "1e100", "1e-30", "1e-28", "-1e-28",
            "0.1234567890123456789012345678", "0.12345678901234567890123456789", "99999999999999999999999999999999.99",
        ],
        ["numeric(50,30)"] = ["0", "1.5", "-1.5", "79228162514264337593.5", "1e-30", "12345678901234567890"],
        ["money"] = ["0", "1.5", "-1.5", "92233720368547758.07", "-92233720368547758.08"],
        ["text"] = s_texts,
        ["character varying"] = s_texts,
        ["character varying(5)"] = ["", "abcde", "  ", "ü"],
        ["character(3)"] = ["", "a", "abc", "\"", "\\"],
        ["name"] = ["", "x", "a b"],
        ["\"char\""] = ["", "x", " ", "\\", "\"", "1"],
        ["bytea"] = ["", "\\x00ff", "\\x", "\\x5c78"],
        ["date"] = s_times,
        ["timestamp without time zone"] = s_stamps,
        ["timestamp with time zone"] = s_stamps,
        ["timestamp(0) with time zone"] = ["2024-01-01 12:00:00"],
        ["time without time zone"] = ["00:00", "24:00", "23:59:59.999999", "00:00:00.000001"],
        ["time with time zone"] = ["00:00+00", "24:00+05:30", "23:59:59.999999-15:59"],
        ["interval"] =
        [
            "0", "1 day", "24:00", "1 day -1 hour", "-1 day +1 hour", "1 mon", "-1 year -2 mons +3 days -04:05:06.7",
            "36:00:00.000001", "-36:00", "-3 days -04:05:06.789", "00:00:00.000001", "-00:00:00.000001", "178000000 years",
            "2147483647 days", "-2147483648 days", "10675199 days 02:48:05", "2147483647:00:54.775807", "3 days",
        ],
        ["uuid"] = ["00000000-0000-0000-0000-000000000000", "01234567-89ab-cdef-fedc-ba9876543210"],
        ["inet"] = ["1.2.3.4", "10.0.0.0/8", "10.1.2.3/8", "::1", "fe80::1/64", "::ffff:1.2.3.4", "0.0.0.0/0"],
        ["cidr"] = ["10.0.0.0/8", "1.2.3.4/32", "2001:db8::/32"],
        ["macaddr"] = ["08:00:2b:01:02:03"],
        ["macaddr8"] = ["08:00:2b:01:02:03:04:05"],
        ["json"] = ["{}", "{\"a\": [1,  null, \"x\\\\y\"]}", "null", "1", "\"x\"", "[]"],
        ["jsonb"] = ["{}", "{\"a\": [1, null, \"x\\\\y\"]}", "null", "12345678901234567890.5", "\"x\"", "[]", "true"],
        ["jsonpath"] = ["$.\"a\"[*]"],
        ["xml"] = ["<a b=\"c\"/>", "", "x"],
        ["bit(3)"] = ["101", "000"],
        ["bit varying"] = ["", "1", "0101010101"],
        ["point"] = ["(1,2)", "(0.1,-1e300)", "(NaN,Infinity)"],
        ["line"] = ["{1,2,3}"],
        ["lseg"] = ["[(1,2),(3,4)]"],
        ["box"] = ["(3,4),(1,2)"],
        ["path"] = ["[(1,2),(3,4)]", "((1,2),(3,4))"],
        ["polygon"] = ["((1,2),(3,4),(5,6))"],
        ["circle"] = ["<(1,2),3>"],
        ["tsvector"] = ["", "'a':1A 'b c':2"],
        ["tsquery"] = ["'a' & !'b'", "'it''s'"],
        ["pg_lsn"] = ["0/0", "FFFFFFFF/FFFFFFFF"],
        ["int2vector"] = ["", "1 2 -3"],
        ["oidvector"] = ["", "1 4294967295"],
        ["xid"] = ["0", "4294967295"],
        ["xid8"] = ["0", "18446744073709551615"],
        ["cid"] = ["7"],
        ["tid"] = ["(1,2)"],
        ["pg_snapshot"] = ["10:20:10,14,15"],
        ["txid_snapshot"] = ["10:20:10,14,15"],
        ["refcursor"] = ["", "c"],
        ["regclass"] = ["pg_class"],
        ["regproc"] = ["pg_backend_pid"],
        ["regprocedure"] = ["sum(integer)"],
        ["regoper"] = ["pg_catalog.||/"],
        ["regoperator"] = ["+(integer,integer)"],
        ["regtype"] = ["integer", "text[]"],
        ["regnamespace"] = ["pg_catalog"],
        ["regrole"] = ["-"],
        ["regconfig"] = ["english"],
        ["regdictionary"] = ["simple"],
        ["regcollation"] = ["\"C\""],
        ["int4range"] = ["empty", "[1,5)", "(,)", "[1,)"],
        ["int8range"] = ["[1,9223372036854775807)"],
        ["numrange"] = ["(1.50,2.500]", "[,1e40)"],
        ["daterange"] = ["[0001-01-01,9999-12-31)", "[-infinity,infinity)"],
        ["tsrange"] = ["[\"2024-02-29 10:00:00\",infinity)"],
        ["tstzrange"] = ["[\"2024-02-29 10:00:00+00\",)"],
        ["int4multirange"] = ["{}", "{[1,5),[7,9)}"],
        ["int8multirange"] = ["{[1,5)}"],
        ["nummultirange"] = ["{[1.50,5)}"],
        ["datemultirange"] = ["{[2024-01-01,2024-02-01)}"],
        ["tsmultirange"] = ["{[\"2024-02-29 10:00:00\",)}"],
        ["tstzmultirange"] = ["{[\"2024-02-29 10:00:00+00\",)}"],
        ["mood"] = ["ok", "sad", "a b", ""],
        ["pair"] = ["(1,x)", "(,)", "(2,\"a,\"\"b\\\\\")"],
        ["age"] = ["7"],
        ["label"] = ["", "x"],
        ["spread"] = ["[a,b)"],
        ["spread_multirange"] = ["{[a,b)}"],
    };

    /// <summary>Makes the types that are no built-in ones.</summary>
    public const string CreateTypes = """
        CREATE TYPE mood AS ENUM ('ok', 'sad', 'a b', '');
        CREATE TYPE pair AS (a int, b text);
        CREATE DOMAIN age AS int CHECK (VALUE > 0);
        CREATE DOMAIN label AS varchar(9);
        CREATE TYPE spread AS RANGE (subtype = text);
        """;

    /// <summary>Arrays of any shape, by their elements' type.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Arrays = new Dictionary<string, string[]>
    {
        ["integer"] = ["{}", "{{1,2},{3,4}}", "[0:1]={1,2}", "[-1:0][5:6]={{1,NULL},{3,4}}", "{{{1},{2}},{{3},{4}}}", "{NULL}"],
        ["text"] = ["{}", "{\"\",NULL,\"NULL\",\"a b\",\"\\\"\",\"\\\\\",\"{}\",\"a,b\"}", "{{a,\"b c\"},{NULL,\"\"}}", "[3:3]={\"x\ty\"}"],
        ["numeric"] = ["{NaN,1.50,1e40,NULL}", "{{1.0,2},{3,4.000}}", "[0:0]={NaN}"],
        ["date"] = ["{{infinity,10000-01-01}}"],
        ["inet"] = ["{{10.0.0.0/8,::1}}"],
        ["jsonb"] = ["{{\"{\\\"a\\\": 1}\",null}}"],
        ["bytea"] = ["{{\"\\\\x00ff\",NULL}}"],
        ["box"] = ["{(3,4),(1,2);(7,8),(5,6)}"],
    };
}
