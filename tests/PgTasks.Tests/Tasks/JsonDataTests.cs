using System.Management.Automation;
using System.Net;
using System.Numerics;
using System.Text.Json;

namespace PgTasks.Tests;

public sealed class JsonDataTests
{
    public static TheoryData<object?, string?> Values => new()
    {
        { null, null },
        { DBNull.Value, null },
        { new object?[] { DBNull.Value, null }, "[null,null]" },
        { BigInteger.Parse("-123456789012345678901234567890", null), "-123456789012345678901234567890" },
        { new Dictionary<string, object> { ["n"] = BigInteger.One }, """{"n":1}""" },
        { Int128.MaxValue, "170141183460469231731687303715884105727" },
        { double.NaN, "\"NaN\"" },
        { DayOfWeek.Friday, "\"Friday\"" },
        { "just words", "\"just words\"" },
        { "0123", "\"0123\"" },
        { " -1.5e3 ", " -1.5e3 " },
        { """ {"a": 1} """, """ {"a": 1} """ },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Writes(object? value, string? json) => Assert.Equal(json, JsonData.ToJson(value));

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("[1,]")]
    [InlineData("\"open")]
    [InlineData("{'a': 1}")]
    public void Refuses_what_begins_as_json_and_is_broken(string text) =>
        Assert.Equal("DataNotReadable", Assert.Throws<PgTaskException>(() => JsonData.ToJson(text)).ErrorId);

    [Fact]
    public void Writes_an_objects_properties_and_null_for_one_that_throws()
    {
        using JsonDocument json = JsonDocument.Parse(JsonData.ToJson(new object[] { IPAddress.Loopback })!);
        Assert.Equal(JsonValueKind.Null, json.RootElement[0].GetProperty(nameof(IPAddress.ScopeId)).ValueKind);
    }

    [Fact]
    public void Ends_with_text_in_an_object_that_holds_itself()
    {
        string path = Path.GetFullPath(".");
        using JsonDocument json = JsonDocument.Parse(JsonData.ToJson(new Dictionary<string, object>
        {
            ["file"] = new DirectoryInfo(path),
        })!);
        Assert.Equal(path, json.RootElement.GetProperty("file").GetProperty("FullName").GetString());
    }

    [Fact]
    public void Refuses_a_script_block() => Assert.Equal(
        "DataNotReadable",
        Assert.Throws<PgTaskException>(() => JsonData.ToJson(new[] { ScriptBlock.Create("1") })).ErrorId);

    [Theory]
    [InlineData(65)]
    [InlineData(1000)]
    public void Deep_text_is_json(int depth)
    {
        string text = new string('[', depth) + new string(']', depth);
        Assert.Equal(text, JsonData.ToJson(text));
        Assert.Equal(text, JsonData.ToJson(JsonData.ToObject(text)));
    }

    [Fact]
    public void Refuses_what_holds_itself()
    {
        List<object> circle = [];
        circle.Add(circle);
        Assert.Equal("DataTooDeep", Assert.Throws<PgTaskException>(() => JsonData.ToJson(circle)).ErrorId);
    }
}
